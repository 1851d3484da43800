import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReportStateDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant, formatMonthLong } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { reportStateQuery, useSendTestReport } from '../api/contact-queries';
import { DoneLine } from './done-line';

/** The monthly report: the last one that was sent, the next, and one for the reader's own eyes. */
export function ReportPanel() {
  const { t } = useTranslation('contacts');
  const { data, error, refetch } = useQuery(reportStateQuery);
  return (
    <Panel title={t('report.title')}>
      {error && !data ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Facts state={data} />
      ) : (
        <SkeletonLines lines={4} />
      )}
    </Panel>
  );
}

function Facts({ state: { month, last, nextAt } }: { readonly state: ReportStateDto }) {
  const { t } = useTranslation('contacts');
  const [locale] = useLocale();
  const maySend = usePermission('data.billing.settings.write');
  const seesAll = usePermission('data.billing.transactions.all');
  const send = useSendTestReport();
  return (
    <Stack gap="md">
      <Text size="sm">
        {last
          ? t('report.last', {
              month: formatMonthLong(last.month, locale),
              time: formatInstant(last.sentAt, locale),
              people: last.recipients.map(({ email }) => email).join(', '),
            })
          : t('report.none')}{' '}
        {t('report.next', { time: formatInstant(nextAt, locale) })}
      </Text>
      {maySend && seesAll ? (
        <>
          <Group>
            <Button
              size="md"
              variant="default"
              loading={send.isPending}
              onClick={() => send.mutate(month)}
              styles={{
                root: { height: 'auto', minHeight: 44 },
                label: { whiteSpace: 'normal', lineHeight: 1.3, paddingBlock: 6 },
              }}
            >
              {t('report.send', { month: formatMonthLong(month, locale) })}
            </Button>
          </Group>
          <DoneLine text={send.data ? t('report.sent', { email: send.data.email, count: send.data.left }) : null} />
          {send.error ? <ErrorCard error={send.error} /> : null}
        </>
      ) : null}
    </Stack>
  );
}
