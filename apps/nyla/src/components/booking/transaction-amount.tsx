import { Money } from '@/components/money/money';
import { parseChf } from '@/lib/money';
import classes from './transaction.module.css';

interface TransactionAmountProps {
  /** The booking's signed amount. */
  readonly amount: string;
  readonly currency?: boolean;
  /** As many decimals as the column has. */
  readonly decimals?: number | undefined;
}

/** A booking's amount with its sign; credit coming in stands out by colour and by its plus. */
export function TransactionAmount({ amount, currency = true, decimals }: TransactionAmountProps) {
  return (
    <span className={classes['amount']} data-direction={parseChf(amount) > 0n ? 'in' : 'out'}>
      <Money amount={amount} signed currency={currency} decimals={decimals} />
    </span>
  );
}
