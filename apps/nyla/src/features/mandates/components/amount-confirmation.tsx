import { TextInput } from '@mantine/core';
import { CREDIT_CONFIRMATION_ABOVE } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { formatMoney, parseChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';

interface AmountConfirmationProps {
  readonly amount: string;
  readonly value: string;
  readonly wrong: boolean;
  readonly onChange: (value: string) => void;
}

/** A large amount is typed twice: a zero too many is not typed too many twice. */
export function AmountConfirmation({ amount, value, wrong, onChange }: AmountConfirmationProps) {
  const { t } = useTranslation('mandates');
  return (
    <TextInput
      label={t('confirm.label')}
      description={t('confirm.hint', { limit: formatMoney(CREDIT_CONFIRMATION_ABOVE) })}
      required
      data-autofocus
      autoComplete="off"
      inputMode="decimal"
      leftSection="CHF"
      leftSectionWidth={52}
      value={value}
      error={wrong ? t('confirm.wrong', { amount: formatMoney(amount) }) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function isConfirmed(typed: string, amount: string): boolean {
  const read = readAmount(typed);
  return read !== null && read !== undefined && parseChf(read) === parseChf(amount);
}
