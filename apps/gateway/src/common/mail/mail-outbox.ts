import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';
import { Database } from '../../database/database.js';
import { newId } from '../ids.js';
import { countMails, insertMail, type MailCounts } from './mail-outbox.repository.js';

export interface NewMail<K extends MailKind = MailKind> {
  readonly kind: K;
  /** An e-mail address. */
  readonly to: string;
  readonly locale: Locale;
  readonly data: MailData[K];
  /** Whose matter it is; null for what belongs to nobody's mandate. */
  readonly mandateId: string | null;
  /** Null for an address that is no member's. */
  readonly userId: string | null;
  /** Of two mails with the same key in one database, only the first is sent: name the cause and the address. */
  readonly dedupeKey: string | null;
}

/** Takes mails to be sent. Both databases have an outbox, so that a mail stands or falls with its cause. */
@Injectable()
export class MailOutbox {
  /** Call it inside `database.run`, beside the cause. */
  async enqueue<K extends MailKind>(database: Database, mail: NewMail<K>): Promise<void> {
    await insertMail(database, { id: newId(), ...mail });
  }

  /** How many mails of a kind a mandate has had written since a moment, and how many of them to one address. */
  countSince(
    database: Database,
    mails: Pick<NewMail, 'kind' | 'to'> & { readonly mandateId: string },
    since: Date,
  ): Promise<MailCounts> {
    return countMails(database, mails, since);
  }
}
