import type { FieldErrorDto, PriceWarning, PriceWarningReason } from '@nyla/contracts';
import { compare, type Decimal, decimalOf, formatDecimal, multiply, parseDecimal } from '@nyla/money';
import type { FxRate, ModelFacts, PriceTier, PriceVersion } from '../connector.contract.js';

/** A price that somebody wants to add. */
export type ProposedPrice = Omit<PriceVersion, 'id'>;

const TIER_KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteLong'] as const;
const TENFOLD = decimalOf(10);
const MAX_FACTOR = TENFOLD;
/** Per million tokens, in USD: beyond these somebody has typed the price of a token, or of a thousand. */
const PLAUSIBLE = { from: parseDecimal('0.001'), to: decimalOf(1_000) };

const FX_RANGE = { from: parseDecimal('0.2'), to: decimalOf(5) };
/** As many as the table keeps; more would be cut silently. */
const FX_MAX_DECIMALS = 8;
const FX_STEP = { up: parseDecimal('1.1'), down: parseDecimal('0.9') };

/** What no price may be, whoever confirms it: it would give calls away, or could not be reckoned with. */
export function priceFaults(price: ProposedPrice, isSearch: boolean): FieldErrorDto[] {
  return [
    ...(isSearch ? searchFaults(price) : chatFaults(price)),
    ...tierFaults('base', price.base),
    ...tierFaults('longPrompt', price.longPrompt),
    ...longPromptFaults(price),
    ...negativeFaults(price),
    ...meteredFaults(price),
    ...multiplierFaults(price),
    ...(price.facts ? factsFaults(price) : []),
  ];
}

/** What a price may be, though it seldom is. @param before the version that it takes the place of */
export function priceWarnings(price: ProposedPrice, before: PriceVersion | undefined): PriceWarning[] {
  const earlier = new Map(before ? pricesOf(before).map(({ field, usd }) => [field, usd]) : []);
  // Own hardware may well cost nothing.
  const isFreeUsual = price.connectorType === 'local';
  return pricesOf(price).flatMap(({ field, usd, isPerMillion }) => {
    const was = earlier.get(field);
    const reasons: PriceWarningReason[] = [];
    if (isZero(usd)) reasons.push(...(isFreeUsual ? [] : ['zero' as const]));
    else if (isPerMillion && !isWithin(usd, PLAUSIBLE)) reasons.push('unit');
    if (was && !isZero(usd) && isTenfold(was, usd)) reasons.push('tenfold');
    return reasons.map((reason) => warning(field, was, usd, reason));
  });
}

export function fxFaults(usdChf: Decimal): FieldErrorDto[] {
  if (!isWithin(usdChf, FX_RANGE)) {
    return [fault('usdChf', 'isRate', 'a rate is CHF per USD, from 0.2 to 5')];
  }
  const decimals = formatDecimal(usdChf).split('.')[1]?.length ?? 0;
  return decimals > FX_MAX_DECIMALS
    ? [fault('usdChf', 'isRate', `a rate has at most ${FX_MAX_DECIMALS} decimals`)]
    : [];
}

/** @param before the rate that it takes the place of */
export function fxWarnings(usdChf: Decimal, before: FxRate | undefined): PriceWarning[] {
  if (!before) return [];
  const range = { from: multiply(before.rate, FX_STEP.down), to: multiply(before.rate, FX_STEP.up) };
  return isWithin(usdChf, range) ? [] : [warning('usdChf', before.rate, usdChf, 'ten_percent')];
}

export function fault(field: string, constraint: string, message: string): FieldErrorDto {
  return { field, constraint, message };
}

function searchFaults({ searchCreditUsd, base, longPrompt, metered }: ProposedPrice): FieldErrorDto[] {
  const faults = searchCreditUsd ? [] : [fault('searchCreditUsd', 'hasPrice', 'a search is paid for in credits')];
  const others = { base, longPrompt, metered };
  for (const [field, value] of Object.entries(others)) {
    if (value) faults.push(fault(field, 'isSearchPrice', 'a search is paid for in credits alone'));
  }
  return faults;
}

function chatFaults({ base, metered, searchCreditUsd }: ProposedPrice): FieldErrorDto[] {
  const faults = base || metered ? [] : [fault('base', 'hasPrice', 'a model needs a price for its tokens')];
  // Where credits are sold, searches are only counted: a model that answers would give them away.
  if (searchCreditUsd) faults.push(fault('searchCreditUsd', 'isChatPrice', 'credits are for searches alone'));
  return faults;
}

function tierFaults(name: string, tier: PriceTier | null): FieldErrorDto[] {
  if (!tier?.cacheRead || compare(tier.cacheRead, tier.input) <= 0) return [];
  return [fault(`${name}.cacheRead`, 'isBelowInput', 'reading from the cache never costs more than input')];
}

/** A long prompt costs at least as much in every kind: a hold for a short one would not cover it otherwise. */
function longPromptFaults({ base, longPrompt }: ProposedPrice): FieldErrorDto[] {
  if (!longPrompt) return [];
  if (!base) return [fault('longPrompt', 'hasBase', 'a price for long prompts needs one for others')];
  const faults: FieldErrorDto[] = [];
  if (longPrompt.aboveInputTokens <= 0) {
    faults.push(fault('longPrompt.aboveInputTokens', 'min', 'the threshold must be above zero'));
  }
  for (const kind of TIER_KINDS) {
    const [short, long] = [base[kind], longPrompt[kind]];
    if (short && !long) faults.push(fault(`longPrompt.${kind}`, 'hasPrice', 'it has a price for other prompts'));
    if (short && long && compare(long, short) < 0) {
      faults.push(fault(`longPrompt.${kind}`, 'isAboveBase', 'a long prompt never costs less'));
    }
  }
  return faults;
}

function negativeFaults(price: ProposedPrice): FieldErrorDto[] {
  return pricesOf(price).flatMap(({ field, usd }) =>
    usd.coefficient < 0n ? [fault(field, 'isNotNegative', 'a price is never negative')] : [],
  );
}

function meteredFaults({ metered }: ProposedPrice): FieldErrorDto[] {
  if (!metered || compare(metered.likelyUsd, metered.maximumUsd) <= 0) return [];
  return [fault('metered.likelyUsd', 'isBelowMaximum', 'more is expected than is held')];
}

function multiplierFaults({ multipliers }: ProposedPrice): FieldErrorDto[] {
  return Object.entries(multipliers).flatMap(([name, factor]) =>
    factor.coefficient <= 0n || compare(factor, MAX_FACTOR) > 0
      ? [fault(`multipliers.${name}`, 'isFactor', 'a factor is above 0 and at most 10')]
      : [],
  );
}

function factsFaults({ model, facts }: ProposedPrice): FieldErrorDto[] {
  const { contextWindow, maxOutputTokens, defaultOutputTokens, capabilities, replacement } = facts as ModelFacts;
  const faults: FieldErrorDto[] = [];
  if (defaultOutputTokens > maxOutputTokens) {
    faults.push(fault('facts.defaultOutputTokens', 'isBelowMaximum', 'it is above the longest answer'));
  }
  if (maxOutputTokens > contextWindow) {
    faults.push(fault('facts.maxOutputTokens', 'isBelowContext', 'it is above the context window'));
  }
  if (capabilities.includes('chat') === capabilities.includes('search')) {
    faults.push(fault('facts.capabilities', 'hasPurpose', 'a model is for chat or for search'));
  }
  if (replacement === model) faults.push(fault('facts.replacement', 'isOther', 'a model does not replace itself'));
  return faults;
}

interface NamedPrice {
  readonly field: string;
  readonly usd: Decimal;
  readonly isPerMillion: boolean;
}

/** All prices that are set, by their paths in the request. */
function pricesOf({ base, longPrompt, metered, searchRequestUsd, searchCreditUsd }: ProposedPrice): NamedPrice[] {
  const tokens = { base, longPrompt };
  const perMillion = Object.entries(tokens).flatMap(([name, tier]) =>
    TIER_KINDS.map((kind) => ({ field: `${name}.${kind}`, usd: tier?.[kind] ?? null, isPerMillion: true })),
  );
  const perUnit = Object.entries({
    searchRequestUsd,
    searchCreditUsd,
    'metered.likelyUsd': metered?.likelyUsd ?? null,
    'metered.maximumUsd': metered?.maximumUsd ?? null,
  }).map(([field, usd]) => ({ field, usd, isPerMillion: false }));
  return [...perMillion, ...perUnit].filter((price): price is NamedPrice => price.usd !== null);
}

/** What was free and is so no longer has gone up by more than any factor. */
function isTenfold(before: Decimal, after: Decimal): boolean {
  return compare(after, multiply(before, TENFOLD)) > 0 || compare(multiply(after, TENFOLD), before) < 0;
}

function isZero({ coefficient }: Decimal): boolean {
  return coefficient === 0n;
}

function isWithin(value: Decimal, { from, to }: { readonly from: Decimal; readonly to: Decimal }): boolean {
  return compare(value, from) >= 0 && compare(value, to) <= 0;
}

function warning(field: string, before: Decimal | undefined, after: Decimal, reason: PriceWarningReason): PriceWarning {
  return { field, before: before ? formatDecimal(before) : null, after: formatDecimal(after), reason };
}
