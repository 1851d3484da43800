import { Text } from '@mantine/core';
import type { QuoteDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { columnDecimals, formatFixedMoney } from '@/components/money/fixed-decimals';
import { parseChf } from '@/lib/money';
import { useModelLabel } from '@/lib/use-model-label';
import classes from './figures.module.css';

interface EstimatePartsProps {
  readonly quote: QuoteDto;
  /** The gateway picks the model: which one is a forecast. */
  readonly isAutomatic: boolean;
}

/** The calls that a message would make, each with its price, and their sum. */
export function EstimateParts({ quote, isAutomatic }: EstimatePartsProps) {
  const { t } = useTranslation('chat');
  const labelOf = useModelLabel();
  const amounts = [quote, ...quote.parts].flatMap(({ likely, maximum }) => [parseChf(likely), parseChf(maximum)]);
  const decimals = columnDecimals(amounts);
  const plain = (amount: string) => formatFixedMoney(amount, decimals, { signed: false, currency: false });
  return (
    <>
      <table className={classes['table']}>
        <caption>{t('estimate.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('estimate.part')}</th>
            <th scope="col">{t('estimate.likely')}</th>
            <th scope="col">{t('estimate.maximum')}</th>
          </tr>
        </thead>
        <tbody>
          {quote.parts.map(({ model, likely, maximum }, index) => (
            <tr key={model}>
              <th scope="row">
                {t(index === quote.parts.length - 1 ? 'estimate.answer' : 'estimate.search')}
                <span className={classes['detail']}>{labelOf(model)}</span>
              </th>
              <td>{plain(likely)}</td>
              <td>{plain(maximum)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('price.total')}</th>
            <td>{plain(quote.likely)}</td>
            <td>{plain(quote.maximum)}</td>
          </tr>
        </tfoot>
      </table>
      {isAutomatic ? (
        <Text size="xs" c="dimmed" mt={8}>
          {t('estimate.forecast', { model: labelOf(quote.model) })}
        </Text>
      ) : null}
    </>
  );
}
