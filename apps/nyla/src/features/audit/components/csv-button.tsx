import { Button, Popover } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useToday } from '@/lib/use-today';
import { type AuditFilter, type AuditSource, downloadAuditCsv } from '../api/audit-queries';

interface CsvButtonProps {
  readonly source: AuditSource;
  readonly filter: AuditFilter;
}

/** Downloads everything that the filter matches, not just what is shown. */
export function CsvButton({ source, filter }: CsvButtonProps) {
  const { t } = useTranslation('audit');
  const today = useToday();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => downloadAuditCsv(source, filter, t('csv.file', { day: today })),
  });
  return (
    <Popover opened={error !== null} onChange={reset} position="bottom-end" width={340} shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          fw={500}
          loading={isPending}
          leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
          aria-label={t('csv.hint')}
          title={t('csv.hint')}
          onClick={() => mutate()}
        >
          {t('csv.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ErrorCard error={error} onRetry={() => mutate()} />
      </Popover.Dropdown>
    </Popover>
  );
}
