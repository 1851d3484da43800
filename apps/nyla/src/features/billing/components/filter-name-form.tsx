import { Button, Group, TextInput } from '@mantine/core';
import { SAVED_FILTER_NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode, toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';
import { searchText } from '@/lib/search-text';

interface FilterNameFormProps {
  readonly label: string;
  readonly submit: string;
  readonly initial?: string;
  readonly pending: boolean;
  readonly error: unknown;
  /** `done` empties the field. */
  readonly onSubmit: (name: string, done: () => void) => void;
  readonly onCancel?: () => void;
}

/** The name of a kept filter; what is wrong with it stands at the field. */
export function FilterNameForm({
  label,
  submit,
  initial = '',
  pending,
  error,
  onSubmit,
  onCancel,
}: FilterNameFormProps) {
  const { t } = useTranslation(['billing', 'common']);
  const describe = useErrorText();
  const id = useId();
  const [name, setName] = useState(initial);
  const [missing, setMissing] = useState(false);
  const problem = missing
    ? t('saved.nameMissing')
    : error
      ? hasCode(error, 'common.conflict')
        ? t('saved.nameTaken')
        : describe(toApiError(error))
      : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const written = searchText(name, SAVED_FILTER_NAME_MAX_LENGTH);
    setMissing(written === undefined);
    if (written !== undefined) onSubmit(written, () => setName(''));
  };
  return (
    <form onSubmit={send} noValidate>
      <TextInput
        id={id}
        label={label}
        value={name}
        maxLength={SAVED_FILTER_NAME_MAX_LENGTH}
        error={problem}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setMissing(false);
        }}
        {...(onCancel ? { 'data-autofocus': true } : {})}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
        {onCancel ? (
          <Button variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
