import { NumberInput, Radio, Stack, Switch, Textarea } from '@mantine/core';
import type { PromptStepDto } from '@nyla/contracts';
import {
  JSON_SCHEMA_MAX_LENGTH,
  OUTPUT_TOKENS_MAX,
  OUTPUT_TOKENS_MIN,
  TEMPLATE_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIssueText } from '../../hooks/use-issue-text';
import editor from '../automation.module.css';
import { ModelOrder } from '../models/model-order';
import type { KindFormProps } from './step-form';
import { TemplateField } from './template-field';

const SCHEMA_TO_START = JSON.stringify(
  { type: 'object', properties: { result: { type: 'string' } }, required: ['result'] },
  null,
  2,
);

export function PromptForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  // Chosen, and still without a model.
  const [choosing, setChoosing] = useState<string | null>(null);
  const { prompt } = step;
  if (!prompt) return null;
  const change = (changes: Partial<PromptStepDto>) =>
    onChange((before) => (before.prompt ? { ...before, prompt: { ...before.prompt, ...changes } } : before));
  const ownModels = prompt.models.length > 0 || choosing === step.id;
  return (
    <>
      <TemplateField
        label={t('prompt.prompt')}
        field={`${path}.prompt.prompt`}
        stepId={step.id}
        required
        maxLength={TEMPLATE_MAX_LENGTH}
        value={prompt.prompt}
        onChange={(value) => change({ prompt: value })}
      />
      <TemplateField
        label={t('prompt.system')}
        description={t('prompt.systemHint')}
        field={`${path}.prompt.system`}
        stepId={step.id}
        maxLength={TEMPLATE_MAX_LENGTH}
        value={prompt.system ?? ''}
        onChange={(value) => change({ system: value === '' ? null : value })}
      />
      <Stack gap="sm">
        <Switch
          label={t('prompt.asJson')}
          description={t('prompt.asJsonHint')}
          checked={prompt.jsonSchema !== null}
          onChange={(event) => change({ jsonSchema: event.currentTarget.checked ? SCHEMA_TO_START : null })}
        />
        {prompt.jsonSchema === null ? null : (
          <Textarea
            label={t('prompt.jsonSchema')}
            className={editor['mono'] ?? ''}
            autosize
            minRows={5}
            maxRows={20}
            maxLength={JSON_SCHEMA_MAX_LENGTH}
            spellCheck={false}
            value={prompt.jsonSchema}
            error={issue(`${path}.prompt.jsonSchema`)}
            onChange={(event) => change({ jsonSchema: event.currentTarget.value })}
          />
        )}
      </Stack>
      <NumberInput
        label={t('prompt.maxOutputTokens')}
        description={t('prompt.maxOutputTokensHint')}
        maw={300}
        min={OUTPUT_TOKENS_MIN}
        max={OUTPUT_TOKENS_MAX}
        allowDecimal={false}
        thousandSeparator="'"
        hideControls
        value={prompt.maxOutputTokens ?? ''}
        error={issue(`${path}.prompt.maxOutputTokens`)}
        onChange={(value) => change({ maxOutputTokens: typeof value === 'number' ? value : null })}
      />
      <Radio.Group
        label={t('prompt.models')}
        value={ownModels ? 'own' : 'automation'}
        onChange={(value) => {
          setChoosing(value === 'own' ? step.id : null);
          if (value !== 'own') change({ models: [] });
        }}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="automation" label={t('prompt.modelsOfAutomation')} />
          <Radio value="own" label={t('prompt.modelsOwn')} />
        </Stack>
      </Radio.Group>
      {ownModels ? (
        <ModelOrder
          models={prompt.models}
          error={issue(`${path}.prompt.models`)}
          onChange={(models) => change({ models })}
        />
      ) : null}
    </>
  );
}
