import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount, parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { type TransactionFilter, transactionSummaryQuery } from '../api/billing-queries';
import classes from './transactions.module.css';

/** The sums of the whole filtered set: what was used, what else was booked, and both together. */
export function FilterSum({ filter }: { readonly filter: TransactionFilter }) {
  const { t } = useTranslation(['billing', 'common']);
  const { data, isError, isPlaceholderData, refetch } = useQuery(transactionSummaryQuery(filter));
  if (isError && !data) {
    return (
      <Text size="sm" c="dimmed" className={classes['sum'] ?? ''} role="alert">
        {t('transactions.sumFailed')}{' '}
        <Anchor component="button" type="button" size="sm" c="var(--nyla-accent-text)" onClick={() => void refetch()}>
          {t('common:action.retry')}
        </Anchor>
      </Text>
    );
  }
  const { bookings = null, calls = null, used = null, other = null, total = null } = data ?? {};
  const known = bookings !== null && calls !== null && used !== null && other !== null && total !== null;
  const others = known ? bookings - calls : 0;
  return (
    <Text
      component="div"
      size="sm"
      c="dimmed"
      className={classes['sum'] ?? ''}
      aria-live="polite"
      aria-busy={!data || isPlaceholderData}
      opacity={isPlaceholderData ? 0.55 : 1}
    >
      {known ? (
        <>
          {calls > 0 || others === 0 ? (
            <span>{t('transactions.sum', { amount: moneyText(used), calls: formatCount(calls) })}</span>
          ) : null}
          {others > 0 ? (
            <span>
              {t('transactions.sumOther', {
                count: others,
                number: formatCount(others),
                amount: moneyText(other, { signed: true }),
              })}
            </span>
          ) : null}
          {calls > 0 && others > 0 ? (
            <span>
              {t('transactions.sumTotal', {
                amount: moneyText(parseChf(total), { signed: true }),
                number: formatCount(bookings),
              })}
            </span>
          ) : null}
        </>
      ) : data ? (
        <span>{t('transactions.sumTooMuch')}</span>
      ) : null}
    </Text>
  );
}
