export const MESSAGE_ROLES = ['user', 'assistant'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/**
 * `streaming` while the answer is being made; then `completed`, `aborted` (stopped by the reader), `failed` (the
 * provider broke off) or `interrupted` (the gateway died in the middle).
 */
export const MESSAGE_STATUSES = ['streaming', 'completed', 'aborted', 'failed', 'interrupted'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const CHAT_TITLE_MAX_LENGTH = 120;
export const MESSAGE_MAX_LENGTH = 200_000;

/** Names of the server-sent events that answer `POST /chats/:id/messages`. */
export const CHAT_EVENTS = [
  'start',
  'search',
  'sources',
  'decision',
  'delta',
  'usage',
  'price',
  'error',
  'done',
] as const;
export type ChatEventName = (typeof CHAT_EVENTS)[number];

/** Sources kept with an answer. */
export const SOURCES_MAX = 40;
export const SOURCE_TITLE_MAX_LENGTH = 300;
export const SOURCE_SNIPPET_MAX_LENGTH = 600;
export const SOURCE_URL_MAX_LENGTH = 2000;
