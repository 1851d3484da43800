import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { useColumns } from '../hooks/use-columns';

/** Chooses the columns of the table. Cards on narrow screens have none. */
export function ColumnMenu({ columns }: { readonly columns: ReturnType<typeof useColumns> }) {
  const { t } = useTranslation('billing');
  const { visible, optional, show } = columns;
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          visibleFrom="md"
          variant="default"
          fw={500}
          leftSection={<IconColumns3 size={16} stroke={1.7} aria-hidden />}
        >
          {t('transactions.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group aria-label={t('transactions.columns')} value={[...visible]} onChange={show}>
          <Stack gap="sm">
            {optional.map((id) => (
              <Checkbox key={id} value={id} label={t(`transactions.${id}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
