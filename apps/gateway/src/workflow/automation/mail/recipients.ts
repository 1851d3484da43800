import { isEmail } from 'class-validator';
import { DomainError } from '../../../common/errors/domain-error.js';

/** What would separate or frame addresses in a header; a plain address holds none of it. */
const NOT_PLAIN = /[\s,;:<>()"\\[\]]|\p{C}/u;
const PLACEHOLDER = /\{\{.*?\}\}/gs;
const DOMAIN_MARK = '@';

/** One address in lower case; undefined for anything else, such as two of them. */
export function plainAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return !NOT_PLAIN.test(address) && address.isWellFormed() && isEmail(address) ? address : undefined;
}

/** What is wrong with a recipient as far as it can be known before a run. */
export function recipientProblem(template: string): string | undefined {
  if (template.trim() === '') return 'is empty';
  if (template.includes('{{')) {
    // `{{variables.to}}` and `info@{{variables.domain}}`, and not two of them in one entry.
    return NOT_PLAIN.test(template.trim().replace(PLACEHOLDER, 'x')) ? 'is no single e-mail address' : undefined;
  }
  return plainAddress(template) === undefined ? 'is no single e-mail address' : undefined;
}

/** What is wrong with an entry of the allowed recipients: `name@example.ch`, or `@example.ch` for the whole domain. */
export function allowedRecipientProblem(entry: string): string | undefined {
  const example = entry.startsWith(DOMAIN_MARK) ? `x${entry}` : entry;
  return plainAddress(example) === undefined || entry !== entry.trim()
    ? 'is neither an e-mail address nor a domain such as @example.ch'
    : undefined;
}

/** Whether the list lets mails go to an address; a domain does not stand for those below it. */
export function isAllowedRecipient(address: string, allowed: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf(DOMAIN_MARK));
  return allowed.map((entry) => entry.toLowerCase()).some((entry) => entry === address || entry === domain);
}

/**
 * The addresses that the filled-in templates name, each once. A value can be an address and nothing more: no second
 * one, no name, no header. @throws DomainError automation.mail_refused
 */
export function addressesOf(filled: readonly string[]): string[] {
  const addresses = filled.map((text) => {
    const address = plainAddress(text);
    if (address !== undefined) return address;
    throw new DomainError('automation.mail_refused', { reason: 'address', address: text.slice(0, 254), maximum: null });
  });
  return [...new Set(addresses)];
}
