import { UnstyledButton } from '@mantine/core';
import type { MessageDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { exactDecimals, formatFixedMoney } from '@/components/money/fixed-decimals';
import { formatMoney, parseChf } from '@/lib/money';
import { useModelLabel } from '@/lib/use-model-label';
import { chargeKind, modelIdOf, totalCharged } from '../logic/charges';
import classes from './figures.module.css';

interface ChargesProps {
  readonly message: MessageDto;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** Every booking behind an answer with its exact amount and the way to its receipt, and their sum. */
export function Charges({ message, onOpenReceipt }: ChargesProps) {
  const { t } = useTranslation('chat');
  const labelOf = useModelLabel();
  const total = totalCharged(message) ?? 0n;
  const decimals = exactDecimals([...message.charges.map(({ amount }) => parseChf(amount)), total]);
  const exact = (amount: bigint | string) => formatFixedMoney(amount, decimals, { signed: false, currency: false });
  return (
    <table className={classes['table']}>
      <caption>{t('price.charges')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('price.booking')}</th>
          <th scope="col">CHF</th>
        </tr>
      </thead>
      <tbody>
        {message.charges.map((charge) => {
          const kind = t(`price.charge.${chargeKind(charge, message)}`);
          const name = labelOf(modelIdOf(charge));
          return (
            <tr key={charge.transactionId}>
              <th scope="row">
                {kind}
                <span className={classes['detail']}>
                  {name}
                  {charge.estimated ? ` · ${t('price.estimated')}` : null}
                  {' · '}
                  <UnstyledButton
                    className={classes['receipt'] ?? ''}
                    aria-label={t('price.receiptOf', { kind, name, amount: formatMoney(charge.amount) })}
                    onClick={() => onOpenReceipt(charge.transactionId)}
                  >
                    {t('price.receipt')}
                  </UnstyledButton>
                </span>
              </th>
              <td>{exact(charge.amount)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('price.total')}</th>
          <td>{exact(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
