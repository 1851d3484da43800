import { Table, Text, Title } from '@mantine/core';
import type { ReceiptDto, ReceiptLineDto, TransactionDetailDto } from '@nyla/contracts';
import { formatCount, formatMoney, parseChf } from '@nyla/money';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import { formatDay } from '../logic/format-date';
import { hasMultiplier, markupFactor, receiptAddsUp } from '../logic/receipt';
import classes from './receipt.module.css';

const MILLION = 1_000_000;
/** How the gateway names a rate that its operator has set. */
const SETTING_SOURCE = 'setting FX_USD_CHF';

interface ReceiptCalculationProps {
  readonly transaction: TransactionDetailDto;
  readonly receipt: ReceiptDto;
}

/** The amount step by step, so that it can be recomputed by hand, and whether the browser's own computation agrees. */
export function ReceiptCalculation({ transaction, receipt }: ReceiptCalculationProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const id = useId();
  const shortfall = parseChf(transaction.shortfall);
  const charged = parseChf(transaction.amount);
  return (
    <section aria-labelledby={id}>
      <Title order={3} fz="md" mb="xs" id={id}>
        {t('receipt.calculation')}
      </Title>
      <ReceiptLines lines={receipt.lines} />
      <dl className={classes['steps']}>
        <Step sign="=" name={t('receipt.sum')} value={`USD ${receipt.usdTotal}`} />
        {hasMultiplier(receipt) ? <Step sign="×" name={t('receipt.multiplier')} value={receipt.multiplier} /> : null}
        <Step
          sign="×"
          name={t('receipt.fx')}
          note={t('receipt.fxNote', {
            day: formatDay(receipt.fxDate, locale),
            source: receipt.fxSource === SETTING_SOURCE ? t('receipt.fxOperator') : receipt.fxSource,
          })}
          value={receipt.fxRate}
        />
        <Step
          sign="×"
          name={t('receipt.markup', { percent: receipt.markupPercent })}
          value={markupFactor(receipt.markupPercent)}
        />
        <Step sign="=" name={t('receipt.exact')} value={`CHF ${receipt.exactChf}`} />
        <Step
          sign="≈"
          name={t('receipt.rounded')}
          note={t('receipt.roundedNote')}
          value={formatMoney(receipt.amount, { precision: 'full' })}
          strong={shortfall === 0n}
        />
        {shortfall > 0n ? (
          <>
            <Step
              sign="−"
              name={t('receipt.shortfall')}
              note={t('receipt.shortfallNote')}
              value={formatMoney(shortfall, { precision: 'full' })}
            />
            <Step
              sign="="
              name={t('receipt.charged')}
              value={formatMoney(charged < 0n ? -charged : charged, { precision: 'full' })}
              strong
            />
          </>
        ) : null}
      </dl>
      <AddsUp receipt={receipt} />
      <Text size="sm" c="dimmed" mt="xs">
        {t('receipt.priceVersion')} {t('receipt.priceVersionText', { day: formatDay(receipt.priceValidFrom, locale) })}
        {receipt.longPrompt ? ` · ${t('receipt.longPrompt')}` : null}
      </Text>
    </section>
  );
}

function ReceiptLines({ lines }: { readonly lines: readonly ReceiptLineDto[] }) {
  const { t } = useTranslation('billing');
  const unit = (perUnits: number) =>
    perUnits === 1
      ? t('receipt.perOne')
      : perUnits === MILLION
        ? t('receipt.perMillion')
        : t('receipt.perUnits', { units: formatCount(perUnits) });
  return (
    <Table aria-label={t('receipt.lines')} className={classes['lines'] ?? ''} verticalSpacing={7} horizontalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('receipt.kindHead')}</Table.Th>
          <Table.Th scope="col" ta="right">
            {t('receipt.quantity')}
          </Table.Th>
          <Table.Th scope="col" ta="right">
            {t('receipt.price')}
          </Table.Th>
          <Table.Th scope="col" ta="right">
            {t('receipt.usd')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.kind}>
            <Table.Th scope="row">{t(`receipt.kind.${line.kind}`)}</Table.Th>
            <Table.Td ta="right">{formatCount(line.quantity)}</Table.Td>
            <Table.Td ta="right">
              × {line.usd} <span className={classes['unit']}>{unit(line.perUnits)}</span>
            </Table.Td>
            <Table.Td ta="right">{line.usdAmount}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface StepProps {
  readonly sign: string;
  readonly name: string;
  readonly note?: ReactNode;
  readonly value: string;
  readonly strong?: boolean;
}

function Step({ sign, name, note, value, strong = false }: StepProps) {
  return (
    <div data-strong={strong || undefined}>
      <dt>
        <span className={classes['sign']}>{sign}</span>
        <span>
          {name}
          {note ? <span className={classes['note']}> {note}</span> : null}
        </span>
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function AddsUp({ receipt }: { readonly receipt: ReceiptDto }) {
  const { t } = useTranslation('billing');
  const addsUp = receiptAddsUp(receipt);
  const Icon = addsUp ? IconCircleCheck : IconAlertTriangle;
  return (
    <p className={classes['check']} data-ok={addsUp}>
      <Icon size={18} stroke={1.8} aria-hidden />
      {addsUp ? t('receipt.addsUp') : t('receipt.doesNotAddUp')}
    </p>
  );
}
