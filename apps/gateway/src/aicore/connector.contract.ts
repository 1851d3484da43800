import type { ConnectorType, ModelCapability, ModelStatus } from '@nyla/contracts';
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
}

/** What a model is, apart from its price: facts from the shipped list or from the provider itself. */
export interface ModelInfo {
  readonly connectorType: ConnectorType;
  readonly model: string;
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
  /** The exact bill in USD, where the provider reports one; it then takes the place of the computed lines. */
  readonly providerCostUsd: Decimal | null;
}

/** Bounds of the usage of a request before it is sent. No real usage of the request exceeds `maximum`. */
export interface UsageForecast {
  readonly likely: Usage;
  readonly maximum: Usage;
}

/** What a connector yields while a model answers. */
export type ConnectorEvent =
  | { readonly type: 'delta'; readonly text: string }
  /** The usage object exactly as the provider sent it; the last one wins. */
  | { readonly type: 'usage'; readonly raw: unknown }
  /** The provider ended the answer itself. A stream that ends without it was cut. */
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly providerRequestId: string | null };

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'other';

/** USD prices of one model from one day on. Prices are per 1'000'000 tokens, fees per request. */
export interface PriceVersion {
  readonly id: string;
  readonly connectorType: ConnectorType;
  /** `*` prices every model of the connector that has no row of its own. */
  readonly model: string;
  readonly validFrom: Date;
  readonly base: PriceTier;
  /** Re-prices the whole request once its input of every kind exceeds `aboveInputTokens`. */
  readonly longPrompt: (PriceTier & { readonly aboveInputTokens: number }) | null;
  readonly searchRequestUsd: Decimal | null;
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
export type Receipt = import('@nyla/contracts').ReceiptDto;

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

  /** The models that the connector can call. */
  models(): Promise<readonly ModelInfo[]>;

  /** Likely usage, and an upper bound of it. */
  forecast(request: ModelRequest, model: ModelInfo): UsageForecast;

  /**
   * Calls the model and streams its answer. Aborting the signal closes the connection to the provider; the stream
   * then ends without throwing and without `finish`.
   * @throws ConnectorError for every fault of the provider or of the way to it.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ConnectorEvent>;

  /** Usage from the provider's own usage object; null when it holds none. An explicit zero stays zero. */
  normaliseUsage(raw: unknown): Usage | null;

  /** Usage where the provider reported none, from what was sent and received. Never above the forecast's maximum. */
  estimateUsage(request: ModelRequest, answer: string, model: ModelInfo): Usage;

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
