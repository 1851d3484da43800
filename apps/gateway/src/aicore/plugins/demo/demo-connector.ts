import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ConnectorEvent,
  ModelInfo,
  ModelRequest,
  PriceVersion,
  Usage,
  UsageForecast,
} from '../../connector.contract.js';
import { ConnectorError } from '../../connector.contract.js';
import { estimateInputTokens, estimateTextTokens } from '../../token-estimate.js';
import { ConnectorBase } from '../connector-base.js';
import { normaliseOpenAiUsage } from '../openai-usage.js';
import { normaliseSearchUsage, searchForecast, searchUsage } from '../search-usage.js';
import { composeAnswer, hash } from './demo-answers.js';
import { inventResults } from './demo-search.js';

export interface DemoSettings {
  /** Pause between two words; 0 answers at once. */
  readonly wordDelayMs?: number | undefined;
  /** Pause before the first word, as a real model has it. */
  readonly firstWordDelayMs?: number | undefined;
}

interface AnsweringModel {
  readonly info: ModelInfo;
  /** Entries of the list in the answer. */
  readonly points: number;
  /** Share of the answer's tokens that the model pretends to have thought beforehand, per cent. */
  readonly reasoningPercent: number;
}

const WORD_DELAY_MS = 28;
const FIRST_WORD_DELAY_MS = 350;
/** Repeated beginnings of a conversation count as cached from this size on, as real providers do it. */
const CACHED_FROM_TOKENS = 1_024;
// A word with the white space before it: joined again they are the text, digit for digit.
const WORDS = /\s*\S+/g;
const NUMBERED_RESULTS = /^\[1\] .*^\[2\] /ms;

const COMMON = {
  connectorType: 'demo',
  status: 'active',
  shutdownDate: null,
  replacement: null,
  contextWindow: 128_000,
  maxOutputTokens: 8_192,
  released: null,
  traits: [],
} as const;

const SEARCH: ModelInfo = {
  ...COMMON,
  model: 'search',
  displayName: 'Demo-Suche',
  modelClass: null,
  defaultOutputTokens: 1_024,
  capabilities: ['search'],
};
const CREDITS_PER_SEARCH = 1;

const MODELS: readonly AnsweringModel[] = [
  {
    info: {
      ...COMMON,
      model: 'swift',
      displayName: 'Demo Swift',
      modelClass: 'small',
      defaultOutputTokens: 1_024,
      capabilities: ['chat', 'prompt_caching'],
    },
    points: 0,
    reasoningPercent: 0,
  },
  {
    info: {
      ...COMMON,
      model: 'sage',
      displayName: 'Demo Sage',
      modelClass: 'standard',
      defaultOutputTokens: 2_048,
      capabilities: ['chat', 'reasoning', 'prompt_caching'],
    },
    points: 4,
    reasoningPercent: 60,
  },
];

/**
 * A simulator that needs no key: deterministic answers that say that they are made up, streamed word by word, with
 * believable usage at a demo price, so that a fresh installation shows the whole flow.
 */
export class DemoConnector extends ConnectorBase {
  readonly connectorType = 'demo';
  readonly displayName = 'Demo, simulierte Antworten';
  override readonly simulated = true;
  protected readonly tokenizer = 'o200k';
  private readonly wordDelayMs: number;
  private readonly firstWordDelayMs: number;

  constructor(settings: DemoSettings = {}) {
    super();
    this.wordDelayMs = settings.wordDelayMs ?? WORD_DELAY_MS;
    this.firstWordDelayMs = settings.firstWordDelayMs ?? FIRST_WORD_DELAY_MS;
  }

  isConfigured(): boolean {
    return true;
  }

  override async models(): Promise<readonly ModelInfo[]> {
    return [...MODELS.map((model) => model.info), SEARCH];
  }

  override typicalUsage(model: ModelInfo, price: PriceVersion): Usage {
    return isSearch(model) ? searchUsage(CREDITS_PER_SEARCH) : super.typicalUsage(model, price);
  }

  override forecast(request: ModelRequest, model: ModelInfo, price: PriceVersion): UsageForecast {
    return isSearch(model) ? searchForecast(CREDITS_PER_SEARCH) : super.forecast(request, model, price);
  }

  override estimateUsage(request: ModelRequest, answer: string, model: ModelInfo, price: PriceVersion): Usage {
    return isSearch(model) ? searchUsage(CREDITS_PER_SEARCH) : super.estimateUsage(request, answer, model, price);
  }

  stream(
    request: ModelRequest,
    model: ModelInfo,
    signal: AbortSignal,
  ): AsyncGenerator<ConnectorEvent, void, undefined> {
    return isSearch(model) ? this.search(request, signal) : this.answer(request, signal);
  }

  normaliseUsage(raw: unknown): Usage | null {
    return normaliseSearchUsage(raw) ?? normaliseOpenAiUsage(raw);
  }

  private async *search(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ConnectorEvent, void, undefined> {
    await this.pause(this.firstWordDelayMs, signal);
    if (signal.aborted) return;
    yield { type: 'sources', sources: inventResults(question(request)) };
    yield { type: 'usage', raw: { credits: CREDITS_PER_SEARCH } };
    yield { type: 'finish', reason: 'stop', providerRequestId: requestId(request) };
  }

  private async *answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ConnectorEvent, void, undefined> {
    const model = MODELS.find(({ info }) => info.model === request.model);
    if (!model) {
      const message = `there is no demo model ${request.model}`;
      throw new ConnectorError('invalid_request', this.connectorType, message, { retryable: false, status: 404 });
    }
    const plan = { seed: model.info.model, pointCount: model.points, citesResults: hasSearchResults(request) };
    const answer = cutToLimit(composeAnswer(question(request), plan), request, model);
    await this.pause(this.firstWordDelayMs, signal);
    for (const text of answer.words) {
      if (signal.aborted) return;
      yield { type: 'delta', text };
      await this.pause(this.wordDelayMs, signal);
    }
    if (signal.aborted) return;
    yield { type: 'usage', raw: usageReport(request, answer) };
    yield { type: 'finish', reason: answer.complete ? 'stop' : 'length', providerRequestId: requestId(request) };
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0 || signal.aborted) return;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}

interface DemoAnswer {
  readonly words: readonly string[];
  readonly complete: boolean;
  readonly textTokens: number;
  readonly reasoningTokens: number;
}

function isSearch({ capabilities }: ModelInfo): boolean {
  return capabilities.includes('search');
}

function requestId(request: ModelRequest): string {
  return `demo-${hash(JSON.stringify(request)).toString(16).padStart(8, '0')}`;
}

/** Results of a search are put before the conversation, numbered. */
function hasSearchResults({ messages: [first] }: ModelRequest): boolean {
  return first?.role === 'system' && NUMBERED_RESULTS.test(first.content);
}

function question(request: ModelRequest): string {
  return request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

/** As a real model would: reasoning first, then as many words as the limit leaves room for. */
function cutToLimit(text: string, request: ModelRequest, { reasoningPercent }: AnsweringModel): DemoAnswer {
  const wanted = Math.ceil((estimateTextTokens(text, 'o200k').bound * reasoningPercent) / 100);
  const reasoningTokens = Math.min(wanted, Math.floor((request.maxOutputTokens * reasoningPercent) / 100));
  const all = text.match(WORDS) ?? [];
  const words: string[] = [];
  let textTokens = 0;
  for (const word of all) {
    const { bound } = estimateTextTokens(word, 'o200k');
    if (reasoningTokens + textTokens + bound > request.maxOutputTokens) break;
    textTokens += bound;
    words.push(word);
  }
  return {
    words,
    complete: words.length === all.length,
    textTokens,
    reasoningTokens,
  };
}

/** In the form of OpenAI's responses, so that the same code reads it. */
function usageReport(request: ModelRequest, answer: DemoAnswer): Record<string, unknown> {
  const input = estimateInputTokens(request.messages, 'o200k').likely;
  const earlier = estimateInputTokens(request.messages.slice(0, -1), 'o200k').likely;
  const isFollowUp = request.messages.some(({ role }) => role === 'assistant');
  const output = answer.reasoningTokens + answer.textTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: isFollowUp && earlier >= CACHED_FROM_TOKENS ? earlier : 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: answer.reasoningTokens },
    total_tokens: input + output,
  };
}
