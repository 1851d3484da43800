import { Button, Center } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatDay } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { membersQuery } from '../api/mandate-queries';
import classes from './mandate.module.css';

const ROLES = ['admin', 'user', 'operator'] as const;

/** Who belongs to the mandate. Its own admins change that. */
export function MembersPanel({ mandateId }: { readonly mandateId: string }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const query = useInfiniteQuery(membersQuery(mandateId));
  const members = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const roleName = (role: string) => {
    const known = ROLES.find((name) => name === role);
    return known ? t(`role.${known}`) : role;
  };
  return (
    <Panel title={t('members.title')}>
      {query.isPending ? (
        <SkeletonLines lines={3} height={40} />
      ) : query.isError && members.length === 0 ? (
        <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
      ) : members.length === 0 ? (
        <EmptyState text={t('members.empty')} />
      ) : (
        <>
          <ul className={classes['rows']}>
            {members.map(({ userId, displayName, email, roles, since, status }) => (
              <li key={userId} className={classes['row']}>
                <span className={classes['rowName']}>{displayName}</span>
                <span className={classes['rowFigure']}>{roles.map(roleName).join(', ')}</span>
                <span className={classes['rowNote']}>
                  <span>{email}</span>
                  <span>{t('members.since', { day: formatDay(since.slice(0, 10), locale) })}</span>
                  {status === 'active' ? null : <span>{t('members.deactivated')}</span>}
                </span>
              </li>
            ))}
          </ul>
          {query.hasNextPage ? (
            <Center pt="md">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('members.more')}
              </Button>
            </Center>
          ) : null}
        </>
      )}
    </Panel>
  );
}
