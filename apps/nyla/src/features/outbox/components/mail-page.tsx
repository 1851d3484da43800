import { Alert, Anchor, SegmentedControl, Stack, Text } from '@mantine/core';
import type { MailDetailDto } from '@nyla/contracts';
import { IconArrowLeft, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstantExact } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { mailQuery } from '../api/outbox-queries';
import { frameDocument } from '../logic/mail-frame';
import { MailState } from './mail-state';
import classes from './outbox.module.css';
import { ResendButton } from './resend-button';

/** One mail: how it fared, and what its reader gets. */
export function MailPage() {
  const { t } = useTranslation(['outbox', 'common']);
  const { mailId = '' }: { readonly mailId?: string } = useParams({ strict: false });
  const { data: mail, error, refetch } = useQuery(mailQuery(mailId));
  return (
    <Page>
      <Anchor component={Link} to="/admin/mails" size="sm" mb="md" display="inline-flex" mih={44}>
        <IconArrowLeft size={16} aria-hidden style={{ marginInlineEnd: 6, alignSelf: 'center' }} />
        <span style={{ alignSelf: 'center' }}>{t('mail.back')}</span>
      </Anchor>
      {error && !mail ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!mail && !error ? <SkeletonBlock height={620} /> : null}
      {mail ? (
        <>
          <PageHeader
            title={mail.subject ?? t(`kind.${mail.kind}`)}
            description={t('line', { kind: t(`kind.${mail.kind}`), address: mail.address })}
            actions={<ResendButton mail={mail} />}
          />
          <Stack gap="lg">
            <Panel title={t('mail.facts')} actions={<MailState state={mail.state} />}>
              <Facts mail={mail} />
            </Panel>
            <Content mail={mail} />
          </Stack>
        </>
      ) : null}
    </Page>
  );
}

function Facts({ mail }: { readonly mail: MailDetailDto }) {
  const { t } = useTranslation(['outbox', 'common']);
  const [locale] = useLocale();
  const { createdAt, sentAt, nextAttemptAt, attempts, failure, lastError, mandateName } = mail;
  const isOver = !mail.canResend && (mail.state === 'sent' || mail.state === 'dead');
  return (
    <dl className={classes['facts']}>
      <Fact name={t('filter.mandate')}>{mandateName ?? t('nobody')}</Fact>
      <Fact name={t('mail.queuedAt')}>{formatInstantExact(createdAt, locale)}</Fact>
      {sentAt === null ? null : <Fact name={t('mail.sentAt')}>{formatInstantExact(sentAt, locale)}</Fact>}
      {nextAttemptAt === null ? null : (
        <Fact name={t('mail.nextAttempt')}>{formatInstantExact(nextAttemptAt, locale)}</Fact>
      )}
      <Fact name={t('mail.attempts')}>{attempts}</Fact>
      <Fact name={t('mail.language')}>{t(`common:language.${mail.locale}`)}</Fact>
      {failure === null ? null : (
        <Fact name={t('mail.reason')} wide>
          {t(`failure.${failure}`)}
        </Fact>
      )}
      {lastError === null ? null : (
        <Fact name={t('mail.answer')} wide>
          <code>{lastError}</code>
        </Fact>
      )}
      {isOver ? (
        <Fact name={t('resend.button')} wide>
          {t('resend.over')}
        </Fact>
      ) : null}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, wide = false, children }: FactProps) {
  return (
    <div className={wide ? classes['wide'] : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Content({ mail: { subject, html, text, hasSecretLink } }: { readonly mail: MailDetailDto }) {
  const { t } = useTranslation('outbox');
  const [view, setView] = useState<'html' | 'text'>('html');
  return (
    <Panel
      title={t('mail.content')}
      actions={
        <SegmentedControl
          value={view}
          onChange={(value) => setView(value === 'text' ? 'text' : 'html')}
          aria-label={t('mail.content')}
          data={[
            { value: 'html', label: t('mail.html') },
            { value: 'text', label: t('mail.text') },
          ]}
        />
      }
    >
      <Stack gap="md">
        {hasSecretLink ? <Alert variant="light" icon={<IconLock aria-hidden />} title={t('mail.secret')} /> : null}
        {html === null || text === null ? (
          <Text c="dimmed">{t('mail.unreadable')}</Text>
        ) : (
          <>
            <Text>
              <Text span c="dimmed">
                {t('mail.subject')}:
              </Text>{' '}
              {subject}
            </Text>
            {view === 'html' ? (
              // An empty sandbox: no scripts, no forms, no way out, and an origin of its own.
              <iframe className={classes['frame']} title={t('mail.frame')} sandbox="" srcDoc={frameDocument(html)} />
            ) : (
              <pre className={classes['plain']} aria-label={t('mail.frame')} role="region">
                {text}
              </pre>
            )}
          </>
        )}
      </Stack>
    </Panel>
  );
}
