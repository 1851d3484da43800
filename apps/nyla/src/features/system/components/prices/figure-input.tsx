import { Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { decimalText, isDecimal, sameDecimal, typedDecimal } from '../../logic/decimal-text';
import classes from '../system.module.css';
import type { FieldTexts } from './use-price-form';

interface FigureInputProps {
  readonly label: string;
  readonly value: string;
  /** What is in force; null or undefined: nothing. */
  readonly before?: string | null | undefined;
  readonly texts: FieldTexts;
  readonly unit?: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}

/** A figure with what is in force beneath it, and what the server finds unusual about it. */
export function FigureInput({
  label,
  value,
  before,
  texts,
  unit = 'USD',
  required = false,
  onChange,
}: FigureInputProps) {
  const { t } = useTranslation('system');
  const warningId = useId();
  const typed = typedDecimal(value);
  const isOther = typeof before === 'string' && !sameDecimal(typed === '' ? null : typed, before);
  const shown = typeof before === 'string' && isDecimal(before) && unit === 'USD' ? decimalText(before) : before;
  return (
    <div>
      <TextInput
        size="md"
        label={label}
        required={required}
        inputMode="decimal"
        autoComplete="off"
        maxLength={30}
        rightSection={
          <Text size="xs" c="dimmed">
            {unit}
          </Text>
        }
        rightSectionWidth={unit.length * 9 + 12}
        value={value}
        error={texts.error}
        {...(texts.warning === undefined ? {} : { 'aria-describedby': warningId })}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isOther ? (
        <Text size="xs" c="dimmed" mt={4}>
          {t('figures.inForce', { value: shown })}
        </Text>
      ) : null}
      {texts.warning === undefined ? null : (
        <Text size="sm" mt={4} className={classes['warning'] ?? ''} id={warningId}>
          <IconAlertTriangle size={14} stroke={1.8} aria-hidden style={{ verticalAlign: '-2px' }} /> {texts.warning}
        </Text>
      )}
    </div>
  );
}
