import { Button, Center, Paper, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatDay } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { mandateNameQuery, type StatementScope, statementPagesQuery } from '../api/statement-queries';
import { BackLink } from './back-link';
import { StatementList } from './statement-list';

/** Monthly statements: of the reader's mandate, or for the operator of the one in the URL. */
export function StatementsPage(): ReactNode {
  const { t } = useTranslation(['statements', 'common']);
  const { mandateId } = useParams({ strict: false });
  const scope = useMemo(() => ({ mandateId }), [mandateId]);
  const { data: name } = useQuery(mandateNameQuery(scope));
  return (
    <Page>
      {mandateId === undefined ? null : <BackLink scope={scope} to="mandate" />}
      <PageHeader
        title={name === undefined ? t('common:page.statements') : t('list.ofMandate', { name })}
        description={t('list.description')}
      />
      <Paper withBorder radius="lg" px={{ base: 'md', sm: 'lg' }} py="xs">
        <Statements scope={scope} />
      </Paper>
    </Page>
  );
}

function Statements({ scope }: { readonly scope: StatementScope }) {
  const { t } = useTranslation('statements');
  const [locale] = useLocale();
  const seesAll = usePermission('data.billing.transactions.all') || scope.mandateId !== undefined;
  const query = useInfiniteQuery(statementPagesQuery(scope));
  if (query.isPending) return <SkeletonLines lines={6} height={36} />;
  if (!query.data) return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  const { pages } = query.data;
  const items = pages.flatMap((page) => page.items);
  const day = formatDay(pages[0]?.nextOn ?? '', locale);
  if (items.length === 0) {
    return (
      <EmptyState
        icon={<IconFileText size={34} stroke={1.4} />}
        text={t(seesAll ? 'list.empty' : 'list.emptyOwn', { day })}
      />
    );
  }
  return (
    <>
      <StatementList scope={scope} items={items} months={pages.flatMap((page) => page.months)} />
      {query.hasNextPage ? (
        <Center py="sm">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </Center>
      ) : null}
      <Text size="sm" c="dimmed" py="sm">
        {t('list.next', { day })}
      </Text>
    </>
  );
}
