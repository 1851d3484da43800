import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatCount } from '@/lib/money';
import { ledgerTotalsQuery } from '../../api/system-queries';
import classes from '../system.module.css';

/** Sums over all accounts. */
export function Totals() {
  const { t } = useTranslation('system');
  const { data, error, refetch } = useQuery(ledgerTotalsQuery);
  if (error && !data) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonBlock height={100} />;
  return (
    <dl className={classes['tiles']} style={{ margin: 0 }}>
      <Tile
        name={t('ledger.balance')}
        note={t('ledger.accounts', { count: data.accounts, shown: formatCount(data.accounts) })}
      >
        <Money amount={data.balance} precision="cash" />
      </Tile>
      <Tile
        name={t('ledger.held')}
        note={t('ledger.openHolds', { count: data.openHolds, shown: formatCount(data.openHolds) })}
      >
        <Money amount={data.held} />
      </Tile>
      <Tile name={t('ledger.bookingsToday')}>{formatCount(data.bookingsToday)}</Tile>
      <Tile
        name={t('ledger.usedToday')}
        note={
          <>
            {t('ledger.creditedToday')} <Money amount={data.creditedToday} precision="cash" />
          </>
        }
      >
        <Money amount={data.usedToday} />
      </Tile>
    </dl>
  );
}

function Tile(props: { readonly name: string; readonly note?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={classes['tile']}>
      <dt>{props.name}</dt>
      <dd>
        {props.children}
        <small>{props.note ?? '\u00a0'}</small>
      </dd>
    </div>
  );
}
