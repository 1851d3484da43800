import { Skeleton, Table, Text } from '@mantine/core';
import type { ForecastDto } from '@nyla/contracts';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CheckLink } from '@/components/booking/check-link';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { addDays, type Day } from '@/lib/calendar';
import { formatDay, formatMonth, formatWeekday } from '@/lib/format-date';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { useLocale } from '@/lib/use-locale';
import { forecastQuery } from '../api/billing-queries';
import { changePermille, formatPermille, permille } from '../logic/exact';
import classes from './forecast.module.css';

/** What this month will cost, and how that is computed. */
export function ForecastCard() {
  const { t } = useTranslation('billing');
  const { data, error, refetch } = useQuery(forecastQuery);
  return (
    <Panel title={t('forecast.heading')}>
      {data ? (
        <Forecast forecast={data} />
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <div aria-busy="true" className={classes['body']}>
          <Skeleton height={34} width={190} />
          <Skeleton height={8} my={6} />
          <Skeleton height={44} />
          <Skeleton height={24} width={210} />
        </div>
      )}
    </Panel>
  );
}

function Forecast({ forecast }: { readonly forecast: ForecastDto }) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const [used, expected, before] = [forecast.used, forecast.expected, forecast.previousMonth].map(parseChf) as [
    bigint,
    bigint,
    bigint,
  ];
  const change = changePermille(expected, before);
  const month = formatMonth(forecast.month, locale);
  const share = permille(used, expected) / 10;
  return (
    <div className={classes['body']}>
      <p className={classes['expected']}>
        <span>
          {t('forecast.about')} <Money amount={forecast.expected} />
        </span>
      </p>
      <span className={classes['bar']} aria-hidden>
        <span style={{ width: `${share}%` }} />
      </span>
      <Text size="sm" mih="3em">
        {t(`forecast.used.${forecast.scope}`, { month, amount: moneyText(used) })}{' '}
        {before === 0n
          ? t('forecast.noPrevious')
          : t('forecast.previous', {
              amount: moneyText(before),
              change: formatPermille(change ?? 0, true),
            })}
      </Text>
      <details className={classes['how']}>
        <summary>
          {t('forecast.how')}
          <IconChevronDown size={16} stroke={1.8} aria-hidden />
        </summary>
        <HowComputed forecast={forecast} />
      </details>
    </div>
  );
}

/** Any Monday, to name the days of the week after. */
const A_MONDAY: Day = '2026-01-05';

/** The sum, line by line, as the gateway adds it up. */
function HowComputed({ forecast }: { readonly forecast: ForecastDto }) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { basisFrom, basisTo, used, restOfToday, expected, weekdays } = forecast;
  return (
    <>
      <Text size="sm" my="xs">
        {basisFrom === null
          ? t('forecast.noBasis')
          : t('forecast.basis', { from: formatDay(basisFrom, locale), to: formatDay(basisTo, locale) })}
      </Text>
      <Table aria-label={t('forecast.table')} fz="sm" verticalSpacing={4} horizontalSpacing={4}>
        <Table.Tbody>
          <Line name={t('forecast.soFar')} amount={used} />
          <Line name={t('forecast.restOfToday')} amount={restOfToday} />
          {weekdays
            .filter(({ daysLeft }) => daysLeft > 0)
            .map(({ weekday, average, daysLeft }) => (
              <Line
                key={weekday}
                name={t('forecast.weekday', {
                  count: daysLeft,
                  weekday: formatWeekday(addDays(A_MONDAY, weekday - 1), locale),
                  amount: moneyText(average),
                })}
                amount={parseChf(average) * BigInt(daysLeft)}
              />
            ))}
          <Line name={t('forecast.expected')} amount={expected} strong />
        </Table.Tbody>
      </Table>
      <CheckLink />
    </>
  );
}

interface LineProps {
  readonly name: string;
  readonly amount: string | bigint;
  readonly strong?: boolean;
}

function Line({ name, amount, strong = false }: LineProps) {
  return (
    <Table.Tr fw={strong ? 600 : 400}>
      <Table.Th scope="row" fw="inherit">
        {name}
      </Table.Th>
      <Table.Td ta="right">
        <Money amount={amount} />
      </Table.Td>
    </Table.Tr>
  );
}
