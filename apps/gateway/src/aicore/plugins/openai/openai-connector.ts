import type { ConnectorEvent, ModelInfo, ModelRequest, Price, Pricing, Usage } from '../../connector.contract.js';
import { CHAT_PATH, chatBody, readChat } from '../chat-protocol.js';
import { ConnectorBase } from '../connector-base.js';
import { normaliseOpenAiUsage } from '../openai-usage.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';
import { OPENAI_MODELS, type OpenAiModel } from './models.js';
import { RESPONSES_PATH, readResponse, responsesBody } from './responses-protocol.js';

export interface OpenAiSettings {
  readonly apiKey: string | null;
  /** e.g. `https://api.openai.com/v1` */
  readonly baseUrl: string;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

// The project's own default might be a faster tier at twice the price, which no quote knows.
const STANDARD_PRICES = { service_tier: 'default' };

/** OpenAI: the responses interface, and chat completions for the models that are listed so. */
export class OpenAiConnector extends ConnectorBase {
  readonly connectorType = 'openai';
  readonly displayName = 'OpenAI';
  protected readonly tokenizer = 'o200k';
  private readonly http: ProviderHttp;

  constructor(private readonly settings: OpenAiSettings) {
    super();
    this.http = new ProviderHttp({ ...settings, connectorType: this.connectorType });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.apiKey);
  }

  async models(): Promise<readonly ModelInfo[]> {
    return OPENAI_MODELS.map(({ api: _api, writesCache: _writesCache, ...model }) => ({
      connectorType: this.connectorType,
      ...model,
    }));
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ConnectorEvent> {
    if (findModel(request.model)?.api === 'chat') {
      const body = { ...chatBody(request, 'max_completion_tokens'), ...STANDARD_PRICES, store: false };
      return readChat(this.http, this.http.stream(CHAT_PATH, body, signal), signal);
    }
    const body = { ...responsesBody(request), ...STANDARD_PRICES };
    return readResponse(this.http, this.http.stream(RESPONSES_PATH, body, signal), signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseOpenAiUsage(raw);
  }

  /** Models before GPT-5.6 may report cache writes too, but are charged for them as for any other input. */
  override calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    if (findModel(pricing.price.model)?.writesCache !== false) return super.calculatePriceCHF(usage, pricing);
    const input = usage.input + usage.cacheWrite + usage.cacheWriteLong;
    return super.calculatePriceCHF({ ...usage, input, cacheWrite: 0, cacheWriteLong: 0 }, pricing);
  }

  protected override dearestInput(tokens: number, model: ModelInfo): Partial<Usage> {
    return findModel(model.model)?.writesCache ? { cacheWrite: tokens } : { input: tokens };
  }
}

function findModel(model: string): OpenAiModel | undefined {
  return OPENAI_MODELS.find((entry) => entry.model === model);
}
