import type { ConnectorEvent, ModelInfo, ModelRequest, Price, Pricing, Usage } from '../../connector.contract.js';
import { CHAT_PATH, chatBody, readChat } from '../chat-protocol.js';
import { ConnectorBase, type InputKind } from '../connector-base.js';
import { countOf, normaliseOpenAiUsage } from '../openai-usage.js';
import { asRecord } from '../provider-fault.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';
import { RESPONSES_PATH, readResponse, responsesBody, WEB_SEARCH_CALLS } from '../responses-protocol.js';

export interface OpenAiSettings {
  readonly apiKey: string | null;
  /** e.g. `https://api.openai.com/v1` */
  readonly baseUrl: string;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

// The project's own default might be a faster tier at twice the price, which no quote knows.
const STANDARD_PRICES = { service_tier: 'default' };

/** Such an endpoint processes everything in its region, at a surcharge; only the address tells. */
const REGIONAL_HOST = /^[a-z]{2,}\.api\.openai\.com$/i;
const REGIONAL = ['regional_processing'];

/** OpenAI: the responses interface, and chat completions for the models that are listed so. */
export class OpenAiConnector extends ConnectorBase {
  readonly connectorType = 'openai';
  readonly displayName = 'OpenAI';
  protected readonly tokenizer = 'o200k';
  private readonly http: ProviderHttp;
  private readonly multipliers: readonly string[];

  constructor(private readonly settings: OpenAiSettings) {
    super();
    this.multipliers = REGIONAL_HOST.test(URL.parse(settings.baseUrl)?.hostname ?? '') ? REGIONAL : [];
    this.http = new ProviderHttp({ ...settings, connectorType: this.connectorType });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.apiKey);
  }

  stream(request: ModelRequest, model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent> {
    if (model.traits.includes('chat_completions')) {
      const body = { ...chatBody(request, 'max_completion_tokens'), ...STANDARD_PRICES, store: false };
      return readChat(this.http, this.http.stream(CHAT_PATH, body, signal), signal);
    }
    const body = { ...responsesBody(request), ...STANDARD_PRICES };
    return readResponse(this.http, this.http.stream(RESPONSES_PATH, body, signal), signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    const usage = normaliseOpenAiUsage(raw);
    const searchRequests = countOf(asRecord(raw)[WEB_SEARCH_CALLS]) ?? 0;
    return usage && { ...usage, searchRequests, multipliers: this.multipliers };
  }

  /** Models before GPT-5.6 may report cache writes too, but are charged for them as for any other input. */
  override calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    if (pricing.price.base?.cacheWrite) return super.calculatePriceCHF(usage, pricing);
    const input = usage.input + usage.cacheWrite + usage.cacheWriteLong;
    return super.calculatePriceCHF({ ...usage, input, cacheWrite: 0, cacheWriteLong: 0 }, pricing);
  }

  /** Parts of the prompt may be stored in the provider's cache without being asked to. */
  protected override inputKinds(): readonly InputKind[] {
    return ['input', 'cacheWrite'];
  }

  protected override possibleMultipliers(): readonly string[] {
    return this.multipliers;
  }
}
