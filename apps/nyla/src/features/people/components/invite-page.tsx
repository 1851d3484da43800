import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { AcceptedInvitationDto, AcceptInvitationDto, InvitationPreviewDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH, PASSWORD_FAULTS, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@nyla/contracts/constants';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Logo } from '@/components/ui/logo';
import { SkeletonLines } from '@/components/ui/skeletons';
import { hasCode } from '@/lib/api/api-error';
import { apiGet, apiPost } from '@/lib/api/client';
import { chosenLocale, currentLocale, showLocale } from '@/lib/i18n';
import { meQuery } from '@/lib/session';
import { fieldError } from '../logic/field-errors';
import classes from './people.module.css';

const previewQuery = (token: string) =>
  queryOptions({
    // What the page shows belongs to no session, and must outlive the sign-in at its end.
    queryKey: ['session', 'invitation', token],
    queryFn: ({ signal }) =>
      apiGet<InvitationPreviewDto>(`/invitations/${encodeURIComponent(token)}`, undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

interface InvitePageProps {
  readonly token: string;
  /** Called with the mandate that the reader now belongs to; a session has begun. */
  readonly onJoined: (mandateId: string) => Promise<void>;
  /** The reader has joined, and has to prove more at the sign-in. */
  readonly onSignIn: () => void;
  /** Language and theme. */
  readonly controls: ReactNode;
}

/** What somebody sees who was invited: to what, by whom, and the little that is needed to join. */
export function InvitePage({ token, onJoined, onSignIn, controls }: InvitePageProps) {
  const { t } = useTranslation(['people', 'common']);
  useDocumentTitle(`${t('join.title')} · ${t('common:brand')}`);
  const preview = useQuery(previewQuery(token));
  const locale = preview.data?.locale;
  useEffect(() => {
    if (locale && chosenLocale() === null) void showLocale(locale, { remember: false });
  }, [locale]);
  return (
    <div className={classes['center']}>
      <header style={{ display: 'flex', justifyContent: 'flex-end', gap: 4, padding: 12 }}>{controls}</header>
      <main className={classes['centerMain']}>
        <Stack gap="xl" w="100%" maw={420}>
          <Logo size={44} />
          {preview.isPending ? (
            <SkeletonLines lines={6} height={28} />
          ) : preview.data ? (
            <Invitation token={token} invitation={preview.data} onJoined={onJoined} onSignIn={onSignIn} />
          ) : hasCode(preview.error, 'common.not_found') ? (
            <DeadLink />
          ) : (
            <ErrorCard error={preview.error} onRetry={() => void preview.refetch()} />
          )}
        </Stack>
      </main>
    </div>
  );
}

function DeadLink() {
  const { t } = useTranslation('people');
  return (
    <Stack gap="sm">
      <Title order={1} fz={26}>
        {t('join.deadTitle')}
      </Title>
      <Text c="dimmed">{t('join.deadText')}</Text>
      <Anchor renderRoot={(props) => <Link to="/login" {...props} />}>{t('join.toLogin')}</Anchor>
    </Stack>
  );
}

interface InvitationProps extends Omit<InvitePageProps, 'controls'> {
  readonly invitation: InvitationPreviewDto;
}

function Invitation({ token, invitation, onJoined, onSignIn }: InvitationProps) {
  const { t } = useTranslation(['people', 'common', 'account']);
  const { mandateName, email, invitedBy, hasAccount } = invitation;
  const me = useQuery({ ...meQuery, retry: false });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const accept = useMutation({
    mutationFn: (answer: AcceptInvitationDto) =>
      apiPost<AcceptedInvitationDto>(`/invitations/${encodeURIComponent(token)}/accept`, answer),
    onSuccess: ({ mandateId }) => onJoined(mandateId),
    onError: (error) => {
      if (hasSecondFactor(error)) onSignIn();
    },
  });
  const signedInAs = me.data?.user.email;
  const isThem = signedInAs === email;
  const needsPassword = !isThem;
  const needsName = !hasAccount && !isThem;
  const fault =
    password.length < PASSWORD_MIN_LENGTH
      ? 'minLength'
      : PASSWORD_FAULTS.find((known) => known === fieldError(accept.error, 'password'));
  const nameError = submitted && needsName && !name.trim() ? t('join.nameMissing') : undefined;
  const passwordError = hasAccount
    ? submitted && !password
      ? t('join.passwordMissing')
      : undefined
    : submitted && fault
      ? t(`account:password.fault.${fault}`, { minimum: PASSWORD_MIN_LENGTH })
      : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (needsName && !name.trim()) return;
    if (needsPassword && (hasAccount ? !password : password.length < PASSWORD_MIN_LENGTH)) return;
    accept.mutate({
      ...(needsName ? { displayName: name, locale: currentLocale() } : {}),
      ...(needsPassword ? { password } : {}),
    });
  };
  if (me.isPending) return <SkeletonLines lines={6} height={28} />;
  // A link that was used or revoked while the page was open.
  if (hasCode(accept.error, 'common.not_found')) return <DeadLink />;
  return (
    <>
      <Stack gap="sm">
        <Title order={1} fz={26} lts="-0.015em">
          {t('join.heading', { mandate: mandateName })}
        </Title>
        <Text c="dimmed">{t('join.text', { name: invitedBy, mandate: mandateName, email })}</Text>
      </Stack>
      {signedInAs && !isThem ? (
        <Alert color="petrol" variant="light" c="var(--mantine-color-text)">
          {t('join.otherPerson', { current: signedInAs, invited: email })}
        </Alert>
      ) : null}
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {isThem ? (
            <Text>{t('join.asYou', { name: me.data?.user.displayName })}</Text>
          ) : (
            <TextInput
              size="md"
              label={t('join.email')}
              value={email}
              readOnly
              variant="filled"
              autoComplete="username"
            />
          )}
          {needsName ? (
            <TextInput
              size="md"
              label={t('join.name')}
              description={t('join.nameHint')}
              name="name"
              autoComplete="name"
              maxLength={NAME_MAX_LENGTH}
              value={name}
              error={nameError}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : null}
          {needsPassword ? (
            <PasswordInput
              size="md"
              label={t('join.password')}
              description={
                hasAccount ? t('join.passwordOfAccount') : t('join.passwordHint', { count: PASSWORD_MIN_LENGTH })
              }
              name="password"
              autoComplete={hasAccount ? 'current-password' : 'new-password'}
              maxLength={PASSWORD_MAX_LENGTH}
              value={password}
              error={passwordError}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('join.showPassword') }}
            />
          ) : null}
          {accept.error && fieldError(accept.error, 'password') === undefined ? (
            <ErrorCard error={accept.error} />
          ) : null}
          <Button type="submit" size="md" mt="xs" loading={accept.isPending}>
            {t('join.submit')}
          </Button>
        </Stack>
      </form>
    </>
  );
}

/** Whoever has one joins by the password, and signs in as always. */
function hasSecondFactor(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('auth.second_factor');
}
