import { Button, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FxRateDto } from '@nyla/contracts';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { decimalText } from '../../logic/decimal-text';
import { PriceState } from '../prices/price-state';
import { authorKind } from '../prices/price-table';
import classes from '../system.module.css';

const WIDE = '(min-width: 62em)';

interface FxTableProps {
  readonly rates: readonly FxRateDto[];
  readonly onWithdraw: (rate: FxRateDto) => void;
}

/** Every rate, what starts last first. */
export function FxTable({ rates, onWithdraw }: FxTableProps) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const columns = useFxColumns(onWithdraw);
  if (isWide) return <DataTable label={t('fx.history')} columns={columns} rows={rates} rowId={({ id }) => id} />;
  return (
    <ul className={classes['cards']} aria-label={t('fx.history')}>
      {rates.map((rate) => (
        <li key={rate.id} className={classes['card']}>
          <span className={classes['row']}>
            <strong style={{ fontVariantNumeric: 'tabular-nums' }}>{decimalText(rate.usdChf)}</strong>
            <PriceState state={rate.state} />
          </span>
          <Text span size="sm" c="dimmed">
            {t('prices.from', { time: formatInstant(rate.validFrom, locale) })} · {rate.source} ·{' '}
            {rate.authorName ?? t(`author.${authorKind(rate.author)}`)}
          </Text>
          <Withdraw rate={rate} onWithdraw={onWithdraw} />
        </li>
      ))}
    </ul>
  );
}

function useFxColumns(onWithdraw: (rate: FxRateDto) => void): DataColumn<FxRateDto>[] {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  return useMemo(
    () => [
      { id: 'rate', header: t('fx.column'), align: 'right', width: '120px', cell: ({ usdChf }) => decimalText(usdChf) },
      { id: 'state', header: t('fx.state'), width: '130px', cell: ({ state }) => <PriceState state={state} /> },
      { id: 'from', header: t('prices.validFrom'), cell: ({ validFrom }) => formatInstant(validFrom, locale) },
      { id: 'source', header: t('prices.source'), cell: ({ source }) => source },
      {
        id: 'author',
        header: t('prices.author'),
        cell: ({ authorName, author }) => authorName ?? t(`author.${authorKind(author)}`),
      },
      {
        id: 'actions',
        header: '',
        align: 'right',
        cell: (rate) => <Withdraw rate={rate} onWithdraw={onWithdraw} />,
      },
    ],
    [t, locale, onWithdraw],
  );
}

function Withdraw({ rate, onWithdraw }: { readonly rate: FxRateDto; readonly onWithdraw: (rate: FxRateDto) => void }) {
  const { t } = useTranslation('system');
  if (rate.state !== 'future') return null;
  return (
    <Button
      size="sm"
      variant="default"
      w="fit-content"
      leftSection={<IconArrowBackUp size={16} aria-hidden />}
      onClick={() => onWithdraw(rate)}
    >
      {t('withdraw.action')}
    </Button>
  );
}
