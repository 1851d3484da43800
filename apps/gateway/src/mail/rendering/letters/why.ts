import type { MailContact } from '@nyla/contracts';
import type { Letter } from '../letter.js';
import type { LetterWriter } from '../letter-writer.js';
import { OWN_MAILS } from './paths.js';

interface ForContacts {
  readonly mandateName: string;
  readonly contact?: MailContact;
}

/** Why a billing contact is written to. Who is no member is told who wrote them down, and how to end it. */
export function whyOf(
  { mandateName: mandate, contact }: ForContacts,
  writer: LetterWriter,
): Pick<Letter, 'why' | 'managePath' | 'manageLabel'> {
  const { common } = writer.texts;
  if (!contact) return { why: writer.fill(common.whyBilling, { mandate }), managePath: OWN_MAILS };
  const values = { mandate, name: contact.addedBy, day: writer.day(contact.addedOn) };
  return {
    why: writer.fill(common.whyContact, values),
    managePath: contact.unsubscribePath,
    manageLabel: common.unsubscribe,
  };
}
