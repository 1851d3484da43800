import type { ConnectorType } from '@nyla/contracts';
import { type Decimal, formatDecimal, parseDecimal } from '@nyla/money';
import type { ModelFacts, PriceTier, PriceVersion } from '../connector.contract.js';
import { shippedFacts } from '../price-list.data.js';

/** Prices as stored, and on the wire: decimal strings in USD. */
export interface TierJson {
  readonly input: string;
  readonly output: string;
  readonly cacheRead: string | null;
  readonly cacheWrite: string | null;
  readonly cacheWriteLong: string | null;
}

export interface MeteredJson {
  readonly likelyUsd: string;
  readonly maximumUsd: string;
}

export interface TiersJson {
  readonly base: TierJson | null;
  readonly longPrompt: (TierJson & { readonly aboveInputTokens: number }) | null;
  readonly searchRequestUsd: string | null;
  /** Absent in rows from before these were known. */
  readonly searchCreditUsd?: string | null;
  readonly metered?: MeteredJson | null;
  readonly multipliers?: Readonly<Record<string, string>>;
}

/** A row of the table `price_version`. */
export interface PriceRow {
  readonly id: string;
  readonly connector_type: ConnectorType;
  readonly model: string;
  readonly valid_from: Date;
  readonly tiers: TiersJson;
  readonly facts: ModelFacts | null;
  readonly source: string;
  readonly confirmed: boolean;
}

export function priceVersion(row: PriceRow): PriceVersion {
  const { connector_type: connectorType, model, tiers } = row;
  return {
    id: row.id,
    connectorType,
    model,
    validFrom: row.valid_from,
    ...readTiers(tiers),
    // Rows that an earlier release added say nothing of their models.
    facts: row.facts ?? shippedFacts(connectorType, model),
    source: row.source,
    confirmed: row.confirmed,
  };
}

type Tiers = Pick<
  PriceVersion,
  'base' | 'longPrompt' | 'searchRequestUsd' | 'searchCreditUsd' | 'metered' | 'multipliers'
>;

export function readTiers(json: TiersJson): Tiers {
  const { base, longPrompt, searchRequestUsd, searchCreditUsd, metered, multipliers } = json;
  return {
    base: base && tier(base),
    longPrompt: longPrompt && {
      ...tier(longPrompt),
      aboveInputTokens: longPrompt.aboveInputTokens,
    },
    searchRequestUsd: optionalDecimal(searchRequestUsd),
    searchCreditUsd: optionalDecimal(searchCreditUsd),
    metered: metered
      ? { likelyUsd: parseDecimal(metered.likelyUsd), maximumUsd: parseDecimal(metered.maximumUsd) }
      : null,
    multipliers: Object.fromEntries(
      Object.entries(multipliers ?? {}).map(([name, factor]) => [name, parseDecimal(factor)]),
    ),
  };
}

export function tiersJson(tiers: Tiers): Required<TiersJson> {
  const { base, longPrompt, searchRequestUsd, searchCreditUsd, metered, multipliers } = tiers;
  return {
    base: base && tierJson(base),
    longPrompt: longPrompt && {
      ...tierJson(longPrompt),
      aboveInputTokens: longPrompt.aboveInputTokens,
    },
    searchRequestUsd: searchRequestUsd && formatDecimal(searchRequestUsd),
    searchCreditUsd: searchCreditUsd && formatDecimal(searchCreditUsd),
    metered: metered && {
      likelyUsd: formatDecimal(metered.likelyUsd),
      maximumUsd: formatDecimal(metered.maximumUsd),
    },
    multipliers: Object.fromEntries(Object.entries(multipliers).map(([name, factor]) => [name, formatDecimal(factor)])),
  };
}

function tier(json: TierJson): PriceTier {
  return {
    input: parseDecimal(json.input),
    output: parseDecimal(json.output),
    cacheRead: optionalDecimal(json.cacheRead),
    cacheWrite: optionalDecimal(json.cacheWrite),
    cacheWriteLong: optionalDecimal(json.cacheWriteLong),
  };
}

function tierJson(prices: PriceTier): TierJson {
  return {
    input: formatDecimal(prices.input),
    output: formatDecimal(prices.output),
    cacheRead: prices.cacheRead && formatDecimal(prices.cacheRead),
    cacheWrite: prices.cacheWrite && formatDecimal(prices.cacheWrite),
    cacheWriteLong: prices.cacheWriteLong && formatDecimal(prices.cacheWriteLong),
  };
}

function optionalDecimal(text: string | null | undefined): Decimal | null {
  return text === null || text === undefined ? null : parseDecimal(text);
}
