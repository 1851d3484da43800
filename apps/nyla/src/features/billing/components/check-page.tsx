import { Button, Paper, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { formatInstantExact } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useBalanceCheck } from '../hooks/use-balance-check';
import classes from './check.module.css';
import { CheckedAccount } from './checked-account';

const PER_CENT = 100;
const MS_PER_SECOND = 1_000;

/** Whether the balance is the sum of the bookings, recomputed now. */
export function CheckPage(): ReactNode {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { result, progress, error, again } = useBalanceCheck();
  const Icon = result?.correct ? IconCircleCheck : IconAlertTriangle;
  return (
    <Page width={880}>
      <PageHeader
        title={t('check.title')}
        description={t('check.description')}
        actions={
          <Button
            variant="default"
            fw={500}
            loading={progress !== undefined}
            leftSection={<IconRefresh size={16} stroke={1.7} aria-hidden />}
            onClick={again}
          >
            {t('check.again')}
          </Button>
        }
      />
      <Stack gap="lg">
        {error ? <ErrorCard error={error} onRetry={again} /> : null}
        {result ? (
          <Paper
            component="section"
            withBorder
            radius="lg"
            p={{ base: 'md', sm: 'lg' }}
            className={classes['verdict'] ?? ''}
            data-correct={result.correct}
            aria-live="polite"
          >
            <Icon size={34} stroke={1.6} aria-hidden />
            <div>
              <Title order={2} fz="lg">
                {result.correct ? t('check.correct') : t('check.wrong')}
              </Title>
              <Text size="sm">
                {t('check.when', {
                  time: formatInstantExact(result.checkedAt, locale),
                  number: formatCount(result.bookings),
                  seconds: (result.durationMs / MS_PER_SECOND).toFixed(1),
                })}
              </Text>
              {result.correct ? null : <Text size="sm">{t('check.whatNow')}</Text>}
            </div>
          </Paper>
        ) : error ? null : (
          <Paper withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} aria-busy="true">
            <Text size="sm" mb="xs">
              {t('check.running', {
                checked: formatCount(progress?.checked ?? 0),
                all: formatCount(progress?.bookings ?? 0),
              })}
            </Text>
            <Progress
              value={progress && progress.bookings > 0 ? (progress.checked / progress.bookings) * PER_CENT : 0}
              aria-label={t('check.progress')}
              mb={10}
            />
          </Paper>
        )}
        {result ? (
          result.accounts.map((account) => <CheckedAccount key={account.accountId} account={account} />)
        ) : error ? null : (
          <Skeleton height={290} radius="lg" />
        )}
        <Panel title={t('check.howTitle')}>
          <ul className={classes['how']}>
            {(['sum', 'numbers', 'balances', 'hashes'] as const).map((rule) => (
              <li key={rule}>
                <strong>{t(`check.rule.${rule}`)}</strong> {t(`check.how.${rule}`)}
              </li>
            ))}
          </ul>
          <Text size="sm" mt="sm">
            {t('receipt.howText')}
          </Text>
        </Panel>
      </Stack>
    </Page>
  );
}
