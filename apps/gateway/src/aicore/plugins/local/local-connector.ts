import { MODEL_ID_MAX_LENGTH, MODEL_ID_SEPARATOR, OUTPUT_TOKENS_MAX } from '@nyla/contracts/constants';
import type { ConnectorEvent, ModelInfo, ModelRequest, Usage } from '../../connector.contract.js';
import { CHAT_PATH, chatBody, readChat } from '../chat-protocol.js';
import { ConnectorBase } from '../connector-base.js';
import { normaliseOpenAiUsage } from '../openai-usage.js';
import { asRecord, textOf } from '../provider-fault.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';

export interface LocalSettings {
  /** e.g. `http://127.0.0.1:11434/v1`; null switches the connector off. */
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

const MODELS_PATH = '/models';
const MODELS_KEPT_MS = 30_000;
const FAILURE_KEPT_MS = 5_000;
const DISCOVERY_TIMEOUT_MS = 3_000;
const MAX_MODELS = 500;
const ASSUMED_CONTEXT_WINDOW = 32_768;
const DEFAULT_OUTPUT_TOKENS = 2_048;
// Names end up in the database and in logs: no control characters, no halves of surrogate pairs.
const PRINTABLE = /^(?:[^\p{Cc}\p{Cs}])+$/u;

interface Discovery {
  readonly models: Promise<readonly ModelInfo[]>;
  readonly staleAt: number;
}

/** Any OpenAI-compatible server of the operator (Ollama, llama.cpp, vLLM, LM Studio); it is asked for its models. */
export class LocalConnector extends ConnectorBase {
  readonly connectorType = 'local';
  readonly displayName = 'Local';
  protected readonly tokenizer = 'unknown';
  private readonly http: ProviderHttp;
  private readonly discoveryHttp: ProviderHttp;
  private discovery: Discovery | null = null;
  private known: readonly ModelInfo[] = [];

  constructor(private readonly settings: LocalSettings) {
    super();
    const common = { ...settings, baseUrl: settings.baseUrl ?? '', connectorType: this.connectorType } as const;
    this.http = new ProviderHttp(common);
    const timeouts = { headersMs: DISCOVERY_TIMEOUT_MS, idleMs: DISCOVERY_TIMEOUT_MS };
    this.discoveryHttp = new ProviderHttp({ ...common, timeouts });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.baseUrl);
  }

  /** Asked for every half minute at most. While the server is away its last list stays, and calls tell the fault. */
  override models(): Promise<readonly ModelInfo[]> {
    if (!this.isConfigured()) return Promise.resolve([]);
    if (!this.discovery || Date.now() >= this.discovery.staleAt) {
      this.discovery = { models: this.discover(), staleAt: Date.now() + MODELS_KEPT_MS };
    }
    return this.discovery.models;
  }

  stream(request: ModelRequest, _model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent> {
    const body = chatBody(request, 'max_tokens');
    return readChat(this.http, this.http.stream(CHAT_PATH, body, signal), signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseOpenAiUsage(raw);
  }

  private async discover(): Promise<readonly ModelInfo[]> {
    try {
      this.known = readModels(await this.discoveryHttp.getJson(MODELS_PATH));
    } catch {
      this.discovery = { models: Promise.resolve(this.known), staleAt: Date.now() + FAILURE_KEPT_MS };
    }
    return this.known;
  }
}

function readModels(body: unknown): ModelInfo[] {
  const data = asRecord(body)['data'];
  const models = new Map<string, ModelInfo>();
  for (const entry of Array.isArray(data) ? data.slice(0, MAX_MODELS) : []) {
    const model = readModel(asRecord(entry));
    if (model) models.set(model.model, model);
  }
  return [...models.values()];
}

function readModel(entry: Readonly<Record<string, unknown>>): ModelInfo | null {
  const model = textOf(entry['id']);
  const maxLength = MODEL_ID_MAX_LENGTH - `local${MODEL_ID_SEPARATOR}`.length;
  if (!model || model.length > maxLength || !PRINTABLE.test(model)) return null;
  // vLLM, OpenRouter-like servers and llama.cpp each have their own name for it; Ollama has none.
  const contextWindow =
    positive(entry['max_model_len']) ??
    positive(entry['context_length']) ??
    positive(asRecord(entry['meta'])['n_ctx_train']) ??
    ASSUMED_CONTEXT_WINDOW;
  return {
    connectorType: 'local',
    model,
    displayName: model,
    status: 'active',
    shutdownDate: null,
    replacement: null,
    contextWindow,
    maxOutputTokens: Math.min(contextWindow, OUTPUT_TOKENS_MAX),
    defaultOutputTokens: Math.min(contextWindow, DEFAULT_OUTPUT_TOKENS),
    capabilities: ['chat'],
    modelClass: null,
    released: null,
    traits: [],
  };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
