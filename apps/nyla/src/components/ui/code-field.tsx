import { TextInput } from '@mantine/core';
import { SECOND_FACTOR_CODE_MAX_LENGTH } from '@nyla/contracts/constants';

interface CodeFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly error?: string | undefined;
  /** Takes the focus when it appears. */
  readonly focused?: boolean;
  readonly onChange: (value: string) => void;
}

/** For a code of the authenticator app; a recovery code, which has letters, fits as well. */
export function CodeField({ label, description, value, error, focused = false, onChange }: CodeFieldProps) {
  return (
    <TextInput
      size="md"
      required
      withAsterisk={false}
      label={label}
      description={description}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      maxLength={SECOND_FACTOR_CODE_MAX_LENGTH}
      value={value}
      error={error}
      data-autofocus={focused || undefined}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- it replaces the field that was just left, in the same form
      autoFocus={focused}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
