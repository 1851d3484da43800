import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { BillingDatabase } from '../../database/billing-database.js';

/** An address that a mandate wants written to. */
export interface Contact {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly report: boolean;
  readonly warnings: boolean;
  readonly addedBy: string;
  readonly addedByName: string;
  readonly createdAt: Date;
  readonly unsubscribedAt: Date | null;
}

const COLUMNS = `id, email, name, locale, report, warnings, added_by AS "addedBy", added_by_name AS "addedByName",
  created_at AS "createdAt", unsubscribed_at AS "unsubscribedAt"`;

/** The billing contacts of mandates. */
@Injectable()
export class ContactsRepository {
  constructor(private readonly database: BillingDatabase) {}

  list(mandateId: string): Promise<Contact[]> {
    return this.database.query<Contact>(
      `SELECT ${COLUMNS} FROM billing_contact WHERE mandate_id = $1 ORDER BY lower(name), id`,
      [mandateId],
    );
  }

  async find(mandateId: string, id: string): Promise<Contact | undefined> {
    const [contact] = await this.database.query<Contact>(
      `SELECT ${COLUMNS} FROM billing_contact WHERE mandate_id = $1 AND id = $2`,
      [mandateId, id],
    );
    return contact;
  }

  /** Adds one, or gives the one with this id these values. @throws a unique violation for an address that is there */
  async save(mandateId: string, contact: Contact): Promise<void> {
    await this.database.query(
      `INSERT INTO billing_contact (mandate_id, id, email, name, locale, report, warnings, added_by, added_by_name,
         created_at, unsubscribed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT ON CONSTRAINT billing_contact_pk DO UPDATE SET email = excluded.email, name = excluded.name,
         locale = excluded.locale, report = excluded.report, warnings = excluded.warnings,
         added_by = excluded.added_by, added_by_name = excluded.added_by_name, created_at = excluded.created_at,
         unsubscribed_at = excluded.unsubscribed_at WHERE billing_contact.mandate_id = excluded.mandate_id`,
      [
        mandateId,
        contact.id,
        contact.email,
        contact.name,
        contact.locale,
        contact.report,
        contact.warnings,
        contact.addedBy,
        contact.addedByName,
        contact.createdAt,
        contact.unsubscribedAt,
      ],
    );
  }

  async remove(mandateId: string, id: string): Promise<void> {
    await this.database.query('DELETE FROM billing_contact WHERE mandate_id = $1 AND id = $2', [mandateId, id]);
  }

  /** False when that has been done already. */
  async unsubscribe(mandateId: string, id: string, moment: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE billing_contact SET unsubscribed_at = $3
       WHERE mandate_id = $1 AND id = $2 AND unsubscribed_at IS NULL RETURNING id`,
      [mandateId, id, moment],
    );
    return rows.length > 0;
  }
}
