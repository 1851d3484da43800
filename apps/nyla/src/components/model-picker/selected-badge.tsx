import { Badge } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Marks the row that is chosen already. */
export function SelectedBadge() {
  const { t } = useTranslation('models');
  return (
    <Badge size="sm" variant="light" tt="none" fw={500} leftSection={<IconCheck size={12} aria-hidden />}>
      {t('picker.selected')}
    </Badge>
  );
}
