import { Button, Group, NativeSelect, Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { AutomationDetailDto, ScheduleDto } from '@nyla/contracts';
import { BILLING_TIME_ZONE, CRON_MAX_LENGTH, MISSED_RUNS } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { hasCode } from '@/lib/api/api-error';
import { schedulePreviewQuery, useWebhook } from '../api/automation-queries';
import { useEditorContext } from '../hooks/use-editor';
import { useInstant } from '../hooks/use-format';
import { useIssueText } from '../hooks/use-issue-text';
import { TYPING_PAUSE_MS } from '../hooks/use-schedule-issues';
import { cronOf, MONTHDAYS_MAX, type Plan, PRESETS, planOf, timeZones } from '../logic/schedule';
import classes from './automation.module.css';
import { Section } from './section';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const FIRST: ScheduleDto = { cron: '0 7 * * *', timeZone: BILLING_TIME_ZONE, missed: 'skip' };

interface ScheduleTabProps {
  readonly automation: AutomationDetailDto | null;
}

/** When it runs by itself, and the address at which others start it. */
export function ScheduleTab({ automation }: ScheduleTabProps) {
  const { t } = useTranslation('automation');
  const { draft, change } = useEditorContext();
  const issue = useIssueText();
  const { schedule } = draft;
  return (
    <>
      <Section title={t('schedule.title')} hint={t('schedule.hint')}>
        <Switch
          label={t('schedule.on')}
          checked={schedule !== null}
          onChange={(event) => change({ schedule: event.currentTarget.checked ? FIRST : null })}
        />
        {issue('schedule') ? (
          <Text c="var(--mantine-color-error)" size="sm" role="alert">
            {issue('schedule')}
          </Text>
        ) : null}
        {schedule ? <Schedule schedule={schedule} onChange={(next) => change({ schedule: next })} /> : null}
      </Section>
      <Section title={t('webhook.title')} hint={t('webhook.hint')}>
        {automation ? <Webhook automation={automation} /> : <Text c="dimmed">{t('webhook.needsSave')}</Text>}
      </Section>
    </>
  );
}

interface ScheduleProps {
  readonly schedule: ScheduleDto;
  readonly onChange: (schedule: ScheduleDto) => void;
}

function Schedule({ schedule, onChange }: ScheduleProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  const [custom, setCustom] = useState(false);
  const recognised = planOf(schedule.cron);
  const plan: Plan = custom ? { ...recognised, preset: 'custom' } : recognised;
  const setPlan = (changes: Partial<Plan>) => {
    const next = { ...plan, ...changes };
    setCustom(next.preset === 'custom');
    const cron = cronOf(next);
    if (cron !== null) onChange({ ...schedule, cron });
  };
  return (
    <>
      <Radio.Group
        label={t('schedule.how')}
        value={plan.preset}
        onChange={(value) => setPlan({ preset: PRESETS.find((known) => known === value) ?? 'daily' })}
      >
        <Group gap="lg" mt={8}>
          {PRESETS.map((preset) => (
            <Radio key={preset} value={preset} label={t(`schedule.preset.${preset}`)} />
          ))}
        </Group>
      </Radio.Group>
      <Group gap="md" align="flex-start">
        {plan.preset === 'weekly' ? (
          <NativeSelect
            label={t('schedule.weekday')}
            value={String(plan.weekday)}
            data={WEEKDAYS.map((day) => ({ value: String(day), label: t(`weekday.${day}`) }))}
            onChange={(event) => setPlan({ weekday: Number(event.currentTarget.value) })}
          />
        ) : null}
        {plan.preset === 'monthly' ? (
          <NativeSelect
            label={t('schedule.monthday')}
            value={String(plan.monthday)}
            data={Array.from({ length: MONTHDAYS_MAX }, (_, index) => ({
              value: String(index + 1),
              label: t('schedule.dayOfMonth', { day: index + 1 }),
            }))}
            onChange={(event) => setPlan({ monthday: Number(event.currentTarget.value) })}
          />
        ) : null}
        {plan.preset === 'custom' ? (
          <TextInput
            label={t('schedule.cron')}
            description={t('schedule.cronHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            className={classes['mono'] ?? ''}
            maxLength={CRON_MAX_LENGTH}
            spellCheck={false}
            value={schedule.cron}
            error={issue('schedule.cron')}
            onChange={(event) => {
              setCustom(true);
              onChange({ ...schedule, cron: event.currentTarget.value });
            }}
          />
        ) : (
          <TextInput
            type="time"
            label={t('schedule.time')}
            value={plan.time}
            error={issue('schedule.cron')}
            onChange={(event) => {
              if (event.currentTarget.value !== '') setPlan({ time: event.currentTarget.value });
            }}
          />
        )}
        <NativeSelect
          label={t('schedule.timeZone')}
          value={schedule.timeZone}
          error={issue('schedule.timeZone')}
          data={timeZones(schedule.timeZone)}
          onChange={(event) => onChange({ ...schedule, timeZone: event.currentTarget.value })}
        />
      </Group>
      <NextTimes schedule={schedule} />
      <Radio.Group
        label={t('schedule.missed')}
        description={t('schedule.missedHint')}
        value={schedule.missed}
        onChange={(value) => onChange({ ...schedule, missed: value === 'catch_up' ? 'catch_up' : 'skip' })}
      >
        <Stack gap="xs" mt={8}>
          {MISSED_RUNS.map((missed) => (
            <Radio key={missed} value={missed} label={t(`schedule.missedRuns.${missed}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

/** What the chosen rule comes to, as the server reads it. */
function NextTimes({ schedule }: { readonly schedule: ScheduleDto }) {
  const { t } = useTranslation('automation');
  const instant = useInstant();
  const [settled] = useDebouncedValue(schedule, TYPING_PAUSE_MS);
  const { data, error, refetch } = useQuery({
    ...schedulePreviewQuery(settled),
    enabled: settled.cron.trim() !== '',
  });
  if (settled.cron.trim() === '') return null;
  // What is wrong stands at its field.
  if (hasCode(error, 'common.validation_failed')) return null;
  if (error) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('schedule.next', { zone: schedule.timeZone })}
      </Text>
      {data ? (
        <ol style={{ margin: 0, paddingLeft: 20, fontVariantNumeric: 'tabular-nums' }}>
          {data.map(({ at }) => (
            <li key={at}>{instant(at, settled.timeZone)}</li>
          ))}
        </ol>
      ) : (
        <SkeletonLines lines={5} height={18} />
      )}
    </div>
  );
}

/** Makes and removes the address that starts a run. It is shown once: the server keeps only its fingerprint. */
function Webhook({ automation: { id, hasWebhook } }: { readonly automation: AutomationDetailDto }) {
  const { t } = useTranslation(['automation', 'common']);
  const { make, remove } = useWebhook(id);
  const url = make.data?.url;
  const error = make.error ?? remove.error;
  return (
    <>
      {url === undefined ? (
        <Text>{t(hasWebhook ? 'webhook.exists' : 'webhook.none')}</Text>
      ) : (
        <div className={classes['notice']} data-tone="info" role="status">
          <div>
            <Text size="sm" fw={500}>
              {t('webhook.shownOnce')}
            </Text>
            <Group gap={6} wrap="nowrap" mt={4}>
              <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {url}
              </Text>
              <CopyIconButton label={t('webhook.copy')} text={() => url} />
            </Group>
          </div>
        </div>
      )}
      {error ? <ErrorCard error={error} /> : null}
      <Group>
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
          {t(hasWebhook ? 'webhook.renew' : 'webhook.make')}
        </Button>
        {hasWebhook ? (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('webhook.remove')}
          </Button>
        ) : null}
      </Group>
    </>
  );
}
