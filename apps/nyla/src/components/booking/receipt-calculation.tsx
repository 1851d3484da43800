import { Table, Text, Title } from '@mantine/core';
import type { ReceiptDto, ReceiptLineDto, ReceiptMultiplierDto, TransactionDetailDto } from '@nyla/contracts';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-date';
import { formatCount, formatMoney, formatNumber, parseChf, parseDecimal } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import classes from './receipt.module.css';
import { alignDecimals, hasMultiplier, MINUS, receiptAddsUp, receiptSteps } from './receipt-steps';
import { useFactorLabel } from './use-labels';

const MILLION = 1_000_000;
/** How the gateway names a rate that its operator has set. */
const SETTING_SOURCE = 'setting FX_USD_CHF';

interface ReceiptCalculationProps {
  readonly transaction: TransactionDetailDto;
  readonly receipt: ReceiptDto;
}

/** The amount step by step, as a column that adds up, and whether the browser's own computation agrees. */
export function ReceiptCalculation({ transaction, receipt }: ReceiptCalculationProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} fz="md" mb="xs" id={id}>
        {t('receipt.calculation')}
      </Title>
      <ReceiptLines receipt={receipt} />
      <dl className={classes['steps']}>
        {hasMultiplier(receipt) ? (
          <Step sign="×" name={t('receipt.multiplier')} value={formatNumber(receipt.multiplier)} />
        ) : null}
        <Step
          sign="×"
          name={t('receipt.fx')}
          note={t('receipt.fxNote', {
            day: formatDay(receipt.fxDate, locale),
            source: receipt.fxSource === SETTING_SOURCE ? t('receipt.fxOperator') : receipt.fxSource,
          })}
          value={formatNumber(receipt.fxRate)}
        />
        <Column transaction={transaction} receipt={receipt} />
      </dl>
      <AddsUp receipt={receipt} />
      <Text size="sm" c="dimmed" mt="xs">
        {t('receipt.priceVersion')} {t('receipt.priceVersionText', { day: formatDay(receipt.priceValidFrom, locale) })}
        {receipt.longPrompt ? ` · ${t('receipt.longPrompt')}` : null}
      </Text>
    </section>
  );
}

/** From the converted sum to what was booked, figure under figure. */
function Column({ transaction, receipt }: ReceiptCalculationProps) {
  const { t } = useTranslation('billing');
  const shortfall = parseChf(transaction.shortfall);
  const charged = parseChf(transaction.amount);
  const texts = {
    converted: { sign: '=', name: t('receipt.converted') },
    markup: { sign: '+', name: t('receipt.markup', { percent: formatNumber(receipt.markupPercent) }) },
    exact: { sign: '=', name: t('receipt.exact') },
    rounding: { sign: '+', name: t('receipt.rounded'), note: t('receipt.roundedNote') },
    amount: { sign: '=', name: t('receipt.amount'), strong: shortfall === 0n },
  } as const;
  return (
    <>
      {receiptSteps(receipt).map(({ name, chf }) => (
        <Step key={name} {...texts[name]} {...signed(texts[name].sign, chf)} />
      ))}
      {shortfall > 0n ? (
        <>
          <Step
            sign={MINUS}
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
    </>
  );
}

/** What is added and negative is taken away. */
function signed(sign: string, chf: string): Pick<StepProps, 'sign' | 'value'> {
  const isNegative = chf.startsWith(MINUS);
  const value = formatNumber(isNegative ? chf.slice(MINUS.length) : chf);
  return { sign: isNegative ? MINUS : sign, value };
}

function ReceiptLines({ receipt }: { readonly receipt: ReceiptDto }) {
  const { t } = useTranslation('billing');
  const { lines } = receipt;
  const column = alignDecimals([...lines.map(({ usdAmount }) => usdAmount), receipt.usdTotal].map(parseDecimal));
  return (
    <Table aria-label={t('receipt.lines')} className={classes['lines'] ?? ''} verticalSpacing={7} horizontalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('receipt.kindHead')}</Table.Th>
          <Table.Th scope="col" ta="right">
            {t('receipt.usd')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, index) => (
          <Table.Tr key={line.kind}>
            <Table.Th scope="row">
              {t(`receipt.kind.${line.kind}`)}
              <LineFactors line={line} multipliers={receipt.multipliers} />
            </Table.Th>
            <Table.Td ta="right">{formatNumber(column[index] ?? '')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{t('receipt.sum')}</Table.Th>
          <Table.Td ta="right">{formatNumber(column.at(-1) ?? '')}</Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  );
}

interface LineFactorsProps {
  readonly line: ReceiptLineDto;
  readonly multipliers: readonly ReceiptMultiplierDto[];
}

/** What is multiplied: `1'204 × USD 3 / 1 Mio. × 1.1 (Vorrang)`. */
function LineFactors({ line, multipliers }: LineFactorsProps) {
  const { t } = useTranslation('billing');
  const factorLabel = useFactorLabel();
  const unit =
    line.perUnits === 1
      ? t('receipt.perOne')
      : line.perUnits === MILLION
        ? t('receipt.perMillion')
        : t('receipt.perUnits', { units: formatCount(line.perUnits) });
  const factors = hasMultiplier(line)
    ? multipliers.map(({ name, factor }) => `${formatNumber(factor)} (${factorLabel(name)})`)
    : [];
  return (
    <span className={classes['factors']}>
      {[formatCount(line.quantity), `USD ${formatNumber(line.usd)} ${unit}`, ...factors].join(' × ')}
    </span>
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
