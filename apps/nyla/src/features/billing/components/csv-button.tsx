import { Button, Popover } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useToday } from '@/lib/use-today';
import type { TransactionFilter } from '../api/billing-queries';
import { downloadTransactionsCsv } from '../api/transactions-csv';

/** Downloads everything that the filter matches, not just what is shown. */
export function CsvButton({ filter }: { readonly filter: TransactionFilter }) {
  const { t } = useTranslation('billing');
  const today = useToday();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => downloadTransactionsCsv(filter, t('transactions.csvFile', { day: today })),
  });
  return (
    <Popover opened={error !== null} onChange={reset} position="bottom-end" width={340} shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          fw={500}
          loading={isPending}
          leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
          aria-label={t('transactions.csvHint')}
          title={t('transactions.csvHint')}
          onClick={() => mutate()}
        >
          {t('transactions.csv')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ErrorCard error={error} onRetry={() => mutate()} />
      </Popover.Dropdown>
    </Popover>
  );
}
