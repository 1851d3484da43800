import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import type { PasswordResetDto, PasswordResetPreviewDto } from '@nyla/contracts';
import {
  PASSWORD_FAULTS,
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  type PasswordFault,
} from '@nyla/contracts/constants';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { hasCode, toApiError } from '@/lib/api/api-error';
import { apiGet, apiPost } from '@/lib/api/client';
import { SessionFrame } from './session-frame';
import { SignInButton, ToLogin } from './to-login';

const addressOf = (token: string) => `/password-reset/${encodeURIComponent(token)}`;

const previewQuery = (token: string) =>
  queryOptions({
    queryKey: ['session', 'password-reset', token],
    queryFn: ({ signal }) => apiGet<PasswordResetPreviewDto>(addressOf(token), undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

const DEAD = ['common.not_found', 'auth.reset_used', 'auth.reset_expired'] as const;
type DeadCode = (typeof DEAD)[number];

function deadCode(error: unknown): DeadCode | undefined {
  return DEAD.find((code) => hasCode(error, code));
}

interface ResetPageProps {
  readonly token: string;
  /** Language and theme. */
  readonly controls: ReactNode;
}

/** Sets a new password with the link of a mail. */
export function ResetPage({ token, controls }: ResetPageProps) {
  const { t } = useTranslation('account');
  const preview = useQuery(previewQuery(token));
  const save = useMutation({
    mutationFn: (body: PasswordResetDto) => apiPost<undefined>(addressOf(token), body),
  });
  const dead = deadCode(preview.error) ?? deadCode(save.error);
  if (save.isSuccess) {
    return (
      <SessionFrame title={t('reset.doneTitle')} controls={controls}>
        <Text role="status">{t('reset.doneText')}</Text>
        <SignInButton />
      </SessionFrame>
    );
  }
  if (dead) return <DeadLink code={dead} controls={controls} />;
  return (
    <SessionFrame title={t('reset.title')} controls={controls}>
      {preview.data ? (
        <NewPassword
          email={preview.data.email}
          error={save.error}
          isSaving={save.isPending}
          onEdit={() => {
            if (save.isError) save.reset();
          }}
          onSave={(password) => save.mutate({ password })}
        />
      ) : preview.error ? (
        <ErrorCard error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <SkeletonLines lines={4} height={28} />
      )}
    </SessionFrame>
  );
}

function DeadLink({ code, controls }: { readonly code: DeadCode; readonly controls: ReactNode }) {
  const { t } = useTranslation('account');
  const words = {
    'common.not_found': t('reset.unknownText'),
    'auth.reset_used': t('reset.usedText'),
    'auth.reset_expired': t('reset.expiredText'),
  };
  return (
    <SessionFrame title={t('reset.deadTitle')} controls={controls}>
      <Text c="dimmed">{words[code]}</Text>
      <Stack gap="xs">
        <Button size="md" renderRoot={(props) => <Link to="/forgot" {...props} />}>
          {t('reset.newLink')}
        </Button>
        <ToLogin />
      </Stack>
    </SessionFrame>
  );
}

interface NewPasswordProps {
  readonly email: string;
  readonly error: unknown;
  readonly isSaving: boolean;
  readonly onEdit: () => void;
  readonly onSave: (password: string) => void;
}

function NewPassword({ email, error, isSaving, onEdit, onSave }: NewPasswordProps) {
  const { t } = useTranslation('account');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const tooShort = [...password].length < PASSWORD_MIN_LENGTH;
  const refused = refusedAs(error);
  const fault = refused ?? (tried && tooShort ? 'minLength' : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!tooShort && !isSaving) onSave(password);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed">{t('reset.text')}</Text>
        <TextInput
          size="md"
          label={t('login.email')}
          name="username"
          autoComplete="username"
          variant="filled"
          value={email}
          readOnly
        />
        <PasswordInput
          size="md"
          label={t('password.new')}
          description={t('password.rule', { minimum: PASSWORD_MIN_LENGTH })}
          name="new-password"
          autoComplete="new-password"
          maxLength={PASSWORD_MAX_LENGTH}
          value={password}
          error={fault ? t(`password.fault.${fault}`, { minimum: PASSWORD_MIN_LENGTH }) : undefined}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            onEdit();
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        {error && !refused ? <ErrorCard error={error} /> : null}
        <Button type="submit" size="md" mt="xs" loading={isSaving}>
          {t('reset.save')}
        </Button>
      </Stack>
    </form>
  );
}

/** What the server has against the password; undefined when it failed for something else. */
function refusedAs(error: unknown): PasswordFault | undefined {
  if (!hasCode(error, 'common.validation_failed')) return undefined;
  const constraint = toApiError(error).fieldErrors.find(({ field }) => field === 'password')?.constraint;
  return PASSWORD_FAULTS.find((known) => known === constraint);
}
