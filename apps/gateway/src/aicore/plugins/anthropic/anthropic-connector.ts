import type { ConnectorEvent, ModelInfo, ModelRequest, Usage } from '../../connector.contract.js';
import { estimateInputTokens } from '../../token-estimate.js';
import { ConnectorBase, type InputKind } from '../connector-base.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';
import { normaliseAnthropicUsage } from './anthropic-usage.js';
import { MESSAGES_PATH, messagesBody, readMessage } from './messages-protocol.js';

export interface AnthropicSettings {
  readonly apiKey: string | null;
  /** e.g. `https://api.anthropic.com`, with or without `/v1` */
  readonly baseUrl: string;
  /** Where models run: anywhere, or in the United States only, which costs more. */
  readonly inferenceGeo?: 'global' | 'us' | undefined;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

const API_VERSION = '2023-06-01';
/** The model takes the field `inference_geo`; others refuse a request that has it. */
const GEO_TRAIT = 'inference_geo';
const GEO_SURCHARGE = 'inference_geo_us';
/** No model stores less than this. */
const CACHEABLE_TOKENS = 4_096;

/** Anthropic's Messages API. */
export class AnthropicConnector extends ConnectorBase {
  readonly connectorType = 'anthropic';
  readonly displayName = 'Anthropic';
  protected readonly tokenizer = 'unknown';
  private readonly http: ProviderHttp;
  private readonly inferenceGeo: 'global' | 'us';

  constructor(private readonly settings: AnthropicSettings) {
    super();
    const { apiKey, baseUrl, inferenceGeo = 'global' } = settings;
    this.inferenceGeo = inferenceGeo;
    this.http = new ProviderHttp({
      ...settings,
      baseUrl: baseUrl.replace(/\/+$/, '').replace(/\/v1$/, ''),
      headers: { 'anthropic-version': API_VERSION, ...(apiKey ? { 'x-api-key': apiKey } : {}) },
      connectorType: this.connectorType,
    });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.apiKey);
  }

  stream(request: ModelRequest, model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent> {
    const body = messagesBody(request, {
      cached: this.isWorthCaching(request),
      inferenceGeo: model.traits.includes(GEO_TRAIT) ? this.inferenceGeo : null,
    });
    return readMessage(this.http, this.http.stream(MESSAGES_PATH, body, signal), signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseAnthropicUsage(raw);
  }

  /** What is sent may be cached where the quoted request, with all that may be added to it, could be. */
  protected override inputKinds(request: ModelRequest): readonly InputKind[] {
    const input = estimateInputTokens(request.messages, this.tokenizer);
    const mayBeCached = isContinued(request) && input.bound + (request.contextTokens ?? 0) >= CACHEABLE_TOKENS;
    return mayBeCached ? ['input', 'cacheWrite'] : ['input'];
  }

  protected override possibleMultipliers(_request: ModelRequest, model: ModelInfo): readonly string[] {
    return this.inferenceGeo === 'us' && model.traits.includes(GEO_TRAIT) ? [GEO_SURCHARGE] : [];
  }

  /** Writing costs more than sending, and pays where the conversation goes on: a second question makes that likely. */
  private isWorthCaching(request: ModelRequest): boolean {
    return isContinued(request) && estimateInputTokens(request.messages, this.tokenizer).likely >= CACHEABLE_TOKENS;
  }
}

function isContinued({ messages }: ModelRequest): boolean {
  return messages.some(({ role, content }) => role === 'assistant' && content.trim() !== '');
}
