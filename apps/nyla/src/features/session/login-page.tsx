import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { MeDto, SignInDto } from '@nyla/contracts';
import { EMAIL_MAX_LENGTH, PASSWORD_MAX_LENGTH } from '@nyla/contracts/constants';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/ui/logo';
import { toApiError } from '@/lib/api/api-error';
import { apiPost } from '@/lib/api/client';
import { useErrorText } from '@/lib/error-text';
import { DemoLogins } from './demo-logins';
import classes from './login.module.css';
import { sessionOptionsQuery } from './session-options';

interface LoginPageProps {
  readonly onSignedIn: (me: MeDto) => void;
  /** Language and theme, which must be reachable before the sign-in too. */
  readonly controls: ReactNode;
}

export function LoginPage({ onSignedIn, controls }: LoginPageProps) {
  const { t } = useTranslation(['account', 'common']);
  useDocumentTitle(`${t('login.title')} · ${t('common:brand')}`);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const options = useQuery(sessionOptionsQuery);
  const signIn = useMutation({
    mutationFn: (credentials: SignInDto) => apiPost<MeDto>('/session', credentials),
    onSuccess: onSignedIn,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password });
  };
  const demoPassword = options.data?.demo ? options.data.demoPassword : null;

  return (
    <div className={classes['page']}>
      <Group justify="flex-end" gap={4} p="sm" component="header">
        {controls}
      </Group>
      <main className={classes['main']}>
        <Stack gap="xl" w="100%" maw={400}>
          <Stack gap="sm">
            <Logo size={44} />
            <Title order={1} fz={28} lts="-0.02em" mt="xs">
              {t('common:brand')}
            </Title>
            <Text c="dimmed">{t('login.intro')}</Text>
          </Stack>
          <form onSubmit={submit}>
            <Stack gap="md">
              <TextInput
                label={t('login.email')}
                type="email"
                name="email"
                autoComplete="username"
                size="md"
                required
                withAsterisk={false}
                maxLength={EMAIL_MAX_LENGTH}
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <PasswordInput
                label={t('login.password')}
                name="password"
                autoComplete="current-password"
                size="md"
                required
                withAsterisk={false}
                maxLength={PASSWORD_MAX_LENGTH}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
              />
              {signIn.error ? <SignInError error={signIn.error} /> : null}
              <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
                {t('login.submit')}
              </Button>
            </Stack>
          </form>
          {options.data && demoPassword ? (
            <DemoLogins
              logins={options.data.demoLogins}
              password={demoPassword}
              disabled={signIn.isPending}
              onPick={(picked) => {
                setEmail(picked);
                setPassword(demoPassword);
                signIn.mutate({ email: picked, password: demoPassword });
              }}
            />
          ) : null}
        </Stack>
      </main>
    </div>
  );
}

function SignInError({ error }: { readonly error: unknown }) {
  const describe = useErrorText();
  return (
    <Alert color="red" variant="light" role="alert">
      {describe(toApiError(error))}
    </Alert>
  );
}
