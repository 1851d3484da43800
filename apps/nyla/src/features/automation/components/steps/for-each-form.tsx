import { NumberInput, Text } from '@mantine/core';
import type { ForEachStepDto } from '@nyla/contracts';
import { LOOP_ITEMS_MAX } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useIssueText } from '../../hooks/use-issue-text';
import type { KindFormProps } from './step-form';
import { TemplateField } from './template-field';

export function ForEachForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  const { forEach } = step;
  if (!forEach) return null;
  const change = (changes: Partial<ForEachStepDto>) =>
    onChange((before) => (before.forEach ? { ...before, forEach: { ...before.forEach, ...changes } } : before));
  return (
    <>
      <TemplateField
        label={t('forEach.list')}
        description={t('forEach.listHint')}
        field={`${path}.forEach.list`}
        stepId={step.id}
        single
        required
        holds="list"
        maxLength={200}
        value={forEach.list}
        onChange={(list) => change({ list })}
      />
      <NumberInput
        label={t('forEach.maxItems')}
        description={t('forEach.maxItemsHint', { max: LOOP_ITEMS_MAX })}
        maw={300}
        min={1}
        max={LOOP_ITEMS_MAX}
        allowDecimal={false}
        hideControls
        value={forEach.maxItems}
        error={issue(`${path}.forEach.maxItems`)}
        onChange={(value) => {
          if (typeof value === 'number') change({ maxItems: value });
        }}
      />
      <Text size="sm" c="dimmed">
        {t('forEach.hint')}
      </Text>
    </>
  );
}
