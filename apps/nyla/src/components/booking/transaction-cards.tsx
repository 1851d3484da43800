import { UnstyledButton } from '@mantine/core';
import type { TransactionDto } from '@nyla/contracts';
import { formatInstant } from '@/lib/format-date';
import { useModelName } from '@/lib/models';
import { useLocale } from '@/lib/use-locale';
import classes from './transaction.module.css';
import { TransactionAmount } from './transaction-amount';
import { TransactionMarks } from './transaction-marks';
import { useTransactionText } from './use-transaction-text';

interface TransactionCardsProps {
  readonly transactions: readonly TransactionDto[];
  /** Whether to say who caused a booking, for readers who see everybody's. */
  readonly withUser: boolean;
  readonly onOpen: (transactionId: string) => void;
}

/** Bookings as a list of buttons, for phones and short lists. */
export function TransactionCards({ transactions, withUser, onOpen }: TransactionCardsProps) {
  const [locale] = useLocale();
  const textOf = useTransactionText();
  const modelName = useModelName();
  return (
    <ul className={classes['cards']}>
      {transactions.map((transaction) => {
        const { title, short, note } = textOf(transaction);
        const { connectorType, model } = transaction;
        const details = [
          formatInstant(transaction.createdAt, locale),
          model === null ? note : short,
          withUser ? transaction.userName : null,
        ];
        return (
          <li key={transaction.id}>
            <UnstyledButton className={classes['card'] ?? ''} onClick={() => onOpen(transaction.id)}>
              <span className={classes['cardTitle']}>
                {model === null ? title : modelName(connectorType, model)}{' '}
                <TransactionMarks transaction={transaction} />
              </span>
              <TransactionAmount amount={transaction.amount} />
              <span className={classes['cardDetails']}>{details.filter(Boolean).join(' · ')}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
