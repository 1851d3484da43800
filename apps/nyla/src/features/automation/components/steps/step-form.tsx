import { Group, Stack, Text, TextInput, Title } from '@mantine/core';
import type { StepDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { IDENTIFIER } from '../../logic/issues';
import { renameStep, type StepRow, stepIds, updateStep } from '../../logic/steps';
import editor from '../automation.module.css';
import { ConditionForm } from './condition-form';
import { ForEachForm } from './for-each-form';
import { HttpForm } from './http-form';
import { MailForm } from './mail-form';
import { PromptForm } from './prompt-form';
import { SearchForm } from './search-form';
import { StepIcon } from './step-icon';

export interface KindFormProps {
  readonly step: StepDto;
  readonly path: string;
  readonly onChange: (change: (step: StepDto) => StepDto) => void;
}

interface StepFormProps {
  readonly row: StepRow;
  readonly onRenamed: (id: string) => void;
}

/** Name, id and whatever the kind of the step asks for. */
export function StepForm({ row: { step, path }, onRenamed }: StepFormProps) {
  const { t } = useTranslation('automation');
  const { define } = useEditorContext();
  const issue = useIssueText();
  const onChange: KindFormProps['onChange'] = (change) =>
    define((definition) => ({ ...definition, steps: updateStep(definition.steps, step.id, change) }));
  return (
    <Stack gap="lg">
      <Group gap={10}>
        <StepIcon kind={step.kind} />
        <Title order={2} fz="md">
          {t(`stepKind.${step.kind}`)}
        </Title>
      </Group>
      <Text size="sm" c="dimmed" mt={-12}>
        {t(`stepHint.${step.kind}`)}
      </Text>
      <Group gap="md" align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          label={t('steps.name')}
          required
          maxLength={NAME_MAX_LENGTH}
          value={step.name}
          error={issue(`${path}.name`)}
          onChange={(event) => {
            const name = event.currentTarget.value;
            onChange((before) => ({ ...before, name }));
          }}
        />
        <IdField key={step.id} step={step} error={issue(`${path}.id`)} onRenamed={onRenamed} />
      </Group>
      {step.prompt ? <PromptForm step={step} path={path} onChange={onChange} /> : null}
      {step.webSearch ? <SearchForm step={step} path={path} onChange={onChange} /> : null}
      {step.condition ? <ConditionForm step={step} path={path} onChange={onChange} /> : null}
      {step.forEach ? <ForEachForm step={step} path={path} onChange={onChange} /> : null}
      {step.sendMail ? <MailForm step={step} path={path} onChange={onChange} /> : null}
      {step.httpRequest ? <HttpForm step={step} path={path} onChange={onChange} /> : null}
    </Stack>
  );
}

interface IdFieldProps {
  readonly step: StepDto;
  readonly error: string | undefined;
  readonly onRenamed: (id: string) => void;
}

/** The name that templates know the step by. Taken over when it is left, with every reference to it. */
function IdField({ step, error, onRenamed }: IdFieldProps) {
  const { t } = useTranslation('automation');
  const { draft, define } = useEditorContext();
  const [typed, setTyped] = useState(step.id);
  const next = typed.trim();
  const taken = next !== step.id && stepIds(draft.definition.steps).has(next);
  const invalid = !IDENTIFIER.test(next);
  const commit = () => {
    if (next === step.id || taken || invalid) return;
    define((definition) => renameStep(definition, step.id, next));
    onRenamed(next);
  };
  return (
    <TextInput
      label={t('steps.id')}
      description={t('steps.idHint', { id: invalid ? step.id : next })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      className={editor['mono'] ?? ''}
      maxLength={40}
      autoCapitalize="off"
      spellCheck={false}
      value={typed}
      error={taken ? t('issue.duplicate', { value: next }) : invalid ? t('issue.identifier') : error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
    />
  );
}
