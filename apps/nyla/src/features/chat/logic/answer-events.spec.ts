import type { ModelDecisionDto } from '@nyla/contracts';
import type { ServerEvent } from '@/lib/api/sse';
import { withEvent } from './answer-events';
import { message, source } from './chat.fixtures';
import { liveAnswer } from './thread';

const request = { content: 'Frage', model: 'auto/balanced', webSearch: 'demo/search' };
const empty = liveAnswer(request, '2026-11-22T10:00:00.000Z');
const event = (name: string, data: object): ServerEvent => ({ event: name, data: JSON.stringify(data) });
const after = (...events: ServerEvent[]) => events.reduce(withEvent, empty);

const started = { userMessage: message('u1', 'user'), assistantMessage: message('a1', 'assistant') };
const START = event('start', { ...started, reserved: '0.02' });
const SEARCH = event('search', { model: 'demo/search', query: 'Frage' });
const SOURCES = event('sources', { sources: [source(1), source(2)] });
const decision: ModelDecisionDto = { requested: 'auto/balanced', chosen: 'demo/sage', candidates: [] };
const DECISION = event('decision', decision);

describe('the events of an answer', () => {
  it('tell in order: accepted, searching, found, chosen, written, counted, priced', () => {
    const usage = { input: 10, output: 5 };
    const price = { transactionId: 't1', amount: '0.01', estimated: false };
    const answer = after(
      START,
      SEARCH,
      SOURCES,
      DECISION,
      event('delta', { text: 'Guten ' }),
      event('delta', { text: 'Tag [1]' }),
      event('usage', usage),
      event('price', price),
    );
    expect(answer).toEqual({
      ...empty,
      started,
      sources: [source(1), source(2)],
      decision,
      text: 'Guten Tag [1]',
      usage,
      price,
    });
  });

  it('show a search until it has found something, even if that is nothing', () => {
    expect(after(START, SEARCH).searching).toBe('Frage');
    expect(after(START, SEARCH, SOURCES).searching).toBeNull();
    expect(after(START, SEARCH, event('sources', { sources: [] }))).toMatchObject({ searching: null, sources: [] });
    expect(after(START, SEARCH, event('delta', { text: 'x' })).searching).toBeNull();
  });

  it('replace the list of sources and the decision by the newer ones', () => {
    const later = { ...decision, chosen: 'demo/swift' };
    const answer = after(SOURCES, event('sources', { sources: [source(3)] }), DECISION, event('decision', later));
    expect(answer.sources).toEqual([source(3)]);
    expect(answer.decision).toEqual(later);
  });

  it('leave the answer as it is when they end it or are of a newer server', () => {
    const answer = after(START, SOURCES);
    for (const name of ['done', 'error', 'thought']) expect(withEvent(answer, event(name, {}))).toBe(answer);
  });

  it('keep the same list of sources while text comes in', () => {
    const before = after(SOURCES);
    expect(withEvent(before, event('delta', { text: 'x' })).sources).toBe(before.sources);
  });
});
