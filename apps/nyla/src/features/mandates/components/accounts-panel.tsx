import { Button, Center } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { accountsQuery } from '../api/mandate-queries';
import classes from './mandate.module.css';

/** The mandate's own account, and those of members who have one. */
export function AccountsPanel({ mandateId }: { readonly mandateId: string }) {
  const { t } = useTranslation('mandates');
  const query = useInfiniteQuery(accountsQuery(mandateId));
  const accounts = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel title={t('accounts.title')}>
      {query.isPending ? (
        <SkeletonLines lines={2} height={40} />
      ) : query.isError && accounts.length === 0 ? (
        <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
      ) : accounts.length === 0 ? (
        <EmptyState text={t('accounts.empty')} />
      ) : (
        <>
          <ul className={classes['rows']}>
            {accounts.map(({ id, userId, userName, balance, held, available, status }) => (
              <li key={id} className={classes['row']}>
                <span className={classes['rowName']}>
                  {userId === null ? t('accounts.own') : (userName ?? t('accounts.left'))}
                </span>
                <span className={classes['rowFigure']}>
                  <Money amount={balance} />
                </span>
                <span className={classes['rowNote']}>
                  {status === 'suspended' ? t('state.suspended') : null}
                  {available === null ? t('state.unlimited') : null}
                  {held === '0.00' ? null : (
                    <span>
                      {t('column.held')} <Money amount={held} />
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
          {query.hasNextPage ? (
            <Center pt="md">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('accounts.more')}
              </Button>
            </Center>
          ) : null}
        </>
      )}
    </Panel>
  );
}
