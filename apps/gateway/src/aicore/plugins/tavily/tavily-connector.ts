import type {
  Connector,
  ConnectorEvent,
  ModelInfo,
  ModelRequest,
  Price,
  Pricing,
  Usage,
  UsageForecast,
} from '../../connector.contract.js';
import { calculatePrice } from '../../price-calculation.js';
import { asRecord, textOf } from '../provider-fault.js';
import { ProviderHttp, type ProviderTimeouts } from '../provider-http.js';
import { normaliseSearchUsage, searchForecast, searchUsage } from '../search-usage.js';
import { SourceList } from '../source-list.js';

export interface TavilySettings {
  readonly apiKey: string | null;
  /** e.g. `https://api.tavily.com` */
  readonly baseUrl: string;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

interface SearchModel {
  readonly depth: string;
  /** As documented; the provider reports what it really took. */
  readonly credits: number;
}

const SEARCH_PATH = '/search';
const SEARCH_MODELS: ReadonlyMap<string, SearchModel> = new Map([
  ['search-basic', { depth: 'basic', credits: 1 }],
  ['search-advanced', { depth: 'advanced', credits: 2 }],
]);
/** Characters; a longer query is refused. */
const QUERY_MAX_LENGTH = 400;
const MAX_RESULTS = 8;
// A search is part of an answer that somebody is waiting for, and takes a few seconds.
const TIMEOUTS: ProviderTimeouts = { headersMs: 30_000, idleMs: 30_000 };

/** Tavily's web search, paid for in credits. */
export class TavilyConnector implements Connector {
  readonly connectorType = 'tavily';
  readonly displayName = 'Tavily';
  readonly simulated = false;
  private readonly http: ProviderHttp;

  constructor(private readonly settings: TavilySettings) {
    this.http = new ProviderHttp({
      ...settings,
      timeouts: { ...TIMEOUTS, ...settings.timeouts },
      connectorType: this.connectorType,
    });
  }

  isConfigured(): boolean {
    return Boolean(this.settings.apiKey);
  }

  async models(listed: readonly ModelInfo[]): Promise<readonly ModelInfo[]> {
    return listed.filter(({ model }) => SEARCH_MODELS.has(model));
  }

  typicalUsage(model: ModelInfo): Usage {
    return searchUsage(this.modelOf(model).credits);
  }

  forecast(_request: ModelRequest, model: ModelInfo): UsageForecast {
    return searchForecast(this.modelOf(model).credits);
  }

  async *stream(
    request: ModelRequest,
    model: ModelInfo,
    signal: AbortSignal,
  ): AsyncGenerator<ConnectorEvent, void, undefined> {
    const body = {
      query: queryOf(request),
      search_depth: this.modelOf(model).depth,
      max_results: MAX_RESULTS,
      include_answer: false,
      include_usage: true,
    };
    for await (const event of this.http.stream(SEARCH_PATH, body, signal)) {
      if (event.type !== 'whole') break;
      const { results, usage, request_id: id } = asRecord(event.value);
      if (Array.isArray(results)) yield { type: 'sources', sources: sourcesOf(results) };
      if (usage) yield { type: 'usage', raw: usage };
      if (!Array.isArray(results)) break;
      yield { type: 'finish', reason: 'stop', providerRequestId: textOf(id) ?? event.requestId };
      return;
    }
    if (!signal.aborted) throw this.http.fault({ kind: 'unavailable', message: 'the answer holds no results' });
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseSearchUsage(raw);
  }

  estimateUsage(_request: ModelRequest, _answer: string, model: ModelInfo): Usage {
    return this.typicalUsage(model);
  }

  calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    return calculatePrice(usage, pricing);
  }

  /** @throws ConnectorError for a model that `models` does not list. */
  private modelOf({ model }: ModelInfo): SearchModel {
    const known = SEARCH_MODELS.get(model);
    if (!known) throw this.http.fault({ kind: 'invalid_request', message: `there is no search ${model}`, status: 404 });
    return known;
  }
}

/** The last question is what is searched for. */
function queryOf({ messages }: ModelRequest): string {
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const characters = Array.from(
    question
      .slice(0, 8 * QUERY_MAX_LENGTH)
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return characters.slice(0, QUERY_MAX_LENGTH).join('').toWellFormed().trim();
}

function sourcesOf(results: readonly unknown[]): SourceList['sources'] {
  const list = new SourceList();
  for (const result of results) {
    const { url, title, content, published_date: publishedDate } = asRecord(result);
    list.add({ url, title, snippet: content, content, publishedDate });
  }
  return list.sources;
}
