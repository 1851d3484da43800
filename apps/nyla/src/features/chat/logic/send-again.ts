import type { QuoteRequestDto, SendMessageDto } from '@nyla/contracts';

/** How a refused request may be tried again; nothing of it: as it was. */
export interface SendAgain {
  readonly model?: string;
  readonly maxOutputTokens?: number;
  readonly withoutSearch?: true;
}

/** The request with a change; without one it is the same object, so that a repeat can be told from a new request. */
export function changedRequest(request: SendMessageDto, { withoutSearch, ...change }: SendAgain): SendMessageDto {
  if (!withoutSearch && Object.keys(change).length === 0) return request;
  const { webSearch, ...rest } = request;
  return { ...rest, ...change, ...(webSearch !== undefined && !withoutSearch ? { webSearch } : {}) };
}

/** The question what a request would cost. An answer that is made again brings its question along and has no text. */
export function quoteRequestOf(chatId: string, { content, ...request }: SendMessageDto): QuoteRequestDto {
  return { ...request, chatId, content: content ?? '' };
}
