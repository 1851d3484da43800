import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import type { ProveSecondFactorDto } from '@nyla/contracts';
import { PASSWORD_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '@/components/ui/code-field';
import { ErrorCard } from '@/components/ui/error-card';
import { refusedFields } from '../logic/refused-fields';

interface ProofFormProps {
  readonly text: string;
  readonly submit: string;
  readonly error: Error | null;
  readonly pending: boolean;
  /** Forgets the last refusal. */
  readonly onEdit: () => void;
  readonly onSubmit: (proof: ProveSecondFactorDto) => void;
}

/** Password and code once more, before the second factor changes. */
export function ProofForm({ text, submit, error, pending, onEdit, onSubmit }: ProofFormProps) {
  const { t } = useTranslation('account');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const refused = refusedFields(error);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) onSubmit({ password, code });
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <Text>{text}</Text>
        <PasswordInput
          data-autofocus
          size="md"
          required
          withAsterisk={false}
          label={t('password.current')}
          autoComplete="current-password"
          maxLength={PASSWORD_MAX_LENGTH}
          value={password}
          error={refused.password ? t('password.wrong') : undefined}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            onEdit();
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        <CodeField
          label={t('login.code')}
          description={t('login.codeHint')}
          value={code}
          error={refused.code ? t('secondFactor.wrongCode') : undefined}
          onChange={(next) => {
            setCode(next);
            onEdit();
          }}
        />
        {refused.rest ? <ErrorCard error={refused.rest} /> : null}
        <Button type="submit" size="md" loading={pending}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
