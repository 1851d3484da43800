import { Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { PriceVersionDto } from '@nyla/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { dayInZurich } from '@/lib/calendar';
import { formatDay } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { decimalText } from '../../logic/decimal-text';
import { nameOf } from '../../logic/price-list';
import { Badge } from '../badge';
import classes from '../system.module.css';

const WIDE = '(min-width: 62em)';

interface PriceTableProps {
  readonly label: string;
  readonly prices: readonly PriceVersionDto[];
  readonly onOpen: (price: PriceVersionDto) => void;
}

/** Prices of one provider: a table where there is room for one, cards elsewhere. */
export function PriceTable({ label, prices, onOpen }: PriceTableProps) {
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const columns = usePriceColumns(onOpen);
  if (!isWide) return <PriceCards label={label} prices={prices} onOpen={onOpen} />;
  return <DataTable label={label} columns={columns} rows={prices} rowId={({ id }) => id} onRowClick={onOpen} />;
}

function PriceCards({ label, prices, onOpen }: PriceTableProps) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  return (
    <ul className={classes['cards']} aria-label={label}>
      {prices.map((price) => (
        <li key={price.id}>
          <UnstyledButton className={classes['card'] ?? ''} onClick={() => onOpen(price)}>
            <span className={classes['row']}>
              <strong style={{ fontWeight: 500 }}>{nameOf(price)}</strong>
              <PriceMarks price={price} />
            </span>
            <span>
              <UsdSummary price={price} />
            </span>
            <Text span size="sm" c="dimmed">
              {t('prices.customerPays')}: <CustomerPrice price={price} inline /> ·{' '}
              {t('prices.from', { time: formatDay(dayInZurich(new Date(price.validFrom)), locale) })}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function usePriceColumns(onOpen: (price: PriceVersionDto) => void): DataColumn<PriceVersionDto>[] {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  return useMemo(() => {
    const usd = (id: 'input' | 'output' | 'cacheRead' | 'cacheWrite'): DataColumn<PriceVersionDto> => ({
      id,
      header: t(`kind.${id}`),
      align: 'right',
      width: '92px',
      cell: ({ base }) => {
        const price = base?.[id];
        return price ? decimalText(price) : <Nothing />;
      },
    });
    return [
      {
        id: 'model',
        header: t('prices.model'),
        cell: (price) => (
          <>
            <UnstyledButton
              className={classes['open'] ?? ''}
              aria-label={t('prices.openHistory', { model: nameOf(price) })}
              onClick={() => onOpen(price)}
            >
              {nameOf(price)}
            </UnstyledButton>{' '}
            <PriceMarks price={price} />
            <div className={classes['id']}>{price.model}</div>
          </>
        ),
      },
      usd('input'),
      usd('output'),
      usd('cacheRead'),
      usd('cacheWrite'),
      {
        id: 'fees',
        header: t('prices.fees'),
        align: 'right',
        cell: (price) => (
          <span style={{ whiteSpace: 'nowrap' }}>
            <Fees price={price} />
          </span>
        ),
      },
      {
        id: 'customer',
        header: t('prices.customerPays'),
        align: 'right',
        cell: (price) => <CustomerPrice price={price} />,
      },
      {
        id: 'validFrom',
        header: t('prices.validFrom'),
        width: '120px',
        cell: (price) => (
          <>
            {formatDay(dayInZurich(new Date(price.validFrom)), locale)}
            <Text size="xs" c="dimmed">
              {price.authorName ?? t(`author.${authorKind(price.author)}`)}
            </Text>
          </>
        ),
      },
    ];
  }, [t, locale, onOpen]);
}

/** Who added a row where it was no person. */
export function authorKind(author: string): 'shipped' | 'settings' | 'import' | 'unknown' {
  return author === 'shipped' || author === 'settings' || author === 'import' ? author : 'unknown';
}

function Nothing() {
  return (
    <Text span c="dimmed" aria-hidden>
      –
    </Text>
  );
}

function PriceMarks({ price: { confirmed, facts } }: { readonly price: PriceVersionDto }) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const marks: ReactNode[] = [];
  if (facts?.shutdownDate) {
    marks.push(
      <Badge key="shutdown" tone="warn" icon={<IconAlertTriangle size={13} stroke={1.8} aria-hidden />}>
        {t('prices.endsOn', { day: formatDay(facts.shutdownDate, locale) })}
      </Badge>,
    );
  }
  if (!confirmed) marks.push(<Badge key="unconfirmed">{t('prices.unconfirmed')}</Badge>);
  return <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 4 }}>{marks}</span>;
}

/** What is paid besides tokens, or in their place. */
function Fees({ price: { searchRequestUsd, searchCreditUsd, metered } }: { readonly price: PriceVersionDto }) {
  const { t } = useTranslation('system');
  if (searchCreditUsd) return <>{t('fee.credit', { usd: decimalText(searchCreditUsd) })}</>;
  if (metered) return <>{t('fee.metered', { usd: decimalText(metered.maximumUsd) })}</>;
  if (searchRequestUsd) return <>{t('fee.search', { usd: decimalText(searchRequestUsd) })}</>;
  return <Nothing />;
}

/** The price in USD in a few words. */
function UsdSummary({ price }: { readonly price: PriceVersionDto }) {
  const { t } = useTranslation('system');
  const { base } = price;
  if (!base) return <Fees price={price} />;
  return <>{t('prices.usdSummary', { input: decimalText(base.input), output: decimalText(base.output) })}</>;
}

function CustomerPrice({ price: { price }, inline }: { readonly price: PriceVersionDto; readonly inline?: boolean }) {
  const { t } = useTranslation('system');
  if (!price) return <>{t('prices.noRate')}</>;
  if (price.inputPerMillion === null || price.outputPerMillion === null) {
    return (
      <>
        <Money amount={price.maximumPerCall ?? price.typicalAnswer} />
        {inline ? ' ' : <br />}
        <Text span size="xs" c="dimmed">
          {t(price.maximumPerCall === null ? 'prices.perSearch' : 'prices.perCallAtMost')}
        </Text>
      </>
    );
  }
  return (
    <>
      <Money amount={price.inputPerMillion} /> / <Money amount={price.outputPerMillion} currency={false} />
    </>
  );
}
