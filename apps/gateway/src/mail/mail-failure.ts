import type { MailFailure } from '@nyla/contracts';

/** Why a mail did not go out, and what follows from it. */
export interface Failure {
  readonly failure: MailFailure;
  /**
   * `again`: the server may take it later, a few times · `ours`: nobody's mail would have gone out, so it is tried
   * until one does · `never`: trying again would change nothing
   */
  readonly retry: 'again' | 'ours' | 'never';
  /** What the operator reads. */
  readonly text: string;
}

/** Known before the server is asked. */
export class UnsendableMail extends Error {
  override readonly name = 'UnsendableMail';

  constructor(
    readonly failure: Extract<MailFailure, 'address_invalid' | 'rendering' | 'expired'>,
    message: string,
  ) {
    super(message);
  }
}

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly message?: string;
  readonly syscall?: string;
}

const TEXT_MAX_LENGTH = 500;
const AUTHENTICATION_CODES = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);
/** Replies that ask for another or a stronger sign-in, whichever command they answer. */
const AUTHENTICATION_REPLIES = new Set([530, 534, 535, 538]);
/** The server ends the connection: it says nothing of the mail. */
const CLOSING_REPLIES = new Set([421, 503]);
const SIZE_REPLY = 552;
const FILE_CODES = new Set([
  'EACCES',
  'EPERM',
  'ENOSPC',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EDQUOT',
  'EEXIST',
  'EIO',
  'EMFILE',
]);

/** What an error of handing a mail over means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UnsendableMail) {
    const retry = error.failure === 'rendering' ? 'again' : 'never';
    return { failure: error.failure, retry, text: textOf(error.message) };
  }
  const given: SmtpError = typeof error === 'object' && error !== null ? error : {};
  const { code = '', command = '', responseCode: reply } = given;
  const text = textOf(given.response ?? given.message ?? String(error));
  const is = (failure: MailFailure, retry: Failure['retry']): Failure => ({ failure, retry, text });
  if (AUTHENTICATION_CODES.has(code) || (reply !== undefined && AUTHENTICATION_REPLIES.has(reply))) {
    return is('authentication', 'ours');
  }
  if (reply === SIZE_REPLY) return is('content_refused', 'never');
  if (reply !== undefined && CLOSING_REPLIES.has(reply)) return is('connection', 'ours');
  if (code === 'EENVELOPE') {
    if (command === 'MAIL FROM') return is('sender_refused', 'ours');
    if (reply === undefined) return is('address_invalid', 'never');
    return reply >= 500 ? is('recipient_refused', 'never') : is('temporary_refusal', 'again');
  }
  if (code === 'EMESSAGE') {
    if (reply === undefined || reply >= 500) return is('content_refused', 'never');
    return is('temporary_refusal', 'again');
  }
  if (FILE_CODES.has(code) && given.syscall !== 'connect') return is('storage', 'ours');
  return is('connection', 'ours');
}

/** One line of printable text. */
function textOf(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, TEXT_MAX_LENGTH);
}
