import { Text } from '@mantine/core';
import type { AutomationDto } from '@nyla/contracts';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { useMe } from '@/lib/session';
import { useInstant } from '../hooks/use-format';
import { usePauseText } from '../hooks/use-pause-text';
import classes from './automation.module.css';
import { AutomationState, RunState } from './states';

interface AutomationListProps {
  readonly automations: readonly AutomationDto[];
}

/** One line each; a click anywhere opens it. */
export function AutomationTable({ automations }: AutomationListProps) {
  const { t } = useTranslation('automation');
  const navigate = useNavigate();
  const columns: readonly DataColumn<AutomationDto>[] = [
    { id: 'name', header: t('list.name'), cell: nameCell },
    { id: 'state', header: t('list.state'), cell: stateCell, width: '22%' },
    { id: 'last', header: t('list.lastRun'), cell: lastRunCell, width: '17%' },
    {
      id: 'cost',
      header: t('list.costThisMonth'),
      cell: monthCostCell,
      align: 'right',
      width: '17%',
    },
    {
      id: 'next',
      header: t('list.nextRun'),
      cell: nextRunCell,
      align: 'right',
      width: '14%',
    },
  ];
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={automations}
      rowId={({ id }) => id}
      onRowClick={({ id }) => void navigate({ to: '/automations/$automationId', params: { automationId: id } })}
    />
  );
}

export function AutomationCards({ automations }: AutomationListProps) {
  const { t } = useTranslation('automation');
  return (
    <ul className={classes['cards']}>
      {automations.map((automation) => (
        <li key={automation.id} className={classes['card']}>
          <Name automation={automation} />
          <State automation={automation} />
          <dl className={classes['facts']}>
            <dt>{t('list.lastRun')}</dt>
            <dd>
              <LastRun automation={automation} />
            </dd>
            <dt>{t('list.costThisMonth')}</dt>
            <dd>
              <MonthCost automation={automation} />
            </dd>
            <dt>{t('list.nextRun')}</dt>
            <dd>
              <NextRun automation={automation} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

interface CellProps {
  readonly automation: AutomationDto;
}

function Name({ automation: { id, name, description, ownerId, ownerName } }: CellProps) {
  const { t } = useTranslation('automation');
  const { user } = useMe();
  return (
    <>
      <Link to="/automations/$automationId" params={{ automationId: id }} className={classes['nameLink'] ?? ''}>
        {name}
      </Link>
      {description ? (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      ) : null}
      {ownerId === user.id ? null : (
        <Text size="xs" c="dimmed">
          {t('list.owner', { name: ownerName })}
        </Text>
      )}
    </>
  );
}

function State({ automation }: CellProps) {
  const { t } = useTranslation('automation');
  const reason = usePauseText()(automation);
  return (
    <>
      <AutomationState {...automation} />
      {reason ? (
        <Text size="sm" c="dimmed" lh={1.35}>
          {reason}
        </Text>
      ) : null}
      {automation.retiringModels.length > 0 ? (
        <Text size="sm" c="var(--nyla-warning-text)" lh={1.35}>
          {t('list.retiring', { count: automation.retiringModels.length })}
        </Text>
      ) : null}
    </>
  );
}

function LastRun({ automation: { lastRun } }: CellProps) {
  const { t } = useTranslation('automation');
  const instant = useInstant();
  if (!lastRun)
    return (
      <Text span c="dimmed" inherit>
        {t('list.never')}
      </Text>
    );
  return (
    <>
      <RunState status={lastRun.status} />
      <Text size="sm" c="dimmed">
        {instant(lastRun.startedAt ?? lastRun.createdAt)}
      </Text>
      <Text size="sm" c="dimmed">
        <Money amount={lastRun.cost} />
      </Text>
    </>
  );
}

/** What the month has cost, of what it may cost. */
function MonthCost({ automation: { costThisMonth, monthLimit } }: CellProps) {
  const { t } = useTranslation('automation');
  if (monthLimit === null) return <Money amount={costThisMonth} />;
  const [used, limit] = [parseChf(costThisMonth), parseChf(monthLimit)];
  const percent = used >= limit ? 100 : Number((used * 100n) / limit);
  return (
    <>
      <Money amount={costThisMonth} />
      <Text size="sm" c="dimmed">
        {t('list.ofLimit', { limit: moneyText(monthLimit) })}
      </Text>
      <span className={classes['meter']} data-full={used >= limit || undefined} aria-hidden>
        <span style={{ width: `${percent}%` }} />
      </span>
    </>
  );
}

function NextRun({ automation: { nextRunAt, schedule, hasWebhook, status } }: CellProps) {
  const { t } = useTranslation('automation');
  const instant = useInstant();
  if (nextRunAt !== null && status === 'active') return instant(nextRunAt);
  return (
    <Text span c="dimmed" inherit>
      {schedule ? t('list.notWhilePaused') : t(hasWebhook ? 'list.onWebhook' : 'list.byHand')}
    </Text>
  );
}

function nameCell(row: AutomationDto) {
  return <Name automation={row} />;
}

function stateCell(row: AutomationDto) {
  return <State automation={row} />;
}

function lastRunCell(row: AutomationDto) {
  return <LastRun automation={row} />;
}

function monthCostCell(row: AutomationDto) {
  return <MonthCost automation={row} />;
}

function nextRunCell(row: AutomationDto) {
  return <NextRun automation={row} />;
}
