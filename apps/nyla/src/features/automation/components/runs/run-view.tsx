import { Anchor, Button, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { RunDetailDto } from '@nyla/contracts';
import { IconPlayerStop, IconReceipt2, IconRepeat } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { usePermission } from '@/lib/session';
import { useRunAction } from '../../api/automation-queries';
import { useInstant } from '../../hooks/use-format';
import { useRun } from '../../hooks/use-run';
import { durationMs, formatDuration, isOpen, mayRetry } from '../../logic/run-state';
import { stepRows } from '../../logic/steps';
import editor from '../automation.module.css';
import { RunState } from '../states';
import { RunError } from './run-error';
import { RunSteps } from './run-steps';
import { useNow } from './use-now';
import { ValueBlock } from './value-block';

interface RunViewProps {
  readonly automationId: string;
  readonly runId: string;
  /** Another run takes its place, as a retry does. */
  readonly onOpenRun: (runId: string) => void;
}

/** One run, live while it goes on. */
export function RunView({ automationId, runId, onOpenRun }: RunViewProps) {
  const { data: run, error, refetch } = useRun(automationId, runId);
  if (!run) {
    return error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <SkeletonLines lines={6} height={36} />;
  }
  return <Run automationId={automationId} run={run} onOpenRun={onOpenRun} />;
}

interface RunProps {
  readonly automationId: string;
  readonly run: RunDetailDto;
  readonly onOpenRun: (runId: string) => void;
}

function Run({ automationId, run, onOpenRun }: RunProps) {
  const { t } = useTranslation('automation');
  const instant = useInstant();
  const action = useRunAction(automationId, run.id);
  const maySeeBookings = usePermission('ui.billing');
  const open = isOpen(run.status);
  const duration = durationMs(run, useNow(open));
  const { error, inputs, steps } = run;
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Group gap="md">
          <Title order={2} fz="lg">
            {t('run.title', { when: instant(run.startedAt ?? run.createdAt) })}
          </Title>
          <RunState status={run.status} />
        </Group>
        <Group gap="sm">
          {open ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={17} stroke={1.6} aria-hidden />}
              loading={action.isPending}
              onClick={() => action.mutate('cancel')}
            >
              {t('run.cancel')}
            </Button>
          ) : null}
          {mayRetry(run) ? (
            <Button
              variant="default"
              leftSection={<IconRepeat size={17} stroke={1.6} aria-hidden />}
              loading={action.isPending}
              onClick={() =>
                action.mutate('retry', {
                  onSuccess: (next) => {
                    if (next && next.id !== run.id) onOpenRun(next.id);
                  },
                })
              }
            >
              {t('run.retry')}
            </Button>
          ) : null}
          {maySeeBookings ? (
            <Button
              renderRoot={(props) => (
                <Link to="/billing/transactions" search={{ automationId, runId: run.id }} {...props} />
              )}
              variant="default"
              leftSection={<IconReceipt2 size={17} stroke={1.6} aria-hidden />}
            >
              {t('run.bookings')}
            </Button>
          ) : null}
        </Group>
      </Group>
      <VisuallyHidden role="status">{t(`runStatus.${run.status}`)}</VisuallyHidden>
      {action.error ? <ErrorCard error={action.error} /> : null}
      <dl className={editor['figures']}>
        <Figure name={t(open ? 'run.costSoFar' : 'run.cost')}>
          <Money amount={run.cost} />
        </Figure>
        <Figure name={t('run.duration')}>{duration === null ? '–' : formatDuration(duration)}</Figure>
        <Figure name={t('run.trigger')}>{t(`trigger.${run.trigger}`)}</Figure>
        <Figure name={t('run.version')}>{run.version}</Figure>
      </dl>
      {run.scheduledFor === null ? null : (
        <Text size="sm" c="dimmed">
          {t('run.dueAt', { when: instant(run.scheduledFor) })}
        </Text>
      )}
      {run.retryOf === null ? null : (
        <Text size="sm" c="dimmed">
          {t('run.retryOf')}{' '}
          <Anchor component="button" type="button" size="sm" onClick={() => onOpenRun(run.retryOf ?? run.id)}>
            {t('run.first')}
          </Anchor>
        </Text>
      )}
      {error ? <RunError error={error} step={nameOfStep(run, error.stepId)} /> : null}
      {inputs.length > 0 ? (
        <section aria-label={t('run.inputs')}>
          <Text component="h3" fw={600} mb="xs">
            {t('run.inputs')}
          </Text>
          <Stack gap="sm">
            {inputs.map(({ name, value }) => (
              <ValueBlock key={name} label={labelOfInput(run, name)} value={value} />
            ))}
          </Stack>
        </section>
      ) : null}
      <section aria-label={t('run.steps')}>
        <Text component="h3" fw={600} mb="xs">
          {t('run.steps')}
        </Text>
        {run.status === 'queued' ? (
          <Text c="dimmed">{t('run.queued')}</Text>
        ) : (
          <RunSteps steps={steps} definition={run.definition} />
        )}
      </section>
    </Stack>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** As the step was called when it ran. */
function nameOfStep({ definition }: RunDetailDto, stepId: string | null): string | null {
  if (stepId === null) return null;
  return stepRows(definition.steps).find(({ step }) => step.id === stepId)?.step.name ?? stepId;
}

function labelOfInput({ definition }: RunDetailDto, name: string): string {
  return definition.variables.find((variable) => variable.name === name)?.label || name;
}
