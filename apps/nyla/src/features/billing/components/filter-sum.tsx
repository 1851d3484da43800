import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount, formatMoney } from '@/lib/money';
import { statisticsQuery, type TransactionFilter } from '../api/billing-queries';

/** The usage of the whole filtered set, where the statistics can tell it: in a range, without a text search, and not for
 * a single run, whose own page has its sum. */
export function FilterSum({ filter }: { readonly filter: TransactionFilter }) {
  const { t } = useTranslation('billing');
  const { from, to, type, q, connectorType, model, feature, userId, automationId, runId } = filter;
  const known =
    from !== undefined &&
    to !== undefined &&
    q === undefined &&
    runId === undefined &&
    (type === undefined || type === 'debit');
  const { data, isPlaceholderData } = useQuery({
    ...statisticsQuery({
      from: from ?? '',
      to: to ?? '',
      ...(connectorType && { connectorType }),
      ...(model && { model }),
      ...(feature && { feature }),
      ...(userId && { userId }),
      ...(automationId && { automationId }),
    }),
    enabled: known,
  });
  return (
    <Text size="sm" c="dimmed" my="sm" mih="1.55em" aria-live="polite">
      {known && data && !isPlaceholderData
        ? t('transactions.sum', { amount: formatMoney(data.total.amount), calls: formatCount(data.total.calls) })
        : null}
    </Text>
  );
}
