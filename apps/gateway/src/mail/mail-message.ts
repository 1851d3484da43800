import type { Locale } from '@nyla/contracts';
import { isEmail } from 'class-validator';
import type { SendMailOptions } from 'nodemailer';
import type { MailAttachment } from './mail-attachments.js';
import { UnsendableMail } from './mail-failure.js';
import type { RenderedMail } from './rendering/mail-renderer.service.js';

export interface Envelope {
  readonly id: string;
  /** How often it was sent again on purpose: each time it is another message. */
  readonly resent: number;
  readonly to: string;
  /** An address, or `Name <address>`. */
  readonly from: string;
  readonly locale: Locale;
  /** Where mail programs end mails like this one; absent where nobody can. */
  readonly unsubscribe?: string | undefined;
}

const SUBJECT_MAX_LENGTH = 250;

/**
 * The message as the mail server gets it. Its id is made of the row's: where a gateway dies after the server took the
 * mail and before that was noted, it goes out a second time, and mail programs can tell that it is the same.
 * @throws UnsendableMail for what is no single address
 */
export function messageOf(
  { id, resent, to, from, locale, unsubscribe }: Envelope,
  { subject, html, text, images }: RenderedMail,
  attachments: readonly MailAttachment[],
): SendMailOptions {
  // White space, a second address or a line break would be an address of its own in the header.
  if (!isEmail(to) || /[\s,;<>"()]/.test(to)) {
    throw new UnsendableMail('address_invalid', 'this is no e-mail address');
  }
  const sender = addressOf(from);
  return {
    messageId: `<${resent === 0 ? id : `${id}.${resent}`}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
    from,
    to: { name: '', address: to },
    envelope: { from: sender, to: [to] },
    subject: oneLine(subject).slice(0, SUBJECT_MAX_LENGTH),
    html,
    text,
    // Nobody's holiday notice shall answer, and mail programs learn the language.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': locale,
      ...unsubscribeHeaders(unsubscribe),
    },
    attachments: [
      ...images.map(({ cid, contentType, content }) => ({
        cid,
        contentType,
        content,
        filename: `${fileName(cid)}.${contentType.split('/')[1] ?? 'bin'}`,
        contentDisposition: 'inline' as const,
      })),
      ...attachments.map(({ filename, contentType, content }) => ({
        filename: fileName(filename),
        contentType,
        content,
      })),
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Only by https do mail programs end mails by themselves (RFC 8058); else their readers open the address (RFC 2369). */
function unsubscribeHeaders(address: string | undefined): Record<string, { prepared: true; value: string }> {
  if (address === undefined) return {};
  // As they stand: a fold would cut the address in two.
  const list = { 'List-Unsubscribe': { prepared: true, value: `<${address}>` } } as const;
  if (!address.startsWith('https://')) return list;
  return { ...list, 'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' } };
}

/** The address in `Name <address>`. */
export function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1]?.trim() ?? from.trim();
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

function fileName(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu, '-').slice(0, 150) || 'file';
}
