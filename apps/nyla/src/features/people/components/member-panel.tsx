import { CloseButton, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { MemberDto } from '@nyla/contracts';
import { MEMBER_STATUSES, SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { membersQuery } from '../api/people-queries';
import { Listing } from './listing';
import { MemberDialogs, type MemberTask } from './member-dialogs';
import { MemberList } from './member-list';
import classes from './people.module.css';

const SEARCH_DELAY_MS = 250;
const FILTERS = ['all', ...MEMBER_STATUSES] as const;
type Filter = (typeof FILTERS)[number];

export function MemberPanel({ mayWrite }: { readonly mayWrite: boolean }) {
  const { t } = useTranslation('people');
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [q] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS);
  const [task, setTask] = useState<MemberTask | null>(null);
  const query = useInfiniteQuery(membersQuery({ q, status: filter === 'all' ? null : filter }));
  const members = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const start = (kind: MemberTask['kind'], member: MemberDto) => setTask({ kind, member });
  return (
    <Panel title={t('members.title')}>
      <div className={classes['toolbar']}>
        <TextInput
          type="search"
          aria-label={t('members.search')}
          placeholder={t('members.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            text ? <CloseButton size="sm" aria-label={t('members.clearSearch')} onClick={() => setText('')} /> : null
          }
          maxLength={SEARCH_MAX_LENGTH}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('members.filter')}
          value={filter}
          onChange={(value) => setFilter(FILTERS.find((known) => known === value) ?? 'all')}
          data={FILTERS.map((value) => ({ value, label: t(`members.filters.${value}`) }))}
        />
      </div>
      <Listing
        query={query}
        count={members.length}
        empty={<EmptyState text={q ? t('members.notFound', { q }) : t(`members.empty.${filter}`)} />}
      >
        <MemberList members={members} mayWrite={mayWrite} onTask={start} />
      </Listing>
      <MemberDialogs task={task} onClose={() => setTask(null)} />
    </Panel>
  );
}
