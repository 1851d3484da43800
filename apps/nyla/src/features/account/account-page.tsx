import { Badge, Group, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { DEFAULT_ROLES, LOCALES } from '@nyla/contracts/constants';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { useMe } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import classes from './account.module.css';
import { ProfileForm } from './profile-form';

const SCHEMES = ['light', 'dark', 'auto'] as const;

export function AccountPage() {
  const { t } = useTranslation(['account', 'common']);
  return (
    <Page width={760}>
      <PageHeader title={t('title')} />
      <Stack gap={40}>
        <Section title={t('profile')}>
          <ProfileForm />
        </Section>
        <Section title={t('display')}>
          <LanguageChoice />
          <ThemeChoice />
        </Section>
        <Section title={t('memberships')} hint={t('membershipsHint')}>
          <Memberships />
        </Section>
      </Stack>
    </Page>
  );
}

interface SectionProps {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Section({ title, hint, children }: SectionProps) {
  return (
    <section className={classes['section']}>
      <div>
        <Text component="h2" fw={600}>
          {title}
        </Text>
        {hint ? (
          <Text size="sm" c="dimmed" mt={4}>
            {hint}
          </Text>
        ) : null}
      </div>
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}

function LanguageChoice() {
  const { t } = useTranslation(['account', 'common']);
  const [locale, setLocale] = useLocale();
  return (
    <Choice
      label={t('language')}
      hint={t('languageHint')}
      value={locale}
      onChange={(value) => setLocale(LOCALES.find((known) => known === value) ?? locale)}
      options={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
    />
  );
}

function ThemeChoice() {
  const { t } = useTranslation(['account', 'common']);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Choice
      label={t('theme')}
      value={colorScheme}
      onChange={(value) => setColorScheme(SCHEMES.find((known) => known === value) ?? 'auto')}
      options={SCHEMES.map((value) => ({ value, label: t(`common:theme.${value}`) }))}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: { value: string; label: string }[];
}

function Choice({ label, hint, value, onChange, options }: ChoiceProps) {
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {label}
      </Text>
      <SegmentedControl aria-label={label} value={value} onChange={onChange} data={options} classNames={classes} />
      {hint ? (
        <Text size="sm" c="dimmed" mt={6}>
          {hint}
        </Text>
      ) : null}
    </div>
  );
}

function Memberships() {
  const { t } = useTranslation('account');
  const { memberships, mandateId: active } = useMe();
  const roleText = (role: string) => {
    const known = DEFAULT_ROLES.find((name) => name === role);
    return known ? t(`role.${known}`) : role;
  };
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {memberships.map(({ mandateId, mandateName, roles }) => (
        <Group key={mandateId} component="li" justify="space-between" className={classes['membership'] ?? ''}>
          <span>
            <Text component="span" display="block" fw={500}>
              {mandateName}
            </Text>
            <Text component="span" display="block" size="sm" c="dimmed">
              {roles.map(roleText).join(', ')}
            </Text>
          </span>
          {mandateId === active ? (
            <Badge variant="light" tt="none" fw={500}>
              {t('active')}
            </Badge>
          ) : null}
        </Group>
      ))}
    </Stack>
  );
}
