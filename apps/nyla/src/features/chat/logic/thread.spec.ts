import { message, source } from './chat.fixtures';
import {
  isAnswering,
  type LiveAnswer,
  liveAnswer,
  OPTIMISTIC_USER_ID,
  PENDING_ANSWER_ID,
  receivedMessage,
  threadMessages,
} from './thread';

const live: LiveAnswer = liveAnswer({ content: 'Frage', model: 'demo/echo' }, '2026-11-22T10:01:00.000Z');
const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id);

describe('threadMessages', () => {
  const stored = [message('u1', 'user'), message('a1', 'assistant')];

  it('is what is stored when nothing runs', () => {
    expect(threadMessages(stored, null)).toBe(stored);
  });

  it('shows the question at once, and what it was put to', () => {
    const asked = { ...live, request: { ...live.request, webSearch: 'demo/search' } };
    const messages = threadMessages(stored, asked);
    expect(ids(messages)).toEqual(['u1', 'a1', OPTIMISTIC_USER_ID, PENDING_ANSWER_ID]);
    expect(messages[2]?.content).toBe('Frage');
    expect(messages[3]).toMatchObject({ model: 'demo/echo', webSearch: 'demo/search', status: 'streaming' });
  });

  it('puts a repeated answer in the place of the old one', () => {
    const retry = { ...live, request: { retryOf: 'a1', model: 'demo/echo' } };
    expect(ids(threadMessages(stored, retry))).toEqual(['u1', PENDING_ANSWER_ID]);
    const started = { userMessage: message('u1', 'user'), assistantMessage: message('a2', 'assistant') };
    expect(ids(threadMessages(stored, { ...retry, started }))).toEqual(['u1', 'a2']);
  });

  it('prefers its own text to a stored state that is older, and shows no message twice', () => {
    const started = { userMessage: message('u2', 'user'), assistantMessage: message('a2', 'assistant') };
    const refetched = [
      ...stored,
      message('u2', 'user'),
      message('a2', 'assistant', { status: 'streaming', content: 'Gu' }),
    ];
    const sources = [source(1)];
    const messages = threadMessages(refetched, { ...live, started, text: 'Guten', sources });
    expect(ids(messages)).toEqual(['u1', 'a1', 'u2', 'a2']);
    expect(messages[3]).toMatchObject({ content: 'Guten', status: 'streaming' });
    expect(messages[3]?.sources).toBe(sources);
    expect(isAnswering(messages)).toBe(true);
  });
});

describe('receivedMessage', () => {
  const started = {
    userMessage: message('u1', 'user'),
    assistantMessage: message('a1', 'assistant', { model: 'auto/best' }),
  };
  const chosen = (model: string | null) => ({ requested: 'auto/best', chosen: model, candidates: [] });

  it('names the model that answers in place of the automatic choice', () => {
    expect(receivedMessage(live, started).model).toBe('auto/best');
    expect(receivedMessage({ ...live, decision: chosen('openai/sol') }, started).model).toBe('openai/sol');
    expect(receivedMessage({ ...live, decision: chosen(null) }, started).model).toBe('auto/best');
  });
});
