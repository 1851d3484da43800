import { Anchor, Button, Group, Text } from '@mantine/core';
import type { AutomationDefinitionDto, StepRunDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { usePermission } from '@/lib/session';
import { useModelLabel } from '@/lib/use-model-label';
import { replacedModel } from '../../logic/model-order';
import { durationMs, formatDuration } from '../../logic/run-state';
import { RunState } from '../states';
import { StepIcon } from '../steps/step-icon';
import { useRunErrorText } from './run-error';
import classes from './runs.module.css';
import { useNow } from './use-now';
import { ValueBlock } from './value-block';

/** A loop may have hundreds of steps. */
const SHOWN = 60;

interface RunStepsProps {
  readonly steps: readonly StepRunDto[];
  /** As it ran. */
  readonly definition: AutomationDefinitionDto;
  /** All of them begin opened, as whoever tries something out wants to read the answers. */
  readonly opened?: boolean;
  /** There is no room for columns. */
  readonly narrow?: boolean;
}

/** What each step was given, what it gave, with which model and at what price. */
export function RunSteps({ steps, definition, opened = false, narrow = false }: RunStepsProps) {
  const { t } = useTranslation('automation');
  const [all, setAll] = useState(false);
  const now = useNow(steps.some(({ status }) => status === 'running'));
  if (steps.length === 0) return <Text c="dimmed">{t('run.noSteps')}</Text>;
  const shown = all ? steps : steps.slice(0, SHOWN);
  return (
    <>
      <ol className={classes['steps']} data-narrow={narrow || undefined} aria-label={t('run.steps')}>
        {shown.map((step) => (
          <li key={step.id} className={classes['step']}>
            <Step step={step} replaced={replacedModel(definition, step)} now={now} opened={opened} />
          </li>
        ))}
      </ol>
      {steps.length > shown.length ? (
        <Button mt="sm" variant="default" onClick={() => setAll(true)}>
          {t('run.allSteps', { count: steps.length })}
        </Button>
      ) : null}
    </>
  );
}

interface StepProps {
  readonly step: StepRunDto;
  /** The model that was to answer, where another one did. */
  readonly replaced: string | null;
  readonly now: number;
  readonly opened: boolean;
}

function Step({ step, replaced, now, opened }: StepProps) {
  const { t } = useTranslation('automation');
  const labelOf = useModelLabel();
  const describe = useRunErrorText();
  const { name, kind, path, stepId, status, input, output, model, cost, error } = step;
  const duration = durationMs(step, now);
  return (
    <details open={opened || status === 'failed' || status === 'interrupted' || undefined}>
      <summary className={classes['summary']}>
        <StepIcon kind={kind} size={19} />
        <span className={classes['title']}>
          <span className={classes['name']}>{name}</span>
          <span className={classes['detail']}>
            {[
              path === stepId ? null : path,
              model === null ? null : labelOf(model),
              replaced === null ? null : t('run.insteadOf', { model: labelOf(replaced) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
        <RunState status={status} />
        <span className={classes['figure']}>
          <Money amount={cost} />
        </span>
        <span className={classes['figure']}>{duration === null ? null : formatDuration(duration)}</span>
      </summary>
      <div className={classes['body']}>
        {error ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {describe(error)}
          </Text>
        ) : null}
        {input ? <ValueBlock label={t('run.input')} value={input} /> : null}
        {output ? <ValueBlock label={t('run.output')} value={output} /> : null}
        <Bookings ids={step.transactionIds} />
        {!input && !output && !error ? (
          <Text size="sm" c="dimmed">
            {t(status === 'running' ? 'run.stillRunning' : 'run.nothing')}
          </Text>
        ) : null}
      </div>
    </details>
  );
}

/** The way from a step to what was charged for it. */
function Bookings({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation('automation');
  const mayOpen = usePermission('data.billing.transactions.own');
  if (ids.length === 0 || !mayOpen) return null;
  return (
    <Group gap="md" mt="xs">
      {ids.map((id, index) => (
        <Anchor
          key={id}
          size="sm"
          renderRoot={(props) => <Link to="/billing/transactions" search={{ receipt: id }} {...props} />}
        >
          {ids.length === 1 ? t('run.receipt') : t('run.receiptOf', { number: index + 1 })}
        </Anchor>
      ))}
    </Group>
  );
}
