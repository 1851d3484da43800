import { Stack, Text } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { formatInstantExact } from '@/lib/format-date';
import { parseChf } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import classes from './receipt.module.css';
import { ReceiptCalculation } from './receipt-calculation';
import { ReceiptFacts } from './receipt-facts';
import { ReceiptHow } from './receipt-how';
import { ReceiptIds } from './receipt-ids';
import { TransactionMarks } from './transaction-marks';
import { useTransactionText } from './use-transaction-text';

interface ReceiptProps {
  readonly transaction: TransactionDetailDto;
  readonly onOpen: ((transactionId: string) => void) | undefined;
  readonly actions?: ReactNode;
  /** Whether chats and automations can be reached from it. */
  readonly linked: boolean;
}

/** Everything about one booking: what happened, how its amount came about, and the numbers to refer to it by. */
export function Receipt({ transaction, onOpen, actions, linked }: ReceiptProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { title } = useTransactionText()(transaction);
  return (
    <Stack gap="xl" pb="lg">
      <div>
        <p className={classes['amount']} data-direction={parseChf(transaction.amount) > 0n ? 'in' : 'out'}>
          <Money amount={transaction.amount} precision="full" signed />
        </p>
        <Text fw={500}>
          {title} <TransactionMarks transaction={transaction} />
        </Text>
        <Text size="sm" c="dimmed">
          {formatInstantExact(transaction.createdAt, locale)} · {t('receipt.number', { seq: transaction.seq })}
        </Text>
      </div>
      {actions}
      <ReceiptFacts transaction={transaction} onOpen={onOpen} linked={linked} />
      {transaction.receipt ? <ReceiptCalculation transaction={transaction} receipt={transaction.receipt} /> : null}
      {transaction.receipt ? <ReceiptHow /> : null}
      <ReceiptIds transaction={transaction} />
    </Stack>
  );
}
