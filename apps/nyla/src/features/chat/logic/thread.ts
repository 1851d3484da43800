import type { MessageDto, MessagePriceDto, ModelDecisionDto, SendMessageDto, UsageDto } from '@nyla/contracts';

type Started = { readonly userMessage: MessageDto; readonly assistantMessage: MessageDto };

/** What this page knows about an answer that it is receiving, before the stored chat knows it. */
export interface LiveAnswer {
  readonly request: SendMessageDto;
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
  /** Both messages as the server stored them; null until it has accepted the request. */
  readonly started: Started | null;
  /** What the web is being searched for at this moment. */
  readonly searching: string | null;
  readonly sources: MessageDto['sources'];
  readonly decision: ModelDecisionDto | null;
  readonly text: string;
  readonly usage: UsageDto | null;
  readonly price: MessagePriceDto | null;
}

export const OPTIMISTIC_USER_ID = 'sending';
export const PENDING_ANSWER_ID = 'pending';

/** A request of which nothing has come back yet. */
export function liveAnswer(request: SendMessageDto, sentAt: string): LiveAnswer {
  return {
    request,
    sentAt,
    started: null,
    searching: null,
    sources: [],
    decision: null,
    text: '',
    usage: null,
    price: null,
  };
}

/** The answer as the message that it will be, as far as it has come. */
export function receivedMessage(live: LiveAnswer, { assistantMessage }: Started): MessageDto {
  const { text, usage, price, sources, decision } = live;
  return {
    ...assistantMessage,
    content: text,
    model: decision?.chosen ?? assistantMessage.model,
    usage,
    price,
    sources,
    decision,
  };
}

/** The stored messages with the running answer laid over them. */
export function threadMessages(stored: readonly MessageDto[], live: LiveAnswer | null): readonly MessageDto[] {
  if (!live) return stored;
  return live.started ? withAnswer(stored, live, live.started) : withPending(stored, live);
}

/** Whether the server is still writing an answer, whoever is receiving it. */
export function isAnswering(messages: readonly MessageDto[]): boolean {
  return messages.some(({ status }) => status === 'streaming');
}

function withAnswer(stored: readonly MessageDto[], live: LiveAnswer, started: Started): readonly MessageDto[] {
  const { userMessage, assistantMessage } = started;
  // Asking again replaces what followed the question.
  const question = stored.findIndex(({ id }) => id === userMessage.id);
  const before = question === -1 ? stored.filter(({ id }) => id !== assistantMessage.id) : stored.slice(0, question);
  return [...before, userMessage, { ...receivedMessage(live, started), status: 'streaming' }];
}

function withPending(stored: readonly MessageDto[], { request, sentAt }: LiveAnswer): readonly MessageDto[] {
  const pending: MessageDto = {
    ...message(PENDING_ANSWER_ID, 'assistant', sentAt),
    status: 'streaming',
    model: request.model,
    webSearch: request.webSearch ?? null,
  };
  if (request.retryOf !== undefined) return [...stored.filter(({ id }) => id !== request.retryOf), pending];
  const question = { ...message(OPTIMISTIC_USER_ID, 'user', sentAt), content: request.content ?? '' };
  return [...stored, question, pending];
}

function message(id: string, role: MessageDto['role'], createdAt: string): MessageDto {
  return {
    id,
    role,
    status: 'completed',
    content: '',
    model: null,
    usage: null,
    price: null,
    charges: [],
    sources: [],
    decision: null,
    webSearch: null,
    errorCode: null,
    createdAt,
  };
}
