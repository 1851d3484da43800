import type { ChatDetailDto } from '@nyla/contracts';
import { ApiError } from '@/lib/api/api-error';
import type { RequestOptions } from '@/lib/api/client';
import type { ServerEvent } from '@/lib/api/sse';
import { message, source } from './chat.fixtures';
import { type ChatRunPorts, ChatRuns } from './chat-runs';

const CHAT = 'c1';
const request = { content: 'Frage', model: 'demo/echo' };
const userMessage = message('u1', 'user', { content: 'Frage' });
const assistantMessage = message('a1', 'assistant', { status: 'streaming', content: '', model: 'demo/echo' });
const event = (name: string, data: object): ServerEvent => ({ event: name, data: JSON.stringify(data) });
const START = event('start', { userMessage, assistantMessage, reserved: '0.01' });
const price = { transactionId: 't1', amount: '0.0042', estimated: false };

function setUp(...answers: (readonly (ServerEvent | Error)[])[]) {
  let chat: ChatDetailDto = { id: CHAT, title: '', model: null, createdAt: '', updatedAt: '', messages: [] };
  const log: string[] = [];
  const keys: (string | undefined)[] = [];
  const ports: ChatRunPorts = {
    async *send(_chatId: string, _request: unknown, { idempotencyKey, signal }: RequestOptions) {
      keys.push(idempotencyKey);
      for (const item of answers.shift() ?? []) {
        await Promise.resolve();
        if (signal?.aborted) throw new DOMException('aborted', 'AbortError');
        if (item instanceof Error) throw item;
        yield item;
      }
    },
    stop: async () => void log.push('stop'),
    readChat: () => chat,
    writeMessages: (_chatId, messages) => {
      chat = { ...chat, messages: [...messages] };
    },
    refresh: () => void log.push('refresh'),
    accepted: () => void log.push('accepted'),
    refused: () => void log.push('refused'),
    schedule: (callback) => callback(),
  };
  return { runs: new ChatRuns(ports), log, keys, messages: () => chat.messages };
}

describe('ChatRuns', () => {
  it('stores a finished answer with its price and forgets the run', async () => {
    const done = { ...assistantMessage, status: 'completed', content: 'Guten Tag', price };
    const { runs, log, messages } = setUp([
      START,
      event('delta', { text: 'Guten ' }),
      event('price', price),
      event('done', done),
    ]);
    await runs.send(CHAT, request);
    expect(runs.get(CHAT)).toBeNull();
    expect(messages()).toEqual([userMessage, done]);
    expect(log).toEqual(['accepted', 'refresh']);
  });

  it('collects the deltas while it runs', async () => {
    const { runs } = setUp([START, event('delta', { text: 'Guten ' }), event('delta', { text: 'Tag' })]);
    const texts: string[] = [];
    runs.subscribe(() => texts.push(runs.get(CHAT)?.text ?? '-'));
    await runs.send(CHAT, request);
    expect(texts).toContain('Guten ');
    expect(texts).toContain('Guten Tag');
  });

  it('keeps a refusal with its error and gives the text back', async () => {
    const refusal = new ApiError({ status: 402, code: 'billing.insufficient_balance' });
    const { runs, log, messages } = setUp([refusal]);
    await runs.send(CHAT, request);
    expect(runs.get(CHAT)).toMatchObject({ phase: 'refused', error: refusal, request });
    expect(log).toEqual(['refused', 'refresh']);
    expect(messages()).toEqual([]);
    runs.dismiss(CHAT);
    expect(runs.get(CHAT)).toBeNull();
  });

  it('repeats with the same key only when nobody knows whether the first attempt arrived', async () => {
    const lost = new ApiError({ status: 0, code: 'network' });
    const refused = new ApiError({ status: 429, code: 'common.too_many_requests' });
    const { runs, keys } = setUp([lost], [refused], []);
    await runs.send(CHAT, request);
    await runs.send(CHAT, request);
    await runs.send(CHAT, request);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it('keeps what arrived of an answer that the provider broke off', async () => {
    const problem = {
      code: 'aicore.provider_unavailable',
      status: 502,
      details: { connectorType: 'openai' },
      requestId: 'r',
    };
    const { runs, messages, log } = setUp([START, event('delta', { text: 'Gut' }), event('error', problem)]);
    await runs.send(CHAT, request);
    expect(runs.get(CHAT)).toBeNull();
    expect(messages()[1]).toMatchObject({ status: 'failed', content: 'Gut', errorCode: 'aicore.provider_unavailable' });
    expect(log).not.toContain('refused');
  });

  it('keeps the sources and the model of an answer that broke off', async () => {
    const problem = { code: 'aicore.timeout', status: 504, details: { connectorType: 'demo' }, requestId: 'r' };
    const decision = { requested: 'auto/best', chosen: 'demo/sage', candidates: [] };
    const { runs, messages } = setUp([
      START,
      event('search', { model: 'demo/search', query: 'Frage' }),
      event('sources', { sources: [source(1)] }),
      event('decision', decision),
      event('error', problem),
    ]);
    await runs.send(CHAT, request);
    expect(messages()[1]).toMatchObject({ status: 'failed', model: 'demo/sage', sources: [source(1)], decision });
  });

  it('leaves the verdict to the server when the connection breaks', async () => {
    const { runs, messages, log } = setUp([
      START,
      event('delta', { text: 'Gut' }),
      new ApiError({ status: 0, code: 'network' }),
    ]);
    await runs.send(CHAT, request);
    expect(runs.get(CHAT)).toBeNull();
    expect(messages()[1]).toMatchObject({ status: 'streaming', content: 'Gut' });
    expect(log.at(-1)).toBe('refresh');
  });

  it('asks the server to stop, and takes the end from it', async () => {
    const stopped = { ...assistantMessage, status: 'aborted', content: 'Gut', price };
    const { runs, messages, log } = setUp([START, event('delta', { text: 'Gut' }), event('done', stopped)]);
    const unsubscribe = runs.subscribe(() => {
      if (runs.get(CHAT)?.text === 'Gut') runs.stop(CHAT);
    });
    await runs.send(CHAT, request);
    unsubscribe();
    expect(log).toContain('stop');
    expect(messages()[1]).toMatchObject({ status: 'aborted', price });
  });

  it('closes the connection when it is stopped before the server accepted', async () => {
    const { runs, log, messages } = setUp([START]);
    const running = runs.send(CHAT, request);
    runs.stop(CHAT);
    await running;
    expect(runs.get(CHAT)).toBeNull();
    expect(messages()).toEqual([]);
    expect(log).toEqual(['refused', 'refresh']);
  });
});
