import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import type { AutomationDetailDto } from '@nyla/contracts';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { testRun, useRunAction, useStartRun } from '../../api/automation-queries';
import { useRun } from '../../hooks/use-run';
import type { Draft } from '../../logic/draft';
import { isOpen } from '../../logic/run-state';
import { inputsOf, missingInputs } from '../../logic/variables';
import { RunState } from '../states';
import { VariableInput } from '../variable-input';
import { RunError } from './run-error';
import { RunSteps } from './run-steps';

interface RunDrawerProps {
  /** `test` tries the draft as it is; `manual` runs what is saved. */
  readonly kind: 'test' | 'manual';
  readonly opened: boolean;
  readonly automation: AutomationDetailDto;
  readonly draft: Draft;
  readonly onClose: () => void;
  /** A run that is no test has begun. */
  readonly onStarted: (runId: string) => void;
}

/** Asks for the input of a run, starts it, and shows a test beside the editor while it goes on. */
export function RunDrawer(props: RunDrawerProps) {
  const { t } = useTranslation(['automation', 'common']);
  return (
    <Drawer
      opened={useAfterMount() && props.opened}
      onClose={props.onClose}
      position="right"
      size={620}
      title={t(props.kind === 'test' ? 'start.testTitle' : 'start.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close'), size: 'lg' }}
    >
      <Body {...props} />
    </Drawer>
  );
}

function Body({ kind, automation, draft, onStarted }: RunDrawerProps) {
  const { t } = useTranslation('automation');
  const definition = kind === 'test' ? draft.definition : automation.definition;
  const { variables } = definition;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const [testId, setTestId] = useState<string | null>(null);
  const start = useStartRun(automation.id);
  const missing = tried ? missingInputs(variables, values) : [];

  const begin = () => {
    setTried(true);
    if (missingInputs(variables, values).length > 0) return;
    const inputs = inputsOf(variables, values);
    start.mutate(kind === 'test' ? testRun(definition, inputs) : { inputs }, {
      onSuccess: ({ id }) => (kind === 'test' ? setTestId(id) : onStarted(id)),
    });
  };
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t(kind === 'test' ? 'start.testHint' : 'start.hint')}
      </Text>
      {variables.map((variable) => (
        <VariableInput
          key={variable.name}
          variable={variable}
          label={variable.label || variable.name}
          required={variable.required}
          value={values[variable.name] ?? variable.defaultValue ?? ''}
          error={missing.includes(variable.name) ? t('issue.required') : undefined}
          onChange={(value) => setValues({ ...values, [variable.name]: value })}
        />
      ))}
      {start.error ? <ErrorCard error={start.error} onRetry={begin} /> : null}
      <Group>
        <Button
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          loading={start.isPending}
          disabled={definition.steps.length === 0}
          onClick={begin}
        >
          {t(kind === 'test' ? (testId === null ? 'start.test' : 'start.testAgain') : 'start.run')}
        </Button>
      </Group>
      {testId === null ? null : <TestRun key={testId} automationId={automation.id} runId={testId} />}
    </Stack>
  );
}

interface TestRunProps {
  readonly automationId: string;
  readonly runId: string;
}

function TestRun({ automationId, runId }: TestRunProps) {
  const { t } = useTranslation('automation');
  const { data: run, error, refetch } = useRun(automationId, runId);
  const action = useRunAction(automationId, runId);
  if (!run) return error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null;
  const failedIn = run.steps.find(({ stepId }) => stepId === run.error?.stepId)?.name ?? run.error?.stepId ?? null;
  return (
    <Stack gap="sm">
      <Group justify="space-between" role="status">
        <RunState status={run.status} />
        <Group gap="sm">
          <Text span fw={600}>
            <Money amount={run.cost} />
          </Text>
          {isOpen(run.status) ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerStop size={15} aria-hidden />}
              loading={action.isPending}
              onClick={() => action.mutate('cancel')}
            >
              {t('run.cancel')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {run.error ? <RunError error={run.error} step={failedIn} /> : null}
      <RunSteps steps={run.steps} definition={run.definition} opened narrow />
    </Stack>
  );
}
