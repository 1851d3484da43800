import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { UnsubscriptionDto } from '@nyla/contracts';
import { CONTACT_TOPICS } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Logo } from '@/components/ui/logo';
import { SkeletonLines } from '@/components/ui/skeletons';
import { hasCode } from '@/lib/api/api-error';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { unsubscriptionQuery, useUnsubscribe } from '../api/contact-queries';
import classes from './contacts.module.css';

interface UnsubscribePageProps {
  readonly token: string;
  /** Language and theme. */
  readonly controls: ReactNode;
}

/** Where the link at the end of a mail leads somebody who is no member: one button ends the mails. */
export function UnsubscribePage({ token, controls }: UnsubscribePageProps) {
  const { t } = useTranslation(['contacts', 'common']);
  useDocumentTitle(`${t('unsubscribe.title')} · ${t('common:brand')}`);
  const { data, error, isPending, refetch } = useQuery(unsubscriptionQuery(token));
  return (
    <div className={classes['center']}>
      <header style={{ display: 'flex', justifyContent: 'flex-end', gap: 4, padding: 12 }}>{controls}</header>
      <main className={classes['centerMain']}>
        <Stack gap="xl" w="100%" maw={460}>
          <Logo size={44} />
          {isPending ? (
            <SkeletonLines lines={6} height={28} />
          ) : data ? (
            <Ending token={token} unsubscription={data} />
          ) : hasCode(error, 'common.not_found') ? (
            <Words title={t('unsubscribe.deadTitle')} text={t('unsubscribe.deadText')} />
          ) : (
            <ErrorCard error={error} onRetry={() => void refetch()} />
          )}
        </Stack>
      </main>
    </div>
  );
}

interface EndingProps {
  readonly token: string;
  readonly unsubscription: UnsubscriptionDto;
}

function Ending({ token, unsubscription }: EndingProps) {
  const { t } = useTranslation('contacts');
  const [locale] = useLocale();
  const end = useUnsubscribe(token);
  const { mandateName: mandate, email, unsubscribedAt } = unsubscription;
  return (
    <div role="status">
      {unsubscribedAt === null ? (
        <Words title={t('unsubscribe.title')} text={t('unsubscribe.text', { mandate, email })}>
          <ul>
            {CONTACT_TOPICS.filter((topic) => unsubscription[topic]).map((topic) => (
              <li key={topic}>{t(`topic.${topic}`)}</li>
            ))}
          </ul>
          {end.error ? <ErrorCard error={end.error} /> : null}
          <Group>
            <Button size="md" loading={end.isPending} onClick={() => end.mutate()}>
              {t('unsubscribe.submit')}
            </Button>
          </Group>
        </Words>
      ) : (
        <Words
          title={t('unsubscribe.doneTitle')}
          text={t('unsubscribe.doneText', { mandate, email, time: formatInstant(unsubscribedAt, locale) })}
        />
      )}
    </div>
  );
}

interface WordsProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Words({ title, text, children }: WordsProps) {
  return (
    <Stack gap="sm">
      <Title order={1} fz={26}>
        {title}
      </Title>
      <Text style={{ overflowWrap: 'anywhere' }}>{text}</Text>
      {children}
    </Stack>
  );
}
