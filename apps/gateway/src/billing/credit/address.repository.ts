import { Injectable } from '@nestjs/common';
import { BillingDatabase } from '../../database/billing-database.js';

/** Who is invoiced for a mandate. */
export interface Address {
  readonly company: string;
  readonly person: string | null;
  readonly street: string;
  readonly houseNumber: string | null;
  readonly postcode: string;
  readonly town: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly email: string;
  readonly vatId: string | null;
}

export interface StoredAddress extends Address {
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** Billing addresses, one for each mandate. */
@Injectable()
export class AddressRepository {
  constructor(private readonly database: BillingDatabase) {}

  async find(mandateId: string): Promise<StoredAddress | undefined> {
    const [row] = await this.database.query<StoredAddress>(
      `SELECT company, person, street, house_number AS "houseNumber", postcode, town, country, email, vat_id AS "vatId",
         to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
       FROM billing_address WHERE mandate_id = $1`,
      [mandateId],
    );
    return row;
  }

  async save(mandateId: string, address: Address, moment: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO billing_address (mandate_id, company, person, street, house_number, postcode, town, country, email,
         vat_id, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT ON CONSTRAINT billing_address_pk DO UPDATE SET company = excluded.company, person = excluded.person,
         street = excluded.street, house_number = excluded.house_number, postcode = excluded.postcode,
         town = excluded.town, country = excluded.country, email = excluded.email, vat_id = excluded.vat_id,
         updated_at = excluded.updated_at`,
      [
        mandateId,
        address.company,
        address.person,
        address.street,
        address.houseNumber,
        address.postcode,
        address.town,
        address.country,
        address.email,
        address.vatId,
        moment.toISOString(),
      ],
    );
  }
}
