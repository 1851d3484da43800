import { DomainError } from '../../common/errors/domain-error.js';
import type { MessageRow } from './chat.repository.js';
import { callRequest, questionOf } from './question.js';

let seq = 0;

const row = (role: MessageRow['role'], content: string, fields: Partial<MessageRow> = {}): MessageRow => ({
  id: `m${++seq}`,
  chat_id: 'c',
  seq,
  role,
  status: 'completed',
  content,
  model: null,
  error_code: null,
  request_hash: null,
  web_search: null,
  sources: [],
  decision: null,
  created_at: '2026-11-22T00:00:00Z',
  ...fields,
});

const queryOf = (content: string, rows: readonly MessageRow[] = []): string | undefined =>
  callRequest(questionOf(rows, content, undefined), { model: 'demo/swift', webSearch: 'tavily/search-basic' }).webSearch
    ?.query;

describe('questionOf', () => {
  it('asks for an answer again without its question twice', () => {
    const rows = [row('user', 'Eins?'), row('assistant', '1'), row('user', 'Zwei?'), row('assistant', '')];
    const question = questionOf(rows, undefined, rows[3]!.id);
    expect(question.content).toBe('Zwei?');
    expect(question.earlier.map(({ content }) => content)).toEqual(['Eins?', '1']);
    expect(questionOf(rows, '', rows[3]!.id)).toEqual(question);
  });

  it('refuses any answer but the last, and both or neither', () => {
    const rows = [row('user', 'Eins?'), row('assistant', '1'), row('user', 'Zwei?'), row('assistant', '2')];
    expect(() => questionOf(rows, undefined, rows[1]!.id)).toThrow(DomainError);
    expect(() => questionOf([], undefined, 'x')).toThrow(DomainError);
    expect(() => questionOf(rows, 'Drei?', rows[3]!.id)).toThrow(DomainError);
    expect(() => questionOf(rows, undefined, undefined)).toThrow(DomainError);
  });
});

describe('what the web is searched for', () => {
  it('is the question on one line', () => {
    expect(queryOf('Was kostet  ein\nHalbtax-Abo in diesem Jahr?')).toBe('Was kostet ein Halbtax-Abo in diesem Jahr?');
  });

  it('is the question before, too, where the question is too short to stand alone', () => {
    const rows = [row('user', 'Wie wird das Wetter in Zürich?'), row('assistant', 'Schön.')];
    expect(queryOf('Und in Bern?', rows)).toBe('Wie wird das Wetter in Zürich? Und in Bern?');
    expect(queryOf('Und in Bern?')).toBe('Und in Bern?');
  });

  it('is the end of a long text, without half a character', () => {
    const query = queryOf(`${'👍'.repeat(400)}x Was steht da?`) ?? '';
    expect(query.length).toBeLessThanOrEqual(380);
    expect(query.isWellFormed()).toBe(true);
    expect(query.endsWith('Was steht da?')).toBe(true);
  });

  it('is nothing where the web is not searched', () => {
    const request = callRequest(questionOf([], 'Hallo', undefined), { model: 'demo/swift' });
    expect(request.webSearch).toBeUndefined();
  });
});
