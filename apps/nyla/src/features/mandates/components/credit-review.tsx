import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { parseChf } from '@/lib/money';
import classes from './mandate.module.css';

interface CreditReviewProps {
  /** Whose balance it is. */
  readonly owner: string;
  /** Undefined while it is being read. */
  readonly before: string | undefined;
  /** Signed. */
  readonly amount: string | bigint;
  readonly label: string;
  readonly reason?: string;
  readonly reference?: string;
}

/** What a booking does to a balance, before it is made. */
export function CreditReview({ owner, before, amount, label, reason, reference }: CreditReviewProps) {
  const { t } = useTranslation('mandates');
  const nano = typeof amount === 'bigint' ? amount : parseChf(amount);
  return (
    <dl className={classes['review']} aria-label={t('credit.reviewLabel')}>
      <Line name={t('credit.owner')}>{owner}</Line>
      <Line name={t('credit.before')}>{before === undefined ? '…' : <Money amount={before} />}</Line>
      <Line name={label}>
        <Money amount={nano} signed />
      </Line>
      <Line name={t('credit.after')} strong>
        {before === undefined ? '…' : <Money amount={parseChf(before) + nano} />}
      </Line>
      {reason ? <Line name={t('credit.reason')}>{reason}</Line> : null}
      {reference ? <Line name={t('credit.reference')}>{reference}</Line> : null}
    </dl>
  );
}

interface LineProps {
  readonly name: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}

function Line({ name, strong = false, children }: LineProps) {
  return (
    <div data-strong={strong || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
