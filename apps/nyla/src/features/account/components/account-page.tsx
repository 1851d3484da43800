import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { LanguageChoice, NumberFormatChoice, ThemeChoice } from './choices';
import { MailPreferences } from './mail-preferences';
import { Memberships } from './memberships';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { SecondFactor } from './second-factor';
import { Section } from './section';
import { Sessions } from './sessions';

interface AccountPageProps {
  /** The own API keys; null for somebody who may have none. */
  readonly apiKeys: ReactNode;
}

/** What belongs to the person, whichever mandate is active. */
export function AccountPage({ apiKeys }: AccountPageProps) {
  const { t } = useTranslation('account');
  return (
    <Page width={860}>
      <PageHeader title={t('title')} />
      <Stack gap={40}>
        <Section title={t('profile')}>
          <ProfileForm />
        </Section>
        <Section title={t('languageAndNumbers')}>
          <LanguageChoice />
          <NumberFormatChoice />
        </Section>
        <Section title={t('display')}>
          <ThemeChoice />
        </Section>
        <Section title={t('mails.title')} hint={t('mails.hint')}>
          <MailPreferences />
        </Section>
        <Section title={t('password.title')} hint={t('password.hint')}>
          <PasswordForm />
        </Section>
        <Section title={t('secondFactor.title')} hint={t('secondFactor.hint')}>
          <SecondFactor />
        </Section>
        <Section title={t('sessions.title')} hint={t('sessions.hint')}>
          <Sessions />
        </Section>
        {apiKeys === null ? null : <Section title={t('apiKeys')}>{apiKeys}</Section>}
        <Section title={t('memberships')} hint={t('membershipsHint')}>
          <Memberships />
        </Section>
      </Stack>
    </Page>
  );
}
