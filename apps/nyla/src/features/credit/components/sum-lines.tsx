import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import classes from './credit.module.css';

export interface SumLine {
  readonly name: string;
  readonly amount: bigint | string;
  readonly signed?: boolean;
}

/** What there is, what comes, what there will be: the last line is the result. */
export function SumLines({ lines }: { readonly lines: readonly SumLine[] }) {
  return (
    <dl className={classes['sum']}>
      {lines.map(({ name, amount, signed = false }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Money amount={amount} signed={signed} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The same for an amount that comes to a balance. */
export function useBalanceLines(): (balance: bigint, amount: bigint, isRequest: boolean) => SumLine[] {
  const { t } = useTranslation('credit');
  return (balance, amount, isRequest) => [
    { name: t('topUp.balanceNow'), amount: balance },
    { name: t(`topUp.kind.${isRequest ? 'request' : 'self'}`), amount, signed: true },
    { name: t(isRequest ? 'topUp.balanceThenRequest' : 'topUp.balanceThen'), amount: balance + amount },
  ];
}
