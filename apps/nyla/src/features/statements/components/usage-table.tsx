import type { StatementDetailDto, StatementLineDto } from '@nyla/contracts';
import type { StatementGrouping } from '@nyla/contracts/constants';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { exactDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { Panel } from '@/components/ui/panel';
import { useModelName } from '@/lib/models';
import { formatCount, parseChf } from '@/lib/money';
import { bookingsOfLine } from '../logic/bookings-of';
import classes from './statements.module.css';

interface UsageTableProps {
  readonly statement: StatementDetailDto;
  readonly grouping: StatementGrouping;
  /** Whether lines lead to the bookings behind them. */
  readonly isLinked: boolean;
}

/** Usage by one grouping, with its total: every digit, so that it can be added up. */
export function UsageTable({ statement, grouping, isLinked }: UsageTableProps) {
  const { t } = useTranslation('statements');
  const lines = statement.usageBy[grouping];
  const nameOf = useLineName(grouping);
  const amounts = lines.map(({ amount }) => parseChf(amount));
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const decimals = exactDecimals([...amounts, total]);
  return (
    <Panel title={t(`usage.${grouping}`)}>
      <table className={classes['sum']}>
        <thead>
          <tr>
            <th scope="col">{t('usage.name')}</th>
            <th scope="col">{t('usage.calls')}</th>
            <th scope="col">{t('usage.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const name = nameOf(line);
            const filter = isLinked ? bookingsOfLine(statement, grouping, line) : undefined;
            return (
              <tr key={`${line.connectorType} ${line.model} ${line.feature} ${line.id}`}>
                <th scope="row">
                  {filter ? (
                    <Link
                      to="/billing/transactions"
                      search={filter}
                      className={classes['link'] ?? ''}
                      title={t('usage.open', { name })}
                    >
                      {name}
                    </Link>
                  ) : (
                    name
                  )}
                </th>
                <td>{formatCount(line.calls)}</td>
                <td>
                  <Money amount={line.amount} decimals={decimals} currency={false} />
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('usage.total')}</th>
            <td>{formatCount(lines.reduce((sum, { calls }) => sum + calls, 0))}</td>
            <td>
              <Money amount={total} decimals={decimals} currency={false} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function useLineName(grouping: StatementGrouping): (line: StatementLineDto) => string {
  const { t } = useTranslation('statements');
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  return ({ connectorType, model, feature, id, name }) => {
    if (model !== null && connectorType !== null) return modelName(connectorType, model);
    if (connectorType !== null) return connectorLabel(connectorType);
    if (feature !== null) return t(`feature.${feature}`);
    if (id === null && grouping === 'automationId') return t('usage.noAutomation');
    return name ?? t('usage.gone');
  };
}
