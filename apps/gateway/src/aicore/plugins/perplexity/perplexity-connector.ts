import type {
  ConnectorEvent,
  ModelInfo,
  ModelRequest,
  Price,
  PriceVersion,
  Pricing,
  Usage,
  UsageForecast,
} from '../../connector.contract.js';
import { ConnectorBase, type InputKind } from '../connector-base.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';
import { AGENT_PATH, agentBody, readAgent } from './agent-protocol.js';
import { MONEY_FIELDS, normaliseAgentUsage } from './agent-usage.js';

export interface PerplexitySettings {
  readonly apiKey: string | null;
  /** e.g. `https://api.perplexity.ai`, with or without `/v1` */
  readonly baseUrl: string;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** A bundle of model, instructions and tools that the provider changes as it likes. */
const PRESET_TRAIT = 'preset';
const PRESET_PREFIX = /^preset\//;
/** Instructions and tool descriptions that the provider puts before a conversation count as input. */
const PREAMBLE_TOKENS = 2_000;

/** Perplexity's Agent API, which reports the exact bill of every call. */
export class PerplexityConnector extends ConnectorBase {
  readonly connectorType = 'perplexity';
  readonly displayName = 'Perplexity';
  protected readonly tokenizer = 'unknown';
  private readonly http: ProviderHttp;

  constructor(private readonly settings: PerplexitySettings) {
    super();
    this.http = new ProviderHttp({
      ...settings,
      baseUrl: settings.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, ''),
      connectorType: this.connectorType,
      exactNumbers: MONEY_FIELDS,
    });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.apiKey);
  }

  override forecast(request: ModelRequest, model: ModelInfo, price: PriceVersion): UsageForecast {
    const contextTokens = (request.contextTokens ?? 0) + PREAMBLE_TOKENS;
    return super.forecast({ ...request, contextTokens }, model, price);
  }

  /** Of a preset the tokens are counted for the record; what is charged is our expectation of its bill. */
  override estimateUsage(request: ModelRequest, answer: string, model: ModelInfo, price: PriceVersion): Usage {
    const usage = super.estimateUsage(request, answer, model, { ...price, metered: null });
    return { ...usage, providerCostUsd: price.metered?.likelyUsd ?? null };
  }

  stream(request: ModelRequest, model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent> {
    const preset = model.traits.includes(PRESET_TRAIT) ? model.model.replace(PRESET_PREFIX, '') : null;
    return readAgent(this.http, this.http.stream(AGENT_PATH, agentBody(request, preset), signal), signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseAgentUsage(raw);
  }

  /** What is written to the cache is charged as any other input, unless the price list says otherwise. */
  override calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    if (pricing.price.base?.cacheWrite) return super.calculatePriceCHF(usage, pricing);
    const input = usage.input + usage.cacheWrite;
    return super.calculatePriceCHF({ ...usage, input, cacheWrite: 0 }, pricing);
  }

  /** Parts of the prompt are stored in the provider's cache without being asked to. */
  protected override inputKinds(): readonly InputKind[] {
    return ['input', 'cacheWrite'];
  }
}
