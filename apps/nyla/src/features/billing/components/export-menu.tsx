import { Button } from '@mantine/core';
import { FILE_FORMATS, type FileFormat } from '@nyla/contracts/constants';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';

interface ExportMenuProps {
  readonly busy: boolean;
  readonly onChoose: (format: FileFormat) => void;
}

/** Everything that the filter matches as a file, not just what is shown. */
export function ExportMenu({ busy, onChoose }: ExportMenuProps) {
  const { t } = useTranslation('billing');
  return (
    <Menu
      renderTrigger={(props) => (
        <Button
          {...props}
          variant="default"
          fw={500}
          loading={busy}
          leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
          title={t('export.hint')}
        >
          {t('export.button')}
        </Button>
      )}
    >
      {FILE_FORMATS.map((format) => (
        <MenuItem key={format} onSelect={() => onChoose(format)}>
          {t(`export.format.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
