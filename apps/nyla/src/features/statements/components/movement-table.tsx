import type { StatementDetailDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { Panel } from '@/components/ui/panel';
import { formatDay } from '@/lib/format-date';
import { parseChf } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { bookingsOf } from '../logic/bookings-of';
import classes from './statements.module.css';

const DAY_LENGTH = 10;
const TIME_LENGTH = 16;

interface MovementTableProps {
  readonly statement: StatementDetailDto;
  /** Whether lines lead to their receipts. */
  readonly isLinked: boolean;
}

/** Top-ups, corrections, transfers: what was booked beside usage. */
export function MovementTable({ statement, isLinked }: MovementTableProps) {
  const { t } = useTranslation('statements');
  const [locale] = useLocale();
  const { movements } = statement;
  const decimals = exactDecimals(movements.map(({ amount }) => parseChf(amount)));
  return (
    <Panel title={t('movement.title')}>
      <table className={classes['sum']}>
        <tbody>
          {movements.map(({ id, localTime, type, amount, reason, reference }) => {
            const time = `${formatDay(localTime.slice(0, DAY_LENGTH), locale)}, ${localTime.slice(DAY_LENGTH + 1, TIME_LENGTH)}`;
            const text = t(`movement.${type}`);
            return (
              <tr key={id}>
                <th scope="row">
                  {isLinked ? (
                    <Link
                      to="/billing/transactions"
                      search={{ ...bookingsOf(statement), type, receipt: id }}
                      className={classes['link'] ?? ''}
                    >
                      {text}
                    </Link>
                  ) : (
                    text
                  )}
                  <div className={classes['note']}>{[time, reason, reference].filter(Boolean).join(' · ')}</div>
                </th>
                <td>
                  <Money amount={amount} decimals={decimals} signed />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
