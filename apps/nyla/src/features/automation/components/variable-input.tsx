import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { VariableDto } from '@nyla/contracts';
import { TEMPLATE_MAX_LENGTH } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';

interface VariableInputProps {
  readonly variable: Pick<VariableDto, 'type'>;
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}

/** A field for a value of a variable, as its type asks for it. The value itself is always text. */
export function VariableInput({ variable, label, value, error, required = false, onChange }: VariableInputProps) {
  const { t } = useTranslation('automation');
  const common = { label, value, error, required };
  switch (variable.type) {
    case 'boolean':
      return (
        <NativeSelect
          {...common}
          maw={200}
          data={[
            { value: '', label: t('value.none') },
            { value: 'true', label: t('value.true') },
            { value: 'false', label: t('value.false') },
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'date':
    case 'number':
      return (
        <TextInput
          {...common}
          maw={200}
          {...(variable.type === 'date' ? { type: 'date' } : { inputMode: 'decimal' as const })}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'list':
    case 'text':
      return (
        <Textarea
          {...common}
          autosize
          minRows={variable.type === 'list' ? 3 : 1}
          maxRows={12}
          maxLength={TEMPLATE_MAX_LENGTH}
          description={variable.type === 'list' ? t('value.listHint') : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
