import type { MessageDto } from '@nyla/contracts';
import {
  isAnswering,
  type LiveAnswer,
  OPTIMISTIC_USER_ID,
  PENDING_ANSWER_ID,
  questionOf,
  threadMessages,
} from './thread';

function message(id: string, role: MessageDto['role'], rest: Partial<MessageDto> = {}): MessageDto {
  return {
    id,
    role,
    status: 'completed',
    content: id,
    model: null,
    usage: null,
    price: null,
    errorCode: null,
    createdAt: '2026-11-22T10:00:00.000Z',
    ...rest,
  };
}

const live: LiveAnswer = {
  request: { content: 'Frage', model: 'demo/echo' },
  sentAt: '2026-11-22T10:01:00.000Z',
  started: null,
  text: '',
  usage: null,
  price: null,
};
const ids = (messages: readonly MessageDto[]) => messages.map(({ id }) => id);

describe('threadMessages', () => {
  const stored = [message('u1', 'user'), message('a1', 'assistant')];

  it('is what is stored when nothing runs', () => {
    expect(threadMessages(stored, null)).toBe(stored);
  });

  it('shows the question at once', () => {
    const messages = threadMessages(stored, live);
    expect(ids(messages)).toEqual(['u1', 'a1', OPTIMISTIC_USER_ID, PENDING_ANSWER_ID]);
    expect(messages[2]?.content).toBe('Frage');
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
    const messages = threadMessages(refetched, { ...live, started, text: 'Guten' });
    expect(ids(messages)).toEqual(['u1', 'a1', 'u2', 'a2']);
    expect(messages[3]).toMatchObject({ content: 'Guten', status: 'streaming' });
    expect(isAnswering(messages)).toBe(true);
  });
});

describe('questionOf', () => {
  const stored = [message('u1', 'user'), message('a1', 'assistant'), message('u2', 'user'), message('a2', 'assistant')];

  it('is what was written, or the last question where its answer is made again', () => {
    expect(questionOf({ content: 'Neu', model: 'demo/echo' }, stored)).toBe('Neu');
    expect(questionOf({ retryOf: 'a2', model: 'demo/echo' }, stored)).toBe('u2');
    expect(questionOf({ retryOf: 'a2', model: 'demo/echo' }, [])).toBe('');
  });
});
