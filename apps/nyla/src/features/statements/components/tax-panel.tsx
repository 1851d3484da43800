import { Text } from '@mantine/core';
import type { StatementDetailDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { exactDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { Panel } from '@/components/ui/panel';
import { formatNumber, parseChf } from '@/lib/money';
import classes from './statements.module.css';

/** The MWST that usage contains, or why there is none. */
export function TaxPanel({ tax: { state, lines } }: Pick<StatementDetailDto, 'tax'>) {
  const { t } = useTranslation('statements');
  const decimals = exactDecimals(lines.flatMap(({ net, gross }) => [parseChf(net), parseChf(gross)]));
  return (
    <Panel title={t('tax.title')}>
      {lines.map(({ ratePercent, net, tax, gross }) => (
        <table key={ratePercent} className={classes['sum']}>
          <tbody>
            <tr>
              <th scope="row">{t('tax.rate')}</th>
              <td>{formatNumber(ratePercent)} %</td>
            </tr>
            <tr>
              <th scope="row">{t('tax.net')}</th>
              <td>
                <Money amount={net} decimals={decimals} />
              </td>
            </tr>
            <tr>
              <th scope="row">{t('tax.amount')}</th>
              <td>
                <Money amount={tax} decimals={decimals} />
              </td>
            </tr>
            <tr className={classes['total']}>
              <th scope="row">{t('tax.gross')}</th>
              <td>
                <Money amount={gross} decimals={decimals} />
              </td>
            </tr>
          </tbody>
        </table>
      ))}
      <Text mt={lines.length > 0 ? 'sm' : 0} className={classes['note'] ?? ''}>
        {t(`tax.state.${state}`)}
      </Text>
    </Panel>
  );
}
