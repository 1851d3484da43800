import { Text, UnstyledButton } from '@mantine/core';
import type { TransactionDto } from '@nyla/contracts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TransactionAmount } from '@/components/booking/transaction-amount';
import { TransactionMarks } from '@/components/booking/transaction-marks';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { useTransactionText } from '@/components/booking/use-transaction-text';
import { columnDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { formatInstant } from '@/lib/format-date';
import { useModelName } from '@/lib/models';
import { parseChf } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import type { ColumnId } from '../hooks/use-columns';
import { Hint } from './hint';
import { TokenCount } from './token-count';
import classes from './transactions.module.css';

interface TransactionTableProps {
  readonly transactions: readonly TransactionDto[];
  readonly columns: readonly ColumnId[];
  readonly onOpen: (transactionId: string) => void;
}

/** Bookings as a table. The time is a button that opens the receipt; so does a click anywhere on the row. */
export function TransactionTable({ transactions, columns, onOpen }: TransactionTableProps) {
  const { t } = useTranslation('billing');
  const all = useTransactionColumns(transactions, onOpen);
  return (
    <DataTable
      label={t('transactions.caption')}
      columns={columns.map((id) => all[id])}
      rows={transactions}
      rowId={({ id }) => id}
      onRowClick={({ id }) => onOpen(id)}
    />
  );
}

function useTransactionColumns(
  transactions: readonly TransactionDto[],
  onOpen: (transactionId: string) => void,
): Record<ColumnId, DataColumn<TransactionDto>> {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const textOf = useTransactionText();
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  // A running balance is one account's; of several it would jump from one to the other.
  const oneAccount = new Set(transactions.map(({ accountId }) => accountId)).size <= 1;
  const decimals = useMemo(
    () => ({
      amount: columnDecimals(transactions.map(({ amount }) => parseChf(amount))),
      balanceAfter: columnDecimals(transactions.map(({ balanceAfter }) => parseChf(balanceAfter))),
    }),
    [transactions],
  );
  return useMemo(
    () => ({
      time: {
        id: 'time',
        header: t('transactions.time'),
        width: '150px',
        cell: ({ id, createdAt }) => {
          const time = formatInstant(createdAt, locale);
          return (
            <UnstyledButton
              className={classes['time'] ?? ''}
              aria-label={t('transactions.openReceipt', { time })}
              onClick={() => onOpen(id)}
            >
              {time}
            </UnstyledButton>
          );
        },
      },
      booking: {
        id: 'booking',
        header: t('transactions.booking'),
        cell: (transaction) => {
          const { title, note } = textOf(transaction);
          return (
            <>
              <span>
                {title} <TransactionMarks transaction={transaction} />
              </span>
              {note ? (
                <Text size="xs" c="dimmed" lineClamp={1} title={note}>
                  {note}
                </Text>
              ) : null}
            </>
          );
        },
      },
      model: {
        id: 'model',
        header: t('transactions.model'),
        cell: ({ connectorType, model }) => (
          <>
            {model === null ? null : modelName(connectorType, model)}
            {connectorType ? (
              <Text size="xs" c="dimmed">
                {connectorLabel(connectorType)}
              </Text>
            ) : null}
          </>
        ),
      },
      user: {
        id: 'user',
        header: t('transactions.user'),
        cell: ({ userName }) => <span className={classes['user']}>{userName}</span>,
      },
      automation: {
        id: 'automation',
        header: t('transactions.automation'),
        cell: ({ automationName }) => <span className={classes['user']}>{automationName}</span>,
      },
      tokens: {
        id: 'tokens',
        header: <span title={t('transactions.tokensHint')}>{t('transactions.tokens')}</span>,
        align: 'right',
        cell: ({ usage }) => <TokenCount usage={usage} />,
      },
      amount: {
        id: 'amount',
        header: t('transactions.amount'),
        align: 'right',
        cell: ({ amount }) => <TransactionAmount amount={amount} currency={false} decimals={decimals.amount} />,
      },
      balanceAfter: {
        id: 'balanceAfter',
        header: oneAccount ? (
          t('transactions.balanceAfter')
        ) : (
          <>
            {t('transactions.balanceAfter')}
            <Hint about={t('transactions.balanceAfter')} text={t('transactions.severalAccounts')} />
          </>
        ),
        align: 'right',
        cell: ({ balanceAfter }) =>
          oneAccount ? (
            <Money amount={balanceAfter} currency={false} decimals={decimals.balanceAfter} />
          ) : (
            <span aria-hidden>–</span>
          ),
      },
    }),
    [t, locale, textOf, connectorLabel, modelName, decimals, oneAccount, onOpen],
  );
}
