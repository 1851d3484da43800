import { useMediaQuery } from '@mantine/hooks';
import type { StatementDto, StatementMonthDto } from '@nyla/contracts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { formatCount, parseChf } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import type { StatementScope } from '../api/statement-queries';
import { monthName } from '../logic/month-name';
import { StatementFileMenu } from './statement-file-menu';
import { StatementLink } from './statement-link';
import classes from './statements.module.css';

const WIDE = '(min-width: 62em)';

/** One statement, or all of a month together where it has several. */
type Row =
  | { readonly kind: 'one'; readonly key: string; readonly sums: StatementDto }
  | { readonly kind: 'all'; readonly key: string; readonly sums: StatementMonthDto };

interface StatementListProps {
  readonly scope: StatementScope;
  readonly items: readonly StatementDto[];
  readonly months: readonly StatementMonthDto[];
}

/** Statements, the latest month first; where a month has several, with their sum above them. */
export function StatementList({ scope, items, months }: StatementListProps) {
  const { t } = useTranslation('statements');
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const rows = useMemo(() => rowsOf(items, months), [items, months]);
  const columns = useColumns(
    scope,
    rows.some(({ kind }) => kind === 'all'),
  );
  if (isWide) return <DataTable label={t('list.label')} columns={columns} rows={rows} rowId={({ key }) => key} />;
  return (
    <ul className={classes['cards']} aria-label={t('list.label')}>
      {rows.map((row) => (
        <li key={row.key}>
          <div className={classes['head']}>
            <Name scope={scope} row={row} />
            {row.kind === 'one' ? <StatementFileMenu scope={scope} statement={row.sums} /> : null}
          </div>
          <dl className={classes['figures']}>
            {row.kind === 'one' && row.sums.userId !== null ? (
              <>
                <dt>{t('column.account')}</dt>
                <dd>
                  <Account row={row} />
                </dd>
              </>
            ) : null}
            {row.kind === 'one' ? (
              <>
                <dt>{t('column.number')}</dt>
                <dd>{row.sums.number}</dd>
              </>
            ) : null}
            <dt>{t('column.opening')}</dt>
            <dd>
              <Money amount={row.sums.opening} />
            </dd>
            <dt>{t('column.added')}</dt>
            <dd>
              <Money amount={addedIn(row.sums)} signed />
            </dd>
            <dt>{t('column.usage')}</dt>
            <dd>
              <Money amount={-parseChf(row.sums.usage)} />
            </dd>
            <dt className={classes['strong']}>{t('column.closing')}</dt>
            <dd className={classes['strong']}>
              <Money amount={row.sums.closing} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function useColumns(scope: StatementScope, withAccount: boolean): DataColumn<Row>[] {
  const { t } = useTranslation('statements');
  return useMemo(() => {
    const account: DataColumn<Row> = {
      id: 'account',
      header: t('column.account'),
      cell: (row) => <Account row={row} />,
    };
    return [
      { id: 'month', header: t('column.month'), cell: (row) => <Name scope={scope} row={row} /> },
      {
        id: 'number',
        header: t('column.number'),
        cell: (row) => (row.kind === 'one' ? row.sums.number : null),
        width: '110px',
      },
      ...(withAccount ? [account] : []),
      {
        id: 'opening',
        header: t('column.opening'),
        align: 'right',
        cell: ({ sums }) => <Money amount={sums.opening} />,
      },
      {
        id: 'added',
        header: t('column.added'),
        align: 'right',
        cell: ({ sums }) => <Money amount={addedIn(sums)} signed />,
      },
      {
        id: 'usage',
        header: t('column.usage'),
        align: 'right',
        cell: ({ sums }) => <Money amount={-parseChf(sums.usage)} />,
      },
      {
        id: 'closing',
        header: t('column.closing'),
        align: 'right',
        cell: ({ sums }) => (
          <strong>
            <Money amount={sums.closing} />
          </strong>
        ),
      },
      {
        id: 'file',
        header: t('column.file'),
        align: 'right',
        width: '70px',
        cell: (row) => (row.kind === 'one' ? <StatementFileMenu scope={scope} statement={row.sums} /> : null),
      },
    ];
  }, [t, scope, withAccount]);
}

function Name({ scope, row }: { readonly scope: StatementScope; readonly row: Row }) {
  const [locale] = useLocale();
  const month = monthName(row.sums.month, locale);
  if (row.kind === 'all') return <strong>{month}</strong>;
  return (
    <StatementLink scope={scope} statementId={row.sums.id}>
      {month}
    </StatementLink>
  );
}

function Account({ row }: { readonly row: Row }) {
  const { t } = useTranslation('statements');
  if (row.kind === 'all') return <strong>{t('list.all', { number: formatCount(row.sums.statements) })}</strong>;
  return row.sums.userId === null ? t('account.mandate') : (row.sums.ownerName ?? t('account.gone'));
}

function rowsOf(items: readonly StatementDto[], months: readonly StatementMonthDto[]): Row[] {
  const several = new Map(months.filter(({ statements }) => statements > 1).map((sums) => [sums.month, sums]));
  return items.flatMap((sums, index): Row[] => {
    const all = items[index - 1]?.month === sums.month ? undefined : several.get(sums.month);
    const one: Row = { kind: 'one', key: sums.id, sums };
    return all ? [{ kind: 'all', key: sums.month, sums: all }, one] : [one];
  });
}

/** Everything that is neither balance nor usage, signed. */
function addedIn({ credits, adjustments, transfers, expiry }: Row['sums']): bigint {
  return parseChf(credits) + parseChf(adjustments) + parseChf(transfers) + parseChf(expiry);
}
