import { Text, TextInput } from '@mantine/core';
import { CREDIT_MAXIMUM, TOP_UP_MINIMUM } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { moneyText } from '@/lib/money-text';
import type { AmountProblem } from '../logic/amounts';

interface AmountFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly problem?: AmountProblem | undefined;
  /** A sentence of its own where the problem is another one. */
  readonly error?: string | undefined;
  readonly label?: string;
  readonly description?: string;
  /** Has the focus when its dialog opens. */
  readonly focusFirst?: boolean;
}

/** An amount in CHF, as people type it. */
export function AmountField({ value, onChange, problem, error, label, description, focusFirst }: AmountFieldProps) {
  const { t } = useTranslation('credit');
  const limit = { minimum: moneyText(TOP_UP_MINIMUM), maximum: moneyText(CREDIT_MAXIMUM) };
  const amount = problem === 'minimum' || problem === 'maximum' ? limit[problem] : '';
  return (
    <TextInput
      size="md"
      label={label ?? t('amount.label')}
      description={description}
      leftSection={<Text size="sm">CHF</Text>}
      leftSectionWidth={52}
      leftSectionPointerEvents="none"
      inputMode="decimal"
      autoComplete="off"
      maxLength={30}
      value={value}
      error={problem ? t(`amount.${problem}`, { amount }) : error}
      data-autofocus={focusFirst || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
