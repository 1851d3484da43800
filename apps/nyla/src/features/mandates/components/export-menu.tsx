import { Button, Popover } from '@mantine/core';
import type { FileFormat } from '@nyla/contracts';
import { FILE_FORMATS } from '@nyla/contracts/constants';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useLocale } from '@/lib/use-locale';
import { useToday } from '@/lib/use-today';
import { fetchOverviewFile, type OverviewFilter } from '../api/mandate-queries';

/** Downloads every mandate that the filter matches, not just what is shown. */
export function ExportMenu({ filter }: { readonly filter: OverviewFilter }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const today = useToday();
  const { mutate, isPending, error, reset, variables } = useMutation({
    mutationFn: async (format: FileFormat) =>
      save(await fetchOverviewFile(filter, format, locale), `${t('export.file', { day: today })}.${format}`),
  });
  return (
    <Popover withRoles={false} opened={error !== null} onChange={reset} position="bottom-end" width={340} shadow="md">
      <Popover.Target>
        <span>
          <Menu
            renderTrigger={(props) => (
              <Button
                {...props}
                variant="default"
                fw={500}
                loading={isPending}
                leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
              >
                {t('export.button')}
              </Button>
            )}
          >
            {FILE_FORMATS.map((format) => (
              <MenuItem key={format} onSelect={() => mutate(format)}>
                {t(`export.${format}`)}
              </MenuItem>
            ))}
          </Menu>
        </span>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ErrorCard error={error} onRetry={() => variables && mutate(variables)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
