import type { ConnectorType, ModelCapability, ModelClass, ModelStatus, ReceiptDto, SourceDto } from '@nyla/contracts';
import type { Decimal, Nano } from '@nyla/money';

/** One message of the conversation that is sent to a model. */
export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a caller asks a model to do. `maxOutputTokens` is always sent to the provider: it bounds the price. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly ChatTurn[];
  readonly maxOutputTokens: number;
  /** Room that is kept for what a search will add to the messages, in tokens. */
  readonly contextTokens?: number | undefined;
  /** The provider may search the web itself, so often at the most. */
  readonly webSearches?: number | undefined;
  /** False: the provider is asked for the answer in one piece. */
  readonly streamed?: boolean | undefined;
}

/** What a model is, apart from its price; as the price list, or the provider itself, has it. */
export interface ModelFacts {
  readonly displayName: string;
  readonly status: ModelStatus;
  /** `YYYY-MM-DD`; from this day on the provider refuses the model. */
  readonly shutdownDate: string | null;
  readonly replacement: string | null;
  readonly contextWindow: number;
  readonly maxOutputTokens: number;
  /** Limit of an answer where the caller names none. */
  readonly defaultOutputTokens: number;
  readonly capabilities: readonly ModelCapability[];
  /** Null: nobody has judged it; an automatic choice then takes it last. */
  readonly modelClass: ModelClass | null;
  /** `YYYY-MM-DD` */
  readonly released: string | null;
  /** Peculiarities that only its connector understands, e.g. `chat_completions`. */
  readonly traits: readonly string[];
}

export interface ModelInfo extends ModelFacts {
  readonly connectorType: ConnectorType;
  readonly model: string;
}

/**
 * Usage as it is billed. No token is counted in two fields, none is negative.
 * `reasoning` is contained in `output` and only shown.
 */
export interface Usage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWriteLong: number;
  readonly output: number;
  readonly reasoning: number;
  readonly searchRequests: number;
  /** Credits of a search provider. */
  readonly searchCredits: number;
  /** The exact bill in USD, where the provider reports one; it then takes the place of the computed lines. */
  readonly providerCostUsd: Decimal | null;
  /** Surcharges and discounts on tokens that the provider reported, by their names in the price list. */
  readonly multipliers: readonly string[];
}

/** What a booking keeps of a usage: the counts. Cost and multipliers are on its receipt. */
export type BilledUsage = Omit<Usage, 'providerCostUsd' | 'multipliers'>;

/** Bounds of the usage of a request before it is sent. No real usage of the request exceeds `maximum`. */
export interface UsageForecast {
  readonly likely: Usage;
  readonly maximum: Usage;
}

/** A page that a search found. */
export interface WebSource extends SourceDto {
  /** What the search read on it, for a model to read; null: the snippet is all there is. */
  readonly content: string | null;
}

/** What a connector yields while a model answers. */
export type ConnectorEvent =
  | { readonly type: 'delta'; readonly text: string }
  /** Pages that the answer draws on, in the order in which it cites them; the last list wins. */
  | { readonly type: 'sources'; readonly sources: readonly WebSource[] }
  /** What the provider has counted by now; it goes into the estimate of a call whose usage is never reported. */
  | { readonly type: 'counted'; readonly usage: Partial<BilledUsage> }
  /** The usage object exactly as the provider sent it; the last one wins. */
  | { readonly type: 'usage'; readonly raw: unknown }
  /** The provider ended the answer itself. A stream that ends without it was cut. */
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly providerRequestId: string | null };

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'other';

/** USD prices of one model from one moment on. Prices are per 1'000'000 tokens, fees per request. */
export interface PriceVersion {
  readonly id: string;
  readonly connectorType: ConnectorType;
  /** `*` prices every model of the connector that has no row of its own. */
  readonly model: string;
  readonly validFrom: Date;
  /** Null where tokens are not what is paid for. */
  readonly base: PriceTier | null;
  /** Re-prices the whole request once its input of every kind exceeds `aboveInputTokens`. */
  readonly longPrompt: (PriceTier & { readonly aboveInputTokens: number }) | null;
  /** One web search that the provider makes for an answer. */
  readonly searchRequestUsd: Decimal | null;
  /** One credit of a search provider. */
  readonly searchCreditUsd: Decimal | null;
  /** Only the provider knows what a call costs, and reports it; these are our own expectation and the hold. */
  readonly metered: { readonly likelyUsd: Decimal; readonly maximumUsd: Decimal } | null;
  /** Factors on the token prices, by the names that connectors report. */
  readonly multipliers: Readonly<Record<string, Decimal>>;
  /** What the model is; null: its connector knows. */
  readonly facts: ModelFacts | null;
  readonly source: string;
  readonly confirmed: boolean;
}

/** A null price means that the provider does not sell this kind for the model. */
export interface PriceTier {
  readonly input: Decimal;
  readonly output: Decimal;
  readonly cacheRead: Decimal | null;
  readonly cacheWrite: Decimal | null;
  readonly cacheWriteLong: Decimal | null;
}

/** CHF per USD on a day. */
export interface FxRate {
  readonly rate: Decimal;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly source: string;
}

/** A rate with the moment from which it holds. */
export interface DatedFxRate extends FxRate {
  readonly validFrom: Date;
}

/** Everything that turns usage into CHF, as it was at the moment of the call. */
export interface Pricing {
  readonly price: PriceVersion;
  readonly fx: FxRate;
  /** Per cent, e.g. 50. */
  readonly markupPercent: Decimal;
}

/** The amount and how it came about; `receipt` is stored with the booking and can be recomputed by hand. */
export interface Price {
  readonly amount: Nano;
  readonly receipt: Receipt;
}

/** A receipt in its stored and wire form; same fields as `ReceiptDto`. */
export type Receipt = ReceiptDto;

/**
 * One AI provider. Connectors know nothing of users, permissions or balances: the workflow processor alone calls
 * `stream`, after the reservation.
 */
export interface Connector {
  readonly connectorType: ConnectorType;
  readonly displayName: string;
  /** Answers are made up; the interface says so. */
  readonly simulated: boolean;

  /** Whether the operator has given what a call needs (key, address). */
  isConfigured(): boolean;

  /** The models that the connector can call. @param listed those that the price list has for it. */
  models(listed: readonly ModelInfo[]): Promise<readonly ModelInfo[]>;

  /** Usage of a typical call, for price lists. */
  typicalUsage(model: ModelInfo, price: PriceVersion): Usage;

  /**
   * Likely usage, and the usage that costs the most of all that the request allows.
   * @throws PriceMissingError for a request that the price list has no price for.
   */
  forecast(request: ModelRequest, model: ModelInfo, price: PriceVersion): UsageForecast;

  /**
   * Calls the model and streams its answer. Aborting the signal closes the connection to the provider; the stream
   * then ends without throwing and without `finish`.
   * @throws ConnectorError for every fault of the provider or of the way to it.
   */
  stream(request: ModelRequest, model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent>;

  /** Usage from the provider's own usage object; null when it holds none. An explicit zero stays zero. */
  normaliseUsage(raw: unknown): Usage | null;

  /** Usage where the provider reported none, from what was sent and received. Never above the forecast's maximum. */
  estimateUsage(request: ModelRequest, answer: string, model: ModelInfo, price: PriceVersion): Usage;

  /** Exact price of a usage; rounded once, half-even, to nine decimals. */
  calculatePriceCHF(usage: Usage, pricing: Pricing): Price;
}

export type ConnectorErrorKind = 'unavailable' | 'rate_limited' | 'invalid_request' | 'timeout';

/**
 * A fault of a provider. `message` is for the log and is free of keys; customers see the text of the error code.
 * `retryable`: another model may be tried.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';

  constructor(
    readonly kind: ConnectorErrorKind,
    readonly connectorType: ConnectorType,
    message: string,
    readonly options: { readonly retryable: boolean; readonly retryAfterSeconds?: number; readonly status?: number },
  ) {
    super(message);
  }
}
