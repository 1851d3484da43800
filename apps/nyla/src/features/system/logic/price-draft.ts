import type { ModelFactsDto, NewPriceDto, PriceVersionDto, TokenPricesDto } from '@nyla/contracts';
import { CONNECTOR_TYPES, type ConnectorType, type ModelCapability, type ModelClass } from '@nyla/contracts/constants';
import { isDecimal, typedDecimal } from './decimal-text';
import { TOKEN_KINDS, type TokenKind } from './price-figures';
import { instantInZurich } from './zurich-time';

export type TierDraft = Readonly<Record<TokenKind, string>>;

/** What people type, as they type it. An empty price is one that the provider does not sell. */
export interface PriceDraft {
  readonly connectorType: ConnectorType;
  readonly model: string;
  readonly charging: 'tokens' | 'metered' | 'credits';
  readonly base: TierDraft;
  readonly hasLongPrompt: boolean;
  readonly aboveInputTokens: string;
  readonly longPrompt: TierDraft;
  readonly searchRequestUsd: string;
  readonly searchCreditUsd: string;
  readonly likelyUsd: string;
  readonly maximumUsd: string;
  readonly multipliers: readonly { readonly name: string; readonly factor: string }[];
  /** Null: those of the price before, or of the connector. */
  readonly facts: FactsDraft | null;
  readonly starts: 'now' | 'later';
  /** `YYYY-MM-DDTHH:mm` in Zurich. */
  readonly validFrom: string;
  readonly source: string;
  readonly confirmed: boolean;
}

export type FactsDraft = Omit<ModelFactsDto, 'contextWindow' | 'maxOutputTokens' | 'defaultOutputTokens'> & {
  readonly contextWindow: string;
  readonly maxOutputTokens: string;
  readonly defaultOutputTokens: string;
};

const EMPTY_TIER: TierDraft = { input: '', output: '', cacheRead: '', cacheWrite: '', cacheWriteLong: '' };
/** What these sell is told by the connector itself. */
const KNOW_THEIR_MODELS: ReadonlySet<ConnectorType> = new Set(['demo', 'local']);

export const NEW_FACTS: FactsDraft = {
  displayName: '',
  status: 'active',
  shutdownDate: null,
  replacement: null,
  contextWindow: '128000',
  maxOutputTokens: '8192',
  defaultOutputTokens: '4096',
  capabilities: ['chat'] satisfies ModelCapability[],
  modelClass: 'standard' satisfies ModelClass,
  released: null,
  traits: [],
};

export function emptyDraft(connectorType: ConnectorType = CONNECTOR_TYPES[0], model = ''): PriceDraft {
  return {
    connectorType,
    model,
    charging: connectorType === 'tavily' ? 'credits' : 'tokens',
    base: EMPTY_TIER,
    hasLongPrompt: false,
    aboveInputTokens: '',
    longPrompt: EMPTY_TIER,
    searchRequestUsd: '',
    searchCreditUsd: '',
    likelyUsd: '',
    maximumUsd: '',
    multipliers: [],
    facts: KNOW_THEIR_MODELS.has(connectorType) ? null : NEW_FACTS,
    starts: 'now',
    validFrom: '',
    source: '',
    confirmed: false,
  };
}

/** A draft that starts from the price in force; whoever adds one says anew where it was read. */
export function draftOf(price: PriceVersionDto): PriceDraft {
  const { base, longPrompt, metered } = price;
  return {
    ...emptyDraft(price.connectorType, price.model),
    charging: price.searchCreditUsd !== null ? 'credits' : metered ? 'metered' : 'tokens',
    base: tierDraft(base),
    hasLongPrompt: longPrompt !== null,
    aboveInputTokens: longPrompt ? String(longPrompt.aboveInputTokens) : '',
    longPrompt: tierDraft(longPrompt),
    searchRequestUsd: price.searchRequestUsd ?? '',
    searchCreditUsd: price.searchCreditUsd ?? '',
    likelyUsd: metered?.likelyUsd ?? '',
    maximumUsd: metered?.maximumUsd ?? '',
    multipliers: price.multipliers.map(({ name, factor }) => ({ name, factor })),
    facts: price.facts && !KNOW_THEIR_MODELS.has(price.connectorType) ? factsDraft(price.facts) : null,
  };
}

/** The request that a draft stands for. */
export function requestOf(draft: PriceDraft, acceptUnusual: boolean): NewPriceDto {
  const { connectorType, model, charging, multipliers, facts } = draft;
  const metersTokens = charging === 'tokens';
  const validFrom = draft.starts === 'later' ? instantInZurich(draft.validFrom) : undefined;
  return {
    connectorType,
    model: model.trim(),
    ...(validFrom === undefined ? {} : { validFrom }),
    base: metersTokens ? tierOf(draft.base) : null,
    longPrompt:
      metersTokens && draft.hasLongPrompt
        ? { ...tierOf(draft.longPrompt), aboveInputTokens: Number(typedDecimal(draft.aboveInputTokens)) }
        : null,
    searchRequestUsd: charging === 'credits' ? null : optional(draft.searchRequestUsd),
    searchCreditUsd: charging === 'credits' ? optional(draft.searchCreditUsd) : null,
    metered:
      charging === 'metered'
        ? { likelyUsd: typedDecimal(draft.likelyUsd), maximumUsd: typedDecimal(draft.maximumUsd) }
        : null,
    multipliers: multipliers.map(({ name, factor }) => ({ name: name.trim(), factor: typedDecimal(factor) })),
    facts: facts && factsOf(facts),
    source: draft.source.trim(),
    confirmed: draft.confirmed,
    ...(acceptUnusual ? { acceptUnusual } : {}),
  };
}

export type DraftFault = 'required' | 'decimal' | 'count' | 'time';

/** What cannot be sent as it is, by the path of the field. Whether it makes sense is for the server to say. */
export function draftFaults(draft: PriceDraft): ReadonlyMap<string, DraftFault> {
  const faults = new Map<string, DraftFault>();
  const decimal = (path: string, text: string, required: boolean) => {
    const written = typedDecimal(text);
    if (written === '') {
      if (required) faults.set(path, 'required');
    } else if (!isDecimal(written)) faults.set(path, 'decimal');
  };
  const count = (path: string, text: string) => {
    if (text.trim() === '') faults.set(path, 'required');
    else if (!/^[1-9]\d{0,14}$/.test(typedDecimal(text))) faults.set(path, 'count');
  };
  if (draft.model.trim() === '') faults.set('model', 'required');
  if (draft.source.trim() === '') faults.set('source', 'required');
  if (draft.charging === 'tokens') {
    for (const kind of TOKEN_KINDS) decimal(`base.${kind}`, draft.base[kind], kind === 'input' || kind === 'output');
    if (draft.hasLongPrompt) {
      count('longPrompt.aboveInputTokens', draft.aboveInputTokens);
      for (const kind of TOKEN_KINDS) {
        decimal(`longPrompt.${kind}`, draft.longPrompt[kind], kind === 'input' || kind === 'output');
      }
    }
  }
  if (draft.charging === 'metered') {
    decimal('metered.likelyUsd', draft.likelyUsd, true);
    decimal('metered.maximumUsd', draft.maximumUsd, true);
  }
  if (draft.charging === 'credits') decimal('searchCreditUsd', draft.searchCreditUsd, true);
  else decimal('searchRequestUsd', draft.searchRequestUsd, false);
  for (const [index, { name, factor }] of draft.multipliers.entries()) {
    if (name.trim() === '') faults.set(`multipliers.${index}.name`, 'required');
    decimal(`multipliers.${index}.factor`, factor, true);
  }
  if (draft.facts) {
    if (draft.facts.displayName.trim() === '') faults.set('facts.displayName', 'required');
    for (const name of ['contextWindow', 'maxOutputTokens', 'defaultOutputTokens'] as const) {
      count(`facts.${name}`, draft.facts[name]);
    }
  }
  if (draft.starts === 'later' && instantInZurich(draft.validFrom) === undefined) faults.set('validFrom', 'time');
  return faults;
}

export function isPriceDraft(value: unknown): value is PriceDraft {
  return (
    typeof value === 'object' && value !== null && 'charging' in value && 'multipliers' in value && 'base' in value
  );
}

function tierDraft(tier: TokenPricesDto | null): TierDraft {
  if (!tier) return EMPTY_TIER;
  const { input, output, cacheRead, cacheWrite, cacheWriteLong } = tier;
  return {
    input,
    output,
    cacheRead: cacheRead ?? '',
    cacheWrite: cacheWrite ?? '',
    cacheWriteLong: cacheWriteLong ?? '',
  };
}

function tierOf(tier: TierDraft): TokenPricesDto {
  return {
    input: typedDecimal(tier.input),
    output: typedDecimal(tier.output),
    cacheRead: optional(tier.cacheRead),
    cacheWrite: optional(tier.cacheWrite),
    cacheWriteLong: optional(tier.cacheWriteLong),
  };
}

function factsDraft(facts: ModelFactsDto): FactsDraft {
  const { contextWindow, maxOutputTokens, defaultOutputTokens, ...rest } = facts;
  return {
    ...rest,
    contextWindow: String(contextWindow),
    maxOutputTokens: String(maxOutputTokens),
    defaultOutputTokens: String(defaultOutputTokens),
  };
}

function factsOf(facts: FactsDraft): ModelFactsDto {
  return {
    ...facts,
    displayName: facts.displayName.trim(),
    replacement: facts.replacement?.trim() ? facts.replacement.trim() : null,
    shutdownDate: facts.shutdownDate || null,
    released: facts.released || null,
    contextWindow: Number(typedDecimal(facts.contextWindow)),
    maxOutputTokens: Number(typedDecimal(facts.maxOutputTokens)),
    defaultOutputTokens: Number(typedDecimal(facts.defaultOutputTokens)),
  };
}

function optional(text: string): string | null {
  const written = typedDecimal(text);
  return written === '' ? null : written;
}
