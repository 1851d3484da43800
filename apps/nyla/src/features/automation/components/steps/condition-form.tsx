import { NativeSelect, Text } from '@mantine/core';
import type { ConditionDto } from '@nyla/contracts';
import { CONDITION_OPERATORS } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useIssueText } from '../../hooks/use-issue-text';
import type { KindFormProps } from './step-form';
import { TemplateField } from './template-field';

export function ConditionForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  const condition = step.condition?.condition;
  if (!condition) return null;
  const change = (changes: Partial<ConditionDto>) =>
    onChange((before) =>
      before.condition
        ? {
            ...before,
            condition: { ...before.condition, condition: { ...before.condition.condition, ...changes } },
          }
        : before,
    );
  const isUnary = condition.operator === 'is_empty' || condition.operator === 'is_not_empty';
  return (
    <>
      <TemplateField
        label={t('condition.left')}
        field={`${path}.condition.condition.left`}
        stepId={step.id}
        single
        maxLength={2_000}
        value={condition.left}
        onChange={(left) => change({ left })}
      />
      <NativeSelect
        label={t('condition.operator')}
        maw={300}
        value={condition.operator}
        error={issue(`${path}.condition.condition.operator`)}
        data={CONDITION_OPERATORS.map((value) => ({ value, label: t(`operator.${value}`) }))}
        onChange={(event) => {
          const operator = CONDITION_OPERATORS.find((known) => known === event.currentTarget.value);
          if (operator) change({ operator });
        }}
      />
      {isUnary ? null : (
        <TemplateField
          label={t('condition.right')}
          field={`${path}.condition.condition.right`}
          stepId={step.id}
          single
          maxLength={2_000}
          value={condition.right}
          onChange={(right) => change({ right })}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('condition.hint')}
      </Text>
    </>
  );
}
