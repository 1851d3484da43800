import type { FxRateDto, ModelPriceDto, NewPriceDto, PriceVersionDto } from '@nyla/contracts';
import type { ModelFacts } from '../connector.contract.js';
import type { FxRecord, PriceRecord } from '../price-list.repository.js';
import { type TierJson, type TiersJson, tiersJson } from './price-row.js';

type Names = ReadonlyMap<string, string>;

/**
 * @param price the same in CHF, as customers see it
 * @param names of the people who added or withdrew it, by id
 */
export function priceVersionDto(record: PriceRecord, price: ModelPriceDto | null, names: Names): PriceVersionDto {
  const { version, state, validFromText, validUntil, author, createdAt } = record;
  const { multipliers, ...tiers } = tiersJson(version);
  return {
    id: version.id,
    connectorType: version.connectorType,
    model: version.model,
    state,
    validFrom: validFromText,
    validUntil,
    ...tiers,
    multipliers: Object.entries(multipliers).map(([name, factor]) => ({ name, factor })),
    facts: version.facts && {
      ...version.facts,
      capabilities: [...version.facts.capabilities],
      traits: [...version.facts.traits],
    },
    source: version.source,
    confirmed: version.confirmed,
    author,
    authorName: names.get(author) ?? null,
    createdAt,
    ...withdrawalOf(record, names),
    price,
  };
}

export function fxRateDto(record: FxRecord, names: Names): FxRateDto {
  const { id, usdChf, state, validFromText, source, author, createdAt } = record;
  const authorName = names.get(author) ?? null;
  const dated = { id, usdChf, state, validFrom: validFromText };
  return { ...dated, source, author, authorName, createdAt, ...withdrawalOf(record, names) };
}

function withdrawalOf({ withdrawnAt, withdrawnBy }: FxRecord | PriceRecord, names: Names) {
  return { withdrawnAt, withdrawnByName: (withdrawnBy && names.get(withdrawnBy)) ?? null };
}

/** The prices of a request in their stored form; what is absent is not sold. */
export function requestedTiers(request: NewPriceDto): TiersJson {
  const { base, longPrompt, searchRequestUsd, searchCreditUsd, metered, multipliers = [] } = request;
  return {
    base: base ? tierOf(base) : null,
    longPrompt: longPrompt ? { ...tierOf(longPrompt), aboveInputTokens: longPrompt.aboveInputTokens } : null,
    searchRequestUsd: searchRequestUsd ?? null,
    searchCreditUsd: searchCreditUsd ?? null,
    metered: metered ? { likelyUsd: metered.likelyUsd, maximumUsd: metered.maximumUsd } : null,
    multipliers: Object.fromEntries(multipliers.map(({ name, factor }) => [name, factor])),
  };
}

export function requestedFacts({ facts }: NewPriceDto): ModelFacts | null {
  return facts ? { ...facts } : null;
}

function tierOf({ input, output, cacheRead, cacheWrite, cacheWriteLong }: TierJson): TierJson {
  return { input, output, cacheRead, cacheWrite, cacheWriteLong };
}
