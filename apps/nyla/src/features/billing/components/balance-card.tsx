import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { BalanceDto } from '@nyla/contracts';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckLink } from '@/components/booking/check-link';
import { BalanceStateLabel } from '@/components/money/balance-state';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { formatDay } from '@/lib/format-date';
import { parseChf } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useBalance } from '../hooks/use-balance';
import { describeRunway } from '../logic/runway';
import classes from './balance.module.css';
import { Hint } from './hint';

/** What is available now, live, what it is made of, and how long it lasts. */
export function BalanceCard() {
  const { t } = useTranslation('billing');
  const id = useId();
  const { data: balance, error, refetch } = useBalance();
  return (
    <Paper component="section" withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} aria-labelledby={id} h="100%">
      {balance ? (
        <Balance balance={balance} titleId={id} />
      ) : error ? (
        <>
          <Title order={2} fz="sm" id={id} mb="sm">
            {t('balance.available')}
          </Title>
          <ErrorCard error={error} onRetry={() => void refetch()} />
        </>
      ) : (
        <BalanceSkeleton titleId={id} />
      )}
    </Paper>
  );
}

function Balance({ balance, titleId }: { readonly balance: BalanceDto; readonly titleId: string }) {
  const { t } = useTranslation(['billing', 'common']);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2}>
          <Title order={2} fz="sm" fw={500} c="dimmed" id={titleId}>
            {t('balance.available')}
          </Title>
          <span className={classes['available']} aria-live="polite">
            {balance.available === null ? t('common:balance.unlimited') : <Money amount={balance.available} />}
          </span>
          <RunwayText balance={balance} />
        </Stack>
        <BalanceStateLabel state={balance.state} />
      </Group>
      <dl className={classes['facts']}>
        <Fact name={t('balance.balance')} hint={t(`balance.model.${balance.billingModel}`)}>
          <Money amount={balance.balance} />
        </Fact>
        <Fact name={t('balance.held')} hint={t('balance.heldHint')}>
          <Money amount={balance.held} />
        </Fact>
        {balance.creditLimit !== null && parseChf(balance.creditLimit) > 0n ? (
          <Fact name={t('balance.creditLimit')}>
            <Money amount={balance.creditLimit} />
          </Fact>
        ) : null}
        <Fact name={t('balance.averagePerDay')} hint={t('balance.averageHint')}>
          <Money amount={balance.averagePerDay} />
        </Fact>
      </dl>
      <CheckLink />
    </Stack>
  );
}

function RunwayText({ balance }: { readonly balance: BalanceDto }) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const runway = describeRunway(balance);
  return (
    <Text>
      {runway.kind === 'days'
        ? t('runway.days', { count: runway.days, until: formatDay(runway.until, locale) })
        : t(`runway.${runway.kind}`)}
    </Text>
  );
}

interface FactProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Fact({ name, hint, children }: FactProps) {
  return (
    <div>
      <dt>
        {name}
        {hint ? <Hint about={name} text={hint} /> : null}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** As high as the card will be, so that nothing below it moves. */
function BalanceSkeleton({ titleId }: { readonly titleId: string }) {
  const { t } = useTranslation('billing');
  return (
    <Stack gap="lg" aria-busy="true">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2}>
          <Title order={2} fz="sm" fw={500} c="dimmed" id={titleId}>
            {t('balance.available')}
          </Title>
          <span className={classes['available']}>
            <Skeleton component="span" display="inline-block" w={240} h="0.8em" />
          </span>
          <Text>
            <Skeleton component="span" display="inline-block" w={280} h="0.8em" />
          </Text>
        </Stack>
        <Skeleton w={146} h={32} radius="xl" />
      </Group>
      <dl className={classes['facts']}>
        {(['balance', 'held', 'averagePerDay'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`balance.${name}`)}</dt>
            <dd>
              <Skeleton component="span" display="inline-block" w={100} h="0.8em" />
            </dd>
          </div>
        ))}
      </dl>
      <CheckLink />
    </Stack>
  );
}
