import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { MeDto, SignInDto } from '@nyla/contracts';
import { EMAIL_MAX_LENGTH, PASSWORD_MAX_LENGTH } from '@nyla/contracts/constants';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '@/components/ui/code-field';
import { ConnectionBar } from '@/components/ui/connection-bar';
import { Logo } from '@/components/ui/logo';
import { hasCode, toApiError } from '@/lib/api/api-error';
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

  const [code, setCode] = useState('');
  const [asksForCode, setAsksForCode] = useState(false);
  const send = (credentials: SignInDto) =>
    signIn.mutate(credentials, {
      onError: (error) => {
        if (hasCode(error, 'auth.second_factor_required')) setAsksForCode(true);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ email, password, ...(asksForCode ? { code } : {}) });
  };
  const back = () => {
    setAsksForCode(false);
    setCode('');
    signIn.reset();
  };
  const demoPassword = options.data?.demo ? options.data.demoPassword : null;

  return (
    <div className={classes['page']}>
      <ConnectionBar />
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
              {asksForCode ? (
                <CodeStep email={email} code={code} onChange={setCode} />
              ) : (
                <PasswordStep email={email} password={password} onEmail={setEmail} onPassword={setPassword} />
              )}
              {signIn.error && !hasCode(signIn.error, 'auth.second_factor_required') ? (
                <SignInError error={signIn.error} />
              ) : null}
              <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
                {t('login.submit')}
              </Button>
              {asksForCode ? (
                <Button size="md" variant="subtle" onClick={back}>
                  {t('login.back')}
                </Button>
              ) : (
                <Anchor size="sm" py={8} renderRoot={(props) => <Link to="/forgot" {...props} />}>
                  {t('login.forgot')}
                </Anchor>
              )}
            </Stack>
          </form>
          {options.data && demoPassword && !asksForCode ? (
            <DemoLogins
              logins={options.data.demoLogins}
              password={demoPassword}
              disabled={signIn.isPending}
              onPick={(picked) => {
                setEmail(picked);
                setPassword(demoPassword);
                send({ email: picked, password: demoPassword });
              }}
            />
          ) : null}
        </Stack>
      </main>
    </div>
  );
}

interface PasswordStepProps {
  readonly email: string;
  readonly password: string;
  readonly onEmail: (email: string) => void;
  readonly onPassword: (password: string) => void;
}

function PasswordStep({ email, password, onEmail, onPassword }: PasswordStepProps) {
  const { t } = useTranslation('account');
  return (
    <>
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
        onChange={(event) => onEmail(event.currentTarget.value)}
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
        onChange={(event) => onPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
      />
    </>
  );
}

interface CodeStepProps {
  readonly email: string;
  readonly code: string;
  readonly onChange: (code: string) => void;
}

/** For who has a second factor, once the password was right. */
function CodeStep({ email, code, onChange }: CodeStepProps) {
  const { t } = useTranslation('account');
  return (
    <>
      <div>
        <Title order={2} fz="lg">
          {t('login.codeTitle')}
        </Title>
        <Text size="sm" c="dimmed" mt={4}>
          {email}
        </Text>
      </div>
      <CodeField focused label={t('login.code')} description={t('login.codeHint')} value={code} onChange={onChange} />
    </>
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
