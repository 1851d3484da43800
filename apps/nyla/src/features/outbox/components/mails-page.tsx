import { Alert, Button, Center, Paper, Text } from '@mantine/core';
import { IconInbox, IconMailOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { mailPagesQuery } from '../api/outbox-queries';
import { compact, isFiltered, type MailSearch, parseMailSearch } from '../logic/search';
import { MailFilters } from './mail-filters';
import { MailList } from './mail-list';
import { TestMailButton } from './test-mail-button';

/** Outgoing mails of all mandates; where no mail server is set, the inbox of whoever develops. */
export function MailsPage() {
  const { t } = useTranslation(['outbox', 'common']);
  const input: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const search = useMemo(() => parseMailSearch(input), [input]);
  const navigate = useNavigate();
  const query = useInfiniteQuery(mailPagesQuery(search));
  const mails = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const show = (next: MailSearch) =>
    void navigate({ to: '.', search: next as never, replace: true, resetScroll: false });
  const clear = () => show({});
  return (
    <Page>
      <PageHeader title={t('common:page.mails')} description={t('description')} actions={<TestMailButton />} />
      {query.data?.pages[0]?.delivery === 'files' ? (
        <Alert variant="light" mb="lg" icon={<IconInbox aria-hidden />} title={t('files.title')}>
          {t('files.text')}
        </Alert>
      ) : null}
      <MailFilters search={search} onChange={(changes) => show(compact({ ...search, ...changes }))} onClear={clear} />
      <Paper withBorder radius="lg" px={{ base: 'md', sm: 'lg' }} py="sm">
        {query.isPending ? <SkeletonBlock height={480} /> : null}
        {query.isError && mails.length === 0 ? (
          <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
        ) : null}
        {query.isSuccess && mails.length === 0 ? (
          <EmptyState
            icon={<IconMailOff size={32} stroke={1.5} />}
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
        {mails.length > 0 ? (
          <div style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }} aria-busy={query.isPlaceholderData}>
            <MailList mails={mails} />
            {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
            <Center py="md">
              {query.hasNextPage ? (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t('more')}
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
    </Page>
  );
}
