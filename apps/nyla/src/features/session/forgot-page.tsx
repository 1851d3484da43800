import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { PasswordResetRequestDto } from '@nyla/contracts';
import { EMAIL_MAX_LENGTH } from '@nyla/contracts/constants';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { hasCode } from '@/lib/api/api-error';
import { apiPost } from '@/lib/api/client';
import { SessionFrame } from './session-frame';
import { ToLogin } from './to-login';

/** Asks for a link for a new password. The answer is the same whether there is such an account or not. */
export function ForgotPage({ controls }: { readonly controls: ReactNode }) {
  const { t } = useTranslation('account');
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const request = useMutation({
    mutationFn: (body: PasswordResetRequestDto) => apiPost<undefined>('/password-reset', body),
  });
  const isRefused = hasCode(request.error, 'common.validation_failed');
  const isMissing = tried && email.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() !== '' && !request.isPending) request.mutate({ email });
  };
  if (request.isSuccess) {
    return (
      <SessionFrame title={t('reset.sentTitle')} controls={controls}>
        <Stack gap="md" role="status">
          <Text>{t('reset.sentText', { email: email.trim() })}</Text>
          <Text c="dimmed">{t('reset.sentHint')}</Text>
        </Stack>
        <Stack gap="xs">
          <Button size="md" variant="default" onClick={() => request.reset()}>
            {t('reset.again')}
          </Button>
          <ToLogin />
        </Stack>
      </SessionFrame>
    );
  }
  return (
    <SessionFrame title={t('reset.forgotTitle')} controls={controls}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">{t('reset.forgotText')}</Text>
          <TextInput
            label={t('login.email')}
            type="email"
            name="email"
            autoComplete="username"
            size="md"
            maxLength={EMAIL_MAX_LENGTH}
            value={email}
            error={isMissing || isRefused ? t('reset.emailWrong') : undefined}
            onChange={(event) => {
              setEmail(event.currentTarget.value);
              if (request.isError) request.reset();
            }}
          />
          {request.error && !isRefused ? <ErrorCard error={request.error} /> : null}
          <Button type="submit" size="md" mt="xs" loading={request.isPending}>
            {t('reset.send')}
          </Button>
          <ToLogin />
        </Stack>
      </form>
    </SessionFrame>
  );
}
