import { Anchor, Button, Center, Paper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { AutomationDetailDto, RunDto } from '@nyla/contracts';
import { IconArrowLeft, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { runsQuery } from '../../api/automation-queries';
import { useEditorSearch } from '../../hooks/use-editor-search';
import { useInstant } from '../../hooks/use-format';
import { durationMs, formatDuration } from '../../logic/run-state';
import { RunState } from '../states';
import { useRunErrorText } from './run-error';
import { RunView } from './run-view';
import { useNow } from './use-now';

interface RunsTabProps {
  readonly automation: AutomationDetailDto | null;
}

/** What the automation has done, newest first; a run opens in place of the list. */
export function RunsTab({ automation }: RunsTabProps) {
  const { t } = useTranslation('automation');
  const [{ run }, change] = useEditorSearch();
  const icon = <IconHistory size={32} stroke={1.5} />;
  if (!automation) return <EmptyState icon={icon} text={t('runs.needsSave')} />;
  if (run === undefined) return <RunList automationId={automation.id} onOpen={(id) => change({ run: id })} />;
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        c="dimmed"
        mb="md"
        display="inline-flex"
        style={{ alignItems: 'center', gap: 4 }}
        onClick={() => change({ run: undefined })}
      >
        <IconArrowLeft size={15} aria-hidden />
        {t('runs.back')}
      </Anchor>
      <RunView key={run} automationId={automation.id} runId={run} onOpenRun={(id) => change({ run: id })} />
    </>
  );
}

/** A phone has no room for these; the run itself shows them. */
const WIDE_ONLY: ReadonlySet<string> = new Set(['trigger', 'duration']);

interface RunListProps {
  readonly automationId: string;
  readonly onOpen: (runId: string) => void;
}

function RunList({ automationId, onOpen }: RunListProps) {
  const { t } = useTranslation(['automation', 'common']);
  const isWide = useMediaQuery('(min-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? true;
  const query = useInfiniteQuery(runsQuery(automationId));
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const now = useNow(runs.some(({ status }) => status === 'running'));
  if (query.isPending) return <SkeletonLines lines={6} height={40} />;
  if (query.error && runs.length === 0) return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  if (runs.length === 0) return <EmptyState icon={<IconHistory size={32} stroke={1.5} />} text={t('runs.empty')} />;

  const columns: readonly DataColumn<RunDto>[] = [
    { id: 'began', header: t('runs.began'), cell: beganCell },
    { id: 'state', header: t('runs.state'), cell: stateCell },
    { id: 'trigger', header: t('run.trigger'), cell: (run) => t(`trigger.${run.trigger}`), width: '16%' },
    { id: 'duration', header: t('run.duration'), cell: (run) => durationText(run, now), align: 'right', width: '14%' },
    {
      id: 'cost',
      header: t('run.cost'),
      cell: costCell,
      align: 'right',
      width: isWide ? '14%' : '30%',
    },
  ];
  return (
    <Paper withBorder radius="lg" px="xs" py="xs">
      <DataTable
        label={t('tab.runs')}
        columns={columns.filter(({ id }) => isWide || !WIDE_ONLY.has(id))}
        rows={runs}
        rowId={({ id }) => id}
        onRowClick={({ id }) => onOpen(id)}
      />
      {query.hasNextPage ? (
        <Center py="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Center>
      ) : null}
    </Paper>
  );
}

interface CellProps {
  readonly run: RunDto;
}

function Began({ run }: CellProps) {
  const [, change] = useEditorSearch();
  const instant = useInstant();
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      c="var(--mantine-color-text)"
      onClick={() => change({ run: run.id })}
    >
      {instant(run.startedAt ?? run.createdAt)}
    </Anchor>
  );
}

function State({ run: { status, error } }: CellProps) {
  const describe = useRunErrorText();
  return (
    <>
      <RunState status={status} />
      {error ? (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {describe(error)}
        </Text>
      ) : null}
    </>
  );
}

function durationText(run: RunDto, now: number): string {
  const ms = durationMs(run, now);
  return ms === null ? '–' : formatDuration(ms);
}

function beganCell(run: RunDto) {
  return <Began run={run} />;
}

function stateCell(run: RunDto) {
  return <State run={run} />;
}

function costCell({ cost }: RunDto) {
  return <Money amount={cost} />;
}
