import type { MessageDto, MessagePriceDto, SendMessageDto, UsageDto } from '@nyla/contracts';

/** What this page knows about an answer that it is receiving, before the stored chat knows it. */
export interface LiveAnswer {
  readonly request: SendMessageDto;
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
  /** Both messages as the server stored them; null until it has accepted the request. */
  readonly started: { readonly userMessage: MessageDto; readonly assistantMessage: MessageDto } | null;
  readonly text: string;
  readonly usage: UsageDto | null;
  readonly price: MessagePriceDto | null;
}

export const OPTIMISTIC_USER_ID = 'sending';
export const PENDING_ANSWER_ID = 'pending';

/** The stored messages with the running answer laid over them. */
export function threadMessages(stored: readonly MessageDto[], live: LiveAnswer | null): readonly MessageDto[] {
  if (!live) return stored;
  return live.started ? withAnswer(stored, live, live.started) : withPending(stored, live);
}

/** What a request asks: its own text, or the last question where an answer is to be made again. */
export function questionOf({ content }: SendMessageDto, messages: readonly MessageDto[]): string {
  return content ?? messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

/** Whether the server is still writing an answer, whoever is receiving it. */
export function isAnswering(messages: readonly MessageDto[]): boolean {
  return messages.some(({ status }) => status === 'streaming');
}

function withAnswer(
  stored: readonly MessageDto[],
  live: LiveAnswer,
  { userMessage, assistantMessage }: NonNullable<LiveAnswer['started']>,
): readonly MessageDto[] {
  // Asking again replaces what followed the question.
  const question = stored.findIndex(({ id }) => id === userMessage.id);
  const before = question === -1 ? stored.filter(({ id }) => id !== assistantMessage.id) : stored.slice(0, question);
  return [
    ...before,
    userMessage,
    { ...assistantMessage, status: 'streaming', content: live.text, usage: live.usage, price: live.price },
  ];
}

function withPending(stored: readonly MessageDto[], { request, sentAt }: LiveAnswer): readonly MessageDto[] {
  const pending = message(PENDING_ANSWER_ID, 'assistant', 'streaming', '', request.model, sentAt);
  if (request.retryOf !== undefined) return [...stored.filter(({ id }) => id !== request.retryOf), pending];
  return [...stored, message(OPTIMISTIC_USER_ID, 'user', 'completed', request.content ?? '', null, sentAt), pending];
}

function message(
  id: string,
  role: MessageDto['role'],
  status: MessageDto['status'],
  content: string,
  model: string | null,
  createdAt: string,
): MessageDto {
  return { id, role, status, content, model, usage: null, price: null, errorCode: null, createdAt };
}
