import type { ConnectorType, ModelPriceDto, ReceiptLineDto, UsageKind } from '@nyla/contracts';
import {
  add,
  compare,
  type Decimal,
  decimalOf,
  formatDecimal,
  MoneyFormatError,
  multiply,
  type Nano,
  ONE,
  parseDecimal,
  roundToNano,
  shiftRight,
  toChf,
  ZERO,
} from '@nyla/money';
import type { Price, PriceVersion, Pricing, Receipt, Usage } from './connector.contract.js';
import { totalInput } from './usage.js';

const TOKENS_PER_PRICE = 1_000_000;
const TOKENS_DIGITS = 6;
const PER_ONE: ReadonlySet<UsageKind> = new Set(['search_request', 'search_credit', 'provider_cost']);

/** A kind of usage that the price list does not sell for the model: nothing is ever given away for want of a price. */
export class PriceMissingError extends Error {
  override readonly name = 'PriceMissingError';

  constructor(
    readonly connectorType: ConnectorType,
    readonly model: string,
    /** A kind of usage, or the name of a multiplier. */
    readonly kind: string,
  ) {
    super(`${connectorType}/${model} has no price for ${kind}`);
  }
}

/** A stored receipt whose own figures contradict each other. */
export class ReceiptMismatchError extends Error {
  override readonly name = 'ReceiptMismatchError';
}

/**
 * The exact price of a usage: `Σ (quantity × USD ÷ 1'000'000 × multipliers) × FX × (1 + markup)`, rounded once,
 * half-even, to a nano-franc. A cost reported by the provider takes the place of the sum.
 * @throws PriceMissingError when something was used that has no price.
 * @throws MoneyFormatError when a quantity is not a whole number, or anything is negative.
 */
export function calculatePrice(usage: Usage, pricing: Pricing): Price {
  const { price, fx, markupPercent } = pricing;
  const { providerCostUsd } = usage;
  const longPrompt = providerCostUsd === null && isLongPrompt(usage, price);
  const multipliers = providerCostUsd === null ? multipliersOf(usage, price) : [];
  const lines =
    providerCostUsd === null
      ? linesOfUsage(usage, price, longPrompt, multipliers)
      : [line('provider_cost', 1, providerCostUsd)];
  const usdTotal = sumOfLines(lines);
  const exactChf = convertToChf(usdTotal, ONE, fx.rate, markupPercent);
  const amount = roundToNano(exactChf, 'half-even');
  const receipt: Receipt = {
    lines,
    usdTotal: formatDecimal(usdTotal),
    multiplier: formatDecimal(ONE),
    multipliers: multipliers.map(([name, factor]) => ({ name, factor: formatDecimal(factor) })),
    fxRate: formatDecimal(fx.rate),
    fxDate: fx.date,
    fxSource: fx.source,
    markupPercent: formatDecimal(markupPercent),
    exactChf: formatDecimal(exactChf),
    amount: toChf(amount),
    rounding: 'half-even',
    priceVersionId: price.id,
    priceValidFrom: swissDay(price.validFrom),
    longPrompt,
  };
  return { amount, receipt };
}

/**
 * Recomputes the amount of a stored receipt from nothing but the receipt: quantities, prices, rate and markup.
 * The caller compares it with the amount that was booked.
 * @throws ReceiptMismatchError when a line or the sum of the lines is not what the figures beside it give.
 */
export function recomputeReceipt(receipt: Receipt): Nano {
  for (const line of receipt.lines) {
    const usdAmount = multiplyOut(line.quantity, parseDecimal(line.usd), line.perUnits, factorOf(line));
    if (compare(usdAmount, parseDecimal(line.usdAmount)) !== 0) {
      throw new ReceiptMismatchError(`the line ${line.kind} does not multiply out`);
    }
  }
  const usdTotal = parseDecimal(receipt.usdTotal);
  // Without lines the total is the provider's own bill, which nothing else on the receipt explains.
  if (receipt.lines.length > 0 && compare(sumOfLines(receipt.lines), usdTotal) !== 0) {
    throw new ReceiptMismatchError('the lines do not add up to the total');
  }
  const exactChf = convertToChf(
    usdTotal,
    parseDecimal(receipt.multiplier),
    parseDecimal(receipt.fxRate),
    parseDecimal(receipt.markupPercent),
  );
  return roundToNano(exactChf, receipt.rounding);
}

/** The price of a model as customers see it: in CHF with markup, rounded half-even to nine decimals. */
export function describePrice(pricing: Pricing, typicalUsage: Usage): ModelPriceDto {
  const { price } = pricing;
  const optional = (usd: Decimal | null | undefined): string | null => (usd ? chfOf(usd, pricing) : null);
  return {
    inputPerMillion: optional(price.base?.input),
    outputPerMillion: optional(price.base?.output),
    cacheReadPerMillion: optional(price.base?.cacheRead),
    cacheWritePerMillion: optional(price.base?.cacheWrite),
    longPromptAbove: price.longPrompt?.aboveInputTokens ?? null,
    longPromptInputPerMillion: optional(price.longPrompt?.input),
    longPromptOutputPerMillion: optional(price.longPrompt?.output),
    searchRequest: optional(price.searchRequestUsd),
    maximumPerCall: optional(price.metered?.maximumUsd),
    typicalAnswer: toChf(calculatePrice(typicalUsage, pricing).amount),
    priceVersionId: price.id,
    validFrom: swissDay(price.validFrom),
    confirmed: price.confirmed,
  };
}

/** CHF for a price in USD, with today's rate and markup, in wire form. */
export function chfOf(usd: Decimal, { fx, markupPercent }: Pricing): string {
  return toChf(roundToNano(convertToChf(usd, ONE, fx.rate, markupPercent), 'half-even'));
}

function isLongPrompt(usage: Usage, price: PriceVersion): boolean {
  return price.longPrompt !== null && totalInput(usage) > price.longPrompt.aboveInputTokens;
}

/** The factors that the provider reported, by name. */
function multipliersOf(usage: Usage, price: PriceVersion): [string, Decimal][] {
  return usage.multipliers.map((name) => {
    const factor = Object.hasOwn(price.multipliers, name) ? price.multipliers[name] : undefined;
    if (!factor) throw new PriceMissingError(price.connectorType, price.model, name);
    return [name, factor];
  });
}

/** One line for each kind that was used; together they are the whole sum, digit for digit. */
function linesOfUsage(
  usage: Usage,
  price: PriceVersion,
  longPrompt: boolean,
  multipliers: readonly [string, Decimal][],
): ReceiptLineDto[] {
  const tier = longPrompt ? price.longPrompt : price.base;
  const onTokens = multipliers.reduce((product, [, factor]) => multiply(product, factor), ONE);
  const kinds: readonly [UsageKind, number, Decimal | null | undefined][] = [
    ['input', usage.input, tier?.input],
    ['cache_read', usage.cacheRead, tier?.cacheRead],
    ['cache_write', usage.cacheWrite, tier?.cacheWrite],
    ['cache_write_long', usage.cacheWriteLong, tier?.cacheWriteLong],
    ['output', usage.output, tier?.output],
    ['search_request', usage.searchRequests, price.searchRequestUsd],
    ['search_credit', usage.searchCredits, price.searchCreditUsd],
  ];
  const lines: ReceiptLineDto[] = [];
  for (const [kind, quantity, usd] of kinds) {
    // Where credits are sold, the searches that they paid for are only counted.
    const isOnlyCounted = kind === 'search_request' && price.searchCreditUsd !== null;
    if (quantity === 0 || isOnlyCounted) continue;
    if (!usd) throw new PriceMissingError(price.connectorType, price.model, kind);
    lines.push(line(kind, quantity, usd, onTokens));
  }
  return lines;
}

/** One line of a receipt. Multipliers are for tokens: fees are the same in every region and at every speed. */
function line(kind: UsageKind, quantity: number, usd: Decimal, onTokens = ONE): ReceiptLineDto {
  const perUnits = PER_ONE.has(kind) ? 1 : TOKENS_PER_PRICE;
  const multiplier = perUnits === 1 ? ONE : onTokens;
  const usdAmount = multiplyOut(quantity, notNegative(usd, `the price of ${kind}`), perUnits, multiplier);
  return {
    kind,
    quantity,
    usd: formatDecimal(usd),
    perUnits,
    multiplier: formatDecimal(multiplier),
    usdAmount: formatDecimal(usdAmount),
  };
}

/** Receipts from before there were multipliers have none. */
function factorOf({ multiplier }: { readonly multiplier?: string }): Decimal {
  return multiplier === undefined ? ONE : parseDecimal(multiplier);
}

function multiplyOut(quantity: number, usd: Decimal, perUnits: number, multiplier: Decimal): Decimal {
  if (perUnits !== 1 && perUnits !== TOKENS_PER_PRICE) {
    throw new ReceiptMismatchError(`a price is per 1 or per ${TOKENS_PER_PRICE} units, not per ${perUnits}`);
  }
  const product = multiply(
    multiply(notNegative(decimalOf(quantity), 'a quantity'), usd),
    notNegative(multiplier, 'a multiplier'),
  );
  return perUnits === 1 ? product : shiftRight(product, TOKENS_DIGITS);
}

function sumOfLines(lines: readonly ReceiptLineDto[]): Decimal {
  return lines.reduce((sum, line) => add(sum, parseDecimal(line.usdAmount)), ZERO);
}

/** Exact: every factor is a short decimal, so no digit is dropped before the one rounding. */
function convertToChf(usd: Decimal, multiplier: Decimal, fxRate: Decimal, markupPercent: Decimal): Decimal {
  const factor = add(ONE, shiftRight(notNegative(markupPercent, 'the markup'), 2));
  return multiply(multiply(multiply(usd, multiplier), notNegative(fxRate, 'the exchange rate')), factor);
}

// A negative price, rate or markup would pay money out with every call.
function notNegative(value: Decimal, what: string): Decimal {
  if (value.coefficient < 0n) throw new MoneyFormatError(`${what} must not be negative`);
  return value;
}

const SWISS_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich', dateStyle: 'short' });

/** `YYYY-MM-DD` in Switzerland. */
export function swissDay(time: Date): string {
  return SWISS_DAY.format(time);
}
