import { Button, Center, Paper, Text } from '@mantine/core';
import { IconHistoryOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { type AuditSource, auditPagesQuery } from '../api/audit-queries';
import { byDay } from '../logic/days';
import { type AuditSearch, compact, filterOf, isFiltered, parseAuditSearch } from '../logic/search';
import { AuditDrawer } from './audit-drawer';
import { AuditFilters } from './audit-filters';
import { AuditList } from './audit-list';
import { CsvButton } from './csv-button';

interface AuditViewProps {
  readonly source: AuditSource;
  readonly title: string;
  readonly description: string;
}

/** The trail by day; filters and the open line live in the URL, so that every view can be shared. */
export function AuditView({ source, title, description }: AuditViewProps) {
  const { t } = useTranslation(['audit', 'common']);
  const input: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const search = useMemo(() => parseAuditSearch(input), [input]);
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(search), [search]);
  const query = useInfiniteQuery(auditPagesQuery(source, filter));
  const entries = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const days = useMemo(() => byDay(entries), [entries]);
  const isOperator = source === '/admin/audit';
  const change = useCallback(
    (changes: { readonly [K in keyof AuditSearch]?: AuditSearch[K] | undefined }, replace = true) => {
      const update = (before: Readonly<Record<string, unknown>>) =>
        compact({ ...parseAuditSearch(before), ...changes });
      void navigate({ to: '.', search: update as never, replace, resetScroll: false });
    },
    [navigate],
  );
  const clear = () => void navigate({ to: '.', search: {} as never, replace: true, resetScroll: false });

  return (
    <Page>
      <PageHeader title={title} description={description} actions={<CsvButton source={source} filter={filter} />} />
      <AuditFilters search={search} isOperator={isOperator} onChange={change} onClear={clear} />
      <Paper withBorder radius="lg" px={{ base: 'md', sm: 'lg' }} py="sm">
        {query.isPending ? <SkeletonBlock height={480} /> : null}
        {query.isError && entries.length === 0 ? (
          <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
        ) : null}
        {query.isSuccess && entries.length === 0 ? (
          <EmptyState
            icon={<IconHistoryOff size={32} stroke={1.5} />}
            text={t(isFiltered(search) ? 'emptyFiltered' : 'empty')}
            action={
              isFiltered(search) ? (
                <Button variant="default" onClick={clear}>
                  {t('filter.clear')}
                </Button>
              ) : null
            }
          />
        ) : null}
        {entries.length > 0 ? (
          <div style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }} aria-busy={query.isPlaceholderData}>
            <AuditList days={days} withMandate={isOperator} onOpen={(entry) => change({ entry }, false)} />
            {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
            <Center py="md">
              {query.hasNextPage ? (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t('common:action.more')}
                </Button>
              ) : (
                <Text size="sm" c="dimmed">
                  {t('end')}
                </Text>
              )}
            </Center>
          </div>
        ) : null}
      </Paper>
      <AuditDrawer
        entry={entries.find(({ id }) => id === search.entry)}
        isOperator={isOperator}
        onClose={() => change({ entry: undefined })}
        onPerson={(userId) => change({ userId, entry: undefined })}
      />
    </Page>
  );
}
