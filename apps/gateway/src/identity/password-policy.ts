import { PASSWORD_MIN_LENGTH, type PasswordFault } from '@nyla/contracts';
import { dictionary } from '@zxcvbn-ts/language-common';
import { ValidationError } from '../common/errors/domain-error.js';

export interface PasswordOwner {
  readonly email: string;
  readonly displayName: string;
}

const COMMON = new Set<string>(dictionary['passwords-common']);
/** Shorter pieces of a name are in half of all words. */
const PIECE_MIN_LENGTH = 4;
const FAULT_WORDS: Readonly<Record<PasswordFault, string>> = {
  minLength: `must have at least ${PASSWORD_MIN_LENGTH} characters`,
  isUnchanged: 'must differ from the present one',
  isCommon: 'is among the most common passwords',
  isPersonal: 'must not contain the name or the e-mail address',
};

/** What is wrong with a new password; undefined when nothing is. */
export function passwordFault(password: string, { email, displayName }: PasswordOwner): PasswordFault | undefined {
  if ([...password].length < PASSWORD_MIN_LENGTH) return 'minLength';
  const lower = password.normalize('NFKC').toLowerCase();
  // Digits and signs behind a common password, or the same one twice, are what everybody tries next.
  const bare = lower.replace(/[\d\W_]+$/, '');
  if ([lower, bare, repeatedPart(lower)].some((text) => COMMON.has(text))) return 'isCommon';
  if (new Set(lower).size < PIECE_MIN_LENGTH) return 'isCommon';
  // The last label of the address says nothing about a person: `.info` is in many words.
  const pieces = [email, displayName, ...`${email.replace(/\.[^.]*$/, '')} ${displayName}`.split(/[^\p{L}\p{N}]+/u)];
  const own = pieces.map((piece) => piece.normalize('NFKC').toLowerCase());
  return own.some((piece) => piece.length >= PIECE_MIN_LENGTH && lower.includes(piece)) ? 'isPersonal' : undefined;
}

/** @throws ValidationError that names the field and the fault */
export function refuseWeakPassword(password: string, owner: PasswordOwner, field: string): void {
  const fault = passwordFault(password, owner);
  if (fault) refusePassword(fault, field);
}

/** @throws ValidationError */
export function refusePassword(fault: PasswordFault, field: string): never {
  throw new ValidationError([{ field, constraint: fault, message: `${field} ${FAULT_WORDS[fault]}` }]);
}

function repeatedPart(text: string): string {
  return /^(.+?)\1+$/.exec(text)?.[1] ?? text;
}
