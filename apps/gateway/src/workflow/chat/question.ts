import type { SendMessageDto } from '@nyla/contracts';
import type { ChatTurn } from '../../aicore/aicore.facade.js';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';
import type { CallRequest } from '../call.types.js';
import type { MessageRow } from './chat.repository.js';

/** A question with the conversation before it. */
export interface Question {
  readonly content: string;
  readonly earlier: readonly ChatTurn[];
  /** The answer that is made again, and its question. */
  readonly retry: { readonly question: MessageRow; readonly answer: MessageRow } | undefined;
}

/** Which models are asked, and how. */
export type Asked = Pick<SendMessageDto, 'model' | 'fallbackModels' | 'webSearch' | 'maxOutputTokens'>;

/** A search engine is asked for less than a model: longer queries are refused, and find nothing anyway. */
const QUERY_MAX_CHARACTERS = 380;
/** A question shorter than this rarely says what it is about: "Und in Bern?" */
const QUERY_MIN_CHARACTERS = 30;

/**
 * A new question, or one whose answer is made again.
 * @throws ValidationError when it is neither or both, DomainError chat.nothing_to_retry for any answer but the last
 */
export function questionOf(
  rows: readonly MessageRow[],
  content: string | undefined,
  retryOf: string | undefined,
): Question {
  if (retryOf !== undefined && !content) {
    const retry = lastExchange(rows, retryOf);
    const before = rows.filter((row) => row.seq < retry.question.seq);
    return { content: retry.question.content, earlier: turnsOf(before), retry };
  }
  if (content === undefined || retryOf !== undefined) {
    throw new ValidationError([{ field: 'content', constraint: 'isOneOf', message: 'send either content or retryOf' }]);
  }
  return { content, earlier: turnsOf(rows), retry: undefined };
}

/** What the processor is asked for. */
export function callRequest({ content, earlier }: Question, asked: Asked): CallRequest {
  return {
    modelId: asked.model,
    fallbackModelIds: asked.fallbackModels,
    messages: [...earlier, { role: 'user', content }],
    maxOutputTokens: asked.maxOutputTokens,
    webSearch:
      asked.webSearch === undefined ? undefined : { modelId: asked.webSearch, query: queryOf(content, earlier) },
  };
}

/**
 * The conversation as a model reads it: turns alternate. Of several answers to one question the last counts, and a
 * question that got none is left out.
 */
export function turnsOf(rows: readonly MessageRow[]): ChatTurn[] {
  const turns: ChatTurn[] = [];
  let question: ChatTurn | undefined;
  for (const { role, content, status } of rows) {
    if (role === 'user') question = { role, content };
    else if (content !== '' && status !== 'streaming') {
      if (question) turns.push(question, { role, content });
      else turns[turns.length - 1] = { role, content };
      question = undefined;
    }
  }
  return turns;
}

/** What the web is searched for: the question, and the one before it where it is too short to stand alone. */
function queryOf(content: string, earlier: readonly ChatTurn[]): string {
  const question = oneLine(content);
  const previous = earlier.findLast(({ role }) => role === 'user');
  const query =
    question.length < QUERY_MIN_CHARACTERS && previous ? `${oneLine(previous.content)} ${question}` : question;
  if (query.length <= QUERY_MAX_CHARACTERS) return query;
  // The end is what is asked; what stands before it is mostly what it is asked about.
  return query
    .slice(-QUERY_MAX_CHARACTERS)
    .replace(/^[\uDC00-\uDFFF]/, '')
    .trimStart();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The last answer of a chat and its question. @throws DomainError chat.nothing_to_retry for any other answer. */
function lastExchange(rows: readonly MessageRow[], answerId: string): { question: MessageRow; answer: MessageRow } {
  const answer = rows.at(-1);
  const question = rows.findLast((row) => row.role === 'user');
  if (!answer || !question || answer.id !== answerId || answer.role !== 'assistant') {
    throw new DomainError('chat.nothing_to_retry');
  }
  return { question, answer };
}
