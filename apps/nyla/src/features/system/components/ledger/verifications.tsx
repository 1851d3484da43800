import { Button, Progress, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { VerificationDto } from '@nyla/contracts';
import { IconAlertOctagon, IconCircleCheck, IconHelpCircle, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useStartVerification, verificationsQuery } from '../../api/system-queries';
import { durationText } from '../../logic/duration';
import { Badge } from '../badge';
import classes from '../system.module.css';
import { Findings } from './findings';

const WIDE = '(min-width: 48em)';
const TONES = { running: 'accent', passed: 'good', failed: 'bad', interrupted: 'warn' } as const;

/** Whether the ledger agrees with itself: the last answer, a button to ask again, and the answers before. */
export function Verifications() {
  const { t } = useTranslation('system');
  const { data, error, refetch } = useQuery(verificationsQuery);
  const start = useStartVerification();
  const running = data?.items.find(({ state }) => state === 'running');
  const last = data?.items.find(({ state }) => state === 'passed' || state === 'failed');
  return (
    <Panel
      title={t('verify.title')}
      actions={
        <Button
          leftSection={<IconShieldCheck size={18} aria-hidden />}
          loading={start.isPending}
          disabled={running !== undefined || !data}
          onClick={() => start.mutate()}
        >
          {t('verify.start')}
        </Button>
      }
    >
      <Stack gap="md">
        {start.error ? <ErrorCard error={start.error} /> : null}
        {error && !data ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <SkeletonBlock height={180} /> : null}
        {running ? <Running verification={running} /> : null}
        <div role="status">{last ? <Verdict verification={last} /> : null}</div>
        {data && !last && !running ? <Text c="dimmed">{t('verify.never')}</Text> : null}
        {data && data.items.length > 1 ? <Earlier verifications={data.items} /> : null}
        <Text size="sm" c="dimmed">
          {t('verify.hint')}
        </Text>
      </Stack>
    </Panel>
  );
}

function Running({ verification: { progress } }: { readonly verification: VerificationDto }) {
  const { t } = useTranslation('system');
  return (
    <div>
      <Text fw={500} mb={6}>
        {t('verify.running', { progress })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={Math.max(progress, 2)} aria-label={t('verify.progress')} />
      </Progress.Root>
    </div>
  );
}

function Verdict({ verification }: { readonly verification: VerificationDto }) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const { state, finishedAt, differences, bookings, accounts, receipts, openHolds, durationMs } = verification;
  const isGood = state === 'passed';
  const Icon = isGood ? IconCircleCheck : IconAlertOctagon;
  return (
    <>
      <div className={classes['verdict']} data-tone={isGood ? 'good' : 'bad'}>
        <Icon size={30} stroke={1.7} aria-hidden />
        <div>
          <div className={classes['verdictTitle']}>
            {isGood ? t('verify.passed') : t('verify.failed', { count: differences ?? 0 })}
          </div>
          <Text size="sm">
            {t('verify.summary', {
              bookings: formatCount(bookings ?? 0),
              accounts: formatCount(accounts ?? 0),
              receipts: formatCount(receipts ?? 0),
              holds: formatCount(openHolds ?? 0),
            })}
          </Text>
          <Text size="sm">
            {finishedAt === null ? '' : formatInstant(finishedAt, locale)} · {durationText(durationMs, t)}
          </Text>
          {isGood ? null : (
            <Text size="sm" fw={500} mt={6}>
              {t('verify.whatNow')}
            </Text>
          )}
        </div>
      </div>
      {verification.findings.length > 0 ? <Findings verification={verification} /> : null}
    </>
  );
}

function Earlier({ verifications }: { readonly verifications: readonly VerificationDto[] }) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const columns = useVerificationColumns();
  if (isWide)
    return <DataTable label={t('verify.earlier')} columns={columns} rows={verifications} rowId={({ id }) => id} />;
  return (
    <ul className={classes['cards']} aria-label={t('verify.earlier')}>
      {verifications.map((verification) => (
        <li key={verification.id} className={classes['card']}>
          <span className={classes['row']}>
            {formatInstant(verification.startedAt, locale)}
            <State verification={verification} />
          </span>
          <Text span size="sm" c="dimmed">
            {verification.startedByName ?? t('verify.daily')} · {durationText(verification.durationMs, t)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function useVerificationColumns(): DataColumn<VerificationDto>[] {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  return useMemo(
    () => [
      { id: 'time', header: t('verify.time'), cell: ({ startedAt }) => formatInstant(startedAt, locale) },
      { id: 'state', header: t('verify.result'), cell: (verification) => <State verification={verification} /> },
      { id: 'by', header: t('verify.by'), cell: ({ startedByName }) => startedByName ?? t('verify.daily') },
      {
        id: 'bookings',
        header: t('verify.bookings'),
        align: 'right',
        cell: ({ bookings }) => (bookings === null ? '' : formatCount(bookings)),
      },
      {
        id: 'duration',
        header: t('verify.duration'),
        align: 'right',
        cell: ({ durationMs }) => durationText(durationMs, t),
      },
    ],
    [t, locale],
  );
}

function State({ verification: { state, differences } }: { readonly verification: VerificationDto }) {
  const { t } = useTranslation('system');
  const icon = state === 'interrupted' ? <IconHelpCircle size={13} aria-hidden /> : null;
  return (
    <Badge tone={TONES[state]} icon={icon}>
      {state === 'failed' ? t('verify.failed', { count: differences ?? 0 }) : t(`verifyState.${state}`)}
    </Badge>
  );
}
