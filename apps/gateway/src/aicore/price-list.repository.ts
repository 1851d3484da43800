import { Injectable } from '@nestjs/common';
import type { ConnectorType, PriceState } from '@nyla/contracts';
import { type Decimal, formatDecimal, parseDecimal } from '@nyla/money';
import type { Cursor } from '../common/http/cursor.js';
import { newId } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';
import type { DatedFxRate, FxRate, PriceVersion } from './connector.contract.js';
import { type PriceRow, priceVersion, tiersJson } from './price-list/price-row.js';

interface FxRow {
  readonly usd_chf: string;
  readonly day: string;
  readonly source: string;
}

export type NewPriceVersion = Omit<PriceVersion, 'id'> & {
  readonly author: string;
};

export interface NewFxRate {
  readonly usdChf: Decimal;
  readonly validFrom: Date;
  readonly source: string;
  readonly author: string;
}

/** When a row came and when it goes; times as PostgreSQL writes them, with microseconds. */
interface DatedRow {
  readonly id: string;
  readonly state: PriceState;
  readonly validFromText: string;
  readonly author: string;
  readonly createdAt: string;
  readonly withdrawnAt: string | null;
  readonly withdrawnBy: string | null;
}

/** A row of the price list with its history. */
export interface PriceRecord extends DatedRow {
  readonly version: PriceVersion;
  readonly validUntil: string | null;
}

/** A row of the exchange rates with its history. */
export interface FxRecord extends DatedRow {
  readonly usdChf: string;
  readonly source: string;
}

export interface PriceFilter {
  readonly connectorType?: ConnectorType | undefined;
  readonly model?: string | undefined;
  readonly state?: PriceState | undefined;
  readonly id?: string | undefined;
}

/** Author of the rows that come with a release. */
const SHIPPED_AUTHOR = 'shipped';
const PRICE_COLUMNS = 'id, connector_type, model, valid_from, tiers, facts, source, confirmed';
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const RECORD_COLUMNS = `author, to_char(valid_from AT TIME ZONE 'UTC', ${ISO}) AS "validFromText",
  to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS "createdAt",
  to_char(withdrawn_at AT TIME ZONE 'UTC', ${ISO}) AS "withdrawnAt", withdrawn_by AS "withdrawnBy"`;
const STATE = `CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN valid_from > $1 THEN 'future' WHEN next_from <= $1 THEN 'past' ELSE 'current' END AS state`;

/** Dated prices and exchange rates. Rows are added, never changed: past bookings point at them. */
@Injectable()
export class PriceListRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** The version in force at `at`; the model's own before the connector's `*`. */
  async findPrice(connectorType: ConnectorType, model: string, at: Date): Promise<PriceVersion | undefined> {
    const rows = await this.database.prepared<PriceRow>(
      'price_find',
      `SELECT ${PRICE_COLUMNS} FROM price_version
       WHERE connector_type = $1 AND model IN ($2, '*') AND valid_from <= $3 AND withdrawn_at IS NULL
       ORDER BY model = '*', valid_from DESC LIMIT 1`,
      [connectorType, model, at],
    );
    return rows[0] && priceVersion(rows[0]);
  }

  async hasPriceOf(connectorType: ConnectorType, model: string): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM price_version WHERE connector_type = $1 AND model = $2 AND withdrawn_at IS NULL LIMIT 1',
      [connectorType, model],
    );
    return rows.length > 0;
  }

  /** Every version in force at `at`, one per connector and model. */
  async listPrices(at: Date): Promise<PriceVersion[]> {
    const rows = await this.database.prepared<PriceRow>(
      'price_list',
      `SELECT DISTINCT ON (connector_type, model) ${PRICE_COLUMNS} FROM price_version
       WHERE valid_from <= $1 AND withdrawn_at IS NULL ORDER BY connector_type, model, valid_from DESC`,
      [at],
    );
    return rows.map(priceVersion);
  }

  /** Versions by their ids, in any order; ids that are none have none. */
  async findVersions(ids: readonly string[]): Promise<PriceVersion[]> {
    const rows = await this.database.query<PriceRow>(
      `SELECT ${PRICE_COLUMNS} FROM price_version WHERE id::text = ANY ($1::text[])`,
      [ids],
    );
    return rows.map(priceVersion);
  }

  /** What starts last comes first; at most `limit` rows after the cursor. */
  async listRecords(filter: PriceFilter, at: Date, cursor: Cursor | undefined, limit: number): Promise<PriceRecord[]> {
    const rows = await this.database.query<PriceRow & Omit<PriceRecord, 'version'>>(
      `SELECT ${PRICE_COLUMNS}, ${RECORD_COLUMNS}, state,
         to_char(next_from AT TIME ZONE 'UTC', ${ISO}) AS "validUntil"
       FROM (SELECT *, ${STATE} FROM (
         SELECT *, lead(valid_from) OVER (PARTITION BY connector_type, model, withdrawn_at IS NULL ORDER BY valid_from)
           AS next_from
         FROM price_version) following) stated
       WHERE connector_type = coalesce($2, connector_type) AND model = coalesce($3, model)
         AND state = coalesce($4, state) AND id = coalesce($5::uuid, id)
         AND ($6::timestamptz IS NULL OR (valid_from, id) < ($6::timestamptz, $7::uuid))
       ORDER BY valid_from DESC, id DESC LIMIT $8`,
      [at, filter.connectorType, filter.model, filter.state, filter.id, cursor?.createdAt, cursor?.id, limit],
    );
    return rows.map((row) => ({
      id: row.id,
      version: priceVersion(row),
      state: row.state,
      validFromText: row.validFromText,
      validUntil: row.state === 'withdrawn' ? null : row.validUntil,
      author: row.author,
      createdAt: row.createdAt,
      withdrawnAt: row.withdrawnAt,
      withdrawnBy: row.withdrawnBy,
    }));
  }

  async findFxRate(at: Date): Promise<FxRate | undefined> {
    const [row] = await this.database.prepared<FxRow>(
      'fx_find',
      `SELECT trim_scale(usd_chf)::text AS usd_chf, (valid_from AT TIME ZONE 'Europe/Zurich')::date::text AS day, source
       FROM fx_rate WHERE valid_from <= $1 AND withdrawn_at IS NULL ORDER BY valid_from DESC LIMIT 1`,
      [at],
    );
    return (
      row && {
        rate: parseDecimal(row.usd_chf),
        date: row.day,
        source: row.source,
      }
    );
  }

  /** What starts last comes first; at most `limit` rows after the cursor. */
  listFxRecords(at: Date, cursor: Cursor | undefined, limit: number, id?: string): Promise<FxRecord[]> {
    return this.database.query<FxRecord>(
      `SELECT id, trim_scale(usd_chf)::text AS "usdChf", source, ${RECORD_COLUMNS}, ${STATE}
       FROM (SELECT *, lead(valid_from) OVER (PARTITION BY withdrawn_at IS NULL ORDER BY valid_from) AS next_from
             FROM fx_rate) following
       WHERE ($2::timestamptz IS NULL OR (valid_from, id) < ($2::timestamptz, $3::uuid)) AND id = coalesce($5::uuid, id)
       ORDER BY valid_from DESC, id DESC LIMIT $4`,
      [at, cursor?.createdAt, cursor?.id, limit, id],
    );
  }

  /** Every rate that was, is or will be in force, oldest first; there is one a day at the most. */
  async listFxRates(): Promise<DatedFxRate[]> {
    const rows = await this.database.query<FxRow & { readonly valid_from: Date }>(
      `SELECT trim_scale(usd_chf)::text AS usd_chf, (valid_from AT TIME ZONE 'Europe/Zurich')::date::text AS day, source,
         valid_from FROM fx_rate WHERE withdrawn_at IS NULL ORDER BY valid_from`,
    );
    return rows.map((row) => ({
      rate: parseDecimal(row.usd_chf),
      date: row.day,
      source: row.source,
      validFrom: row.valid_from,
    }));
  }

  /** Adds a version unless one with the same start exists; answers its id where it was added. */
  async addPrice(price: NewPriceVersion): Promise<string | undefined> {
    return this.insertPrice(price, 'true');
  }

  /** The same for a price that a release brings along: where the operator has priced the model, nothing is added. */
  async addShippedPrice(price: Omit<NewPriceVersion, 'author'>): Promise<boolean> {
    // What the operator has withdrawn does not come back with the next start.
    const untouched = `NOT EXISTS (SELECT FROM price_version
      WHERE connector_type = $2 AND model = $3 AND (author <> $8 OR valid_from = $4))`;
    return (await this.insertPrice({ ...price, author: SHIPPED_AUTHOR }, untouched)) !== undefined;
  }

  /** Adds a rate unless one with the same start exists; answers its id where it was added. */
  async addFxRate(fx: NewFxRate): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `INSERT INTO fx_rate (id, usd_chf, valid_from, source, author) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (valid_from) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id`,
      [newId(), formatDecimal(fx.usdChf), fx.validFrom, fx.source, fx.author],
    );
    return row?.id;
  }

  /** Takes a price back that has not begun. False for one that is not there, or was withdrawn before. */
  withdrawPrice(id: string, by: string): Promise<boolean> {
    return this.withdraw('price_version', id, by);
  }

  /** The same for a rate. */
  withdrawFxRate(id: string, by: string): Promise<boolean> {
    return this.withdraw('fx_rate', id, by);
  }

  /** Which of these versions were withdrawn, so that no call may name them. */
  async withdrawnAmong(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM price_version WHERE withdrawn_at IS NOT NULL AND id::text = ANY ($1::text[])',
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async withdraw(table: 'price_version' | 'fx_rate', id: string, by: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE ${table} SET withdrawn_at = clock_timestamp(), withdrawn_by = $2
       WHERE id = $1 AND withdrawn_at IS NULL RETURNING id`,
      [id, by],
    );
    return rows.length > 0;
  }

  private async insertPrice(price: NewPriceVersion, condition: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `INSERT INTO price_version (id, connector_type, model, valid_from, tiers, facts, source, author, confirmed)
       SELECT $1::uuid, $2::text, $3::text, $4::timestamptz, $5::jsonb, $6::jsonb, $7::text, $8::text, $9::boolean
       WHERE ${condition}
       ON CONFLICT (connector_type, model, valid_from) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id`,
      [
        newId(),
        price.connectorType,
        price.model,
        price.validFrom,
        JSON.stringify(tiersJson(price)),
        price.facts && JSON.stringify(price.facts),
        price.source,
        price.author,
        price.confirmed,
      ],
    );
    return row?.id;
  }
}
