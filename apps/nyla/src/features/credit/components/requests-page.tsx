import { Button, Center, Paper, SegmentedControl } from '@mantine/core';
import type { TopUpRequestDto } from '@nyla/contracts';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonLines } from '@/components/ui/skeletons';
import { requestPagesQuery } from '../api/credit-queries';
import { BookRequestDialog } from './book-request-dialog';
import classes from './credit.module.css';
import { DeclineRequestDialog } from './decline-request-dialog';
import { DoneNote } from './done-note';
import { RequestCard } from './request-card';

/** The operator's inbox: mandates that ask for credit. */
export function RequestsPage() {
  const { t } = useTranslation('credit');
  const [onlyOpen, setOnlyOpen] = useState(true);
  const [booked, setBooked] = useState<TopUpRequestDto | null>(null);
  const [declined, setDeclined] = useState<TopUpRequestDto | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const open = (show: () => void) => {
    setDone(null);
    show();
  };
  return (
    <Page width={880}>
      <PageHeader
        title={t('requests.title')}
        description={t('requests.description')}
        actions={
          <SegmentedControl
            aria-label={t('requests.filter')}
            size="md"
            value={onlyOpen ? 'open' : 'all'}
            onChange={(value) => setOnlyOpen(value === 'open')}
            data={[
              { value: 'open', label: t('requests.open') },
              { value: 'all', label: t('requests.all') },
            ]}
          />
        }
      />
      <DoneNote text={done} />
      <Paper withBorder radius="lg" p={{ base: 'md', sm: 'lg' }}>
        <RequestList
          onlyOpen={onlyOpen}
          onBook={(request) => open(() => setBooked(request))}
          onDecline={(request) => open(() => setDeclined(request))}
        />
      </Paper>
      <BookRequestDialog request={booked} onClose={() => setBooked(null)} onDone={setDone} />
      <DeclineRequestDialog request={declined} onClose={() => setDeclined(null)} onDone={setDone} />
    </Page>
  );
}

interface RequestListProps {
  readonly onlyOpen: boolean;
  readonly onBook: (request: TopUpRequestDto) => void;
  readonly onDecline: (request: TopUpRequestDto) => void;
}

function RequestList({ onlyOpen, onBook, onDecline }: RequestListProps) {
  const { t } = useTranslation(['credit', 'common']);
  const query = useInfiniteQuery(requestPagesQuery(onlyOpen));
  const requests = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isPending) return <SkeletonLines lines={4} height={56} />;
  if (query.isError && requests.length === 0) {
    return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (requests.length === 0) {
    return (
      <EmptyState
        icon={<IconInbox size={32} stroke={1.5} />}
        text={t(onlyOpen ? 'requests.empty' : 'requests.emptyAll')}
      />
    );
  }
  return (
    <>
      <ul className={classes['cards']} aria-label={t('requests.title')}>
        {requests.map((request) => (
          <li key={request.id}>
            <RequestCard request={request} onBook={() => onBook(request)} onDecline={() => onDecline(request)} />
          </li>
        ))}
      </ul>
      {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
      {query.hasNextPage ? (
        <Center pt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Center>
      ) : null}
    </>
  );
}
