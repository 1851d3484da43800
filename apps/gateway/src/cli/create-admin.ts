import { LOCALES, type Locale, NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { isEmail } from 'class-validator';
import { InvalidArgumentError } from 'commander';
import type { EnsuredOperator } from '../bootstrap/operators.service.js';
import type { Report } from './report.js';

export interface AdminOptions {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly resetPassword?: boolean;
}

export function emailArgument(text: string): string {
  const email = text.trim();
  if (!isEmail(email)) throw new InvalidArgumentError(`${JSON.stringify(email)} is no e-mail address.`);
  return email.toLowerCase();
}

export function nameArgument(text: string): string {
  const name = text.trim();
  if (name === '') throw new InvalidArgumentError('A name has at least one letter.');
  if ([...name].length > NAME_MAX_LENGTH) throw new InvalidArgumentError(`At most ${NAME_MAX_LENGTH} characters.`);
  return name;
}

export function localeArgument(text: string): Locale {
  const locale = LOCALES.find((known) => known === text);
  if (!locale) throw new InvalidArgumentError(`It is one of ${LOCALES.join(', ')}.`);
  return locale;
}

const PERSON = { created: 'made', known: 'was there already; name and language stay' } as const;
const ROLE = { given: 'operator, given now', 'there already': 'operator already' } as const;

export function adminReport(email: string, { person, role, password, endedSessions }: EnsuredOperator): Report {
  const ended = password === 'reset' ? `, sign-ins ended: ${endedSessions}` : '';
  return {
    ok: true,
    summary: { email, person: PERSON[person], role: ROLE[role], password: `${password}${ended}` },
    ...(person === 'known' && password === 'unchanged' && { hints: ['For a new password add --reset-password.'] }),
  };
}
