import { parseChf } from '@nyla/money';
import { Money } from '@/components/money/money';
import classes from './transactions.module.css';

interface TransactionAmountProps {
  /** The booking's signed amount. */
  readonly amount: string;
  readonly currency?: boolean;
}

/** A booking's amount with its sign; credit coming in stands out by colour and by its plus. */
export function TransactionAmount({ amount, currency = true }: TransactionAmountProps) {
  return (
    <span className={classes['amount']} data-direction={parseChf(amount) > 0n ? 'in' : 'out'}>
      <Money amount={amount} signed currency={currency} />
    </span>
  );
}
