import { Injectable } from '@nestjs/common';
import type { BookingFilterDto } from '@nyla/contracts';
import { AppDatabase } from '../database/app-database.js';

export interface SavedFilterRow {
  readonly id: string;
  readonly name: string;
  readonly filter: BookingFilterDto;
  readonly updated_at: string;
}

const COLUMNS = `id, name, filter, to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at`;

/** Filters on bookings, each of one person in one mandate. */
@Injectable()
export class SavedFiltersRepository {
  constructor(private readonly database: AppDatabase) {}

  list(mandateId: string, userId: string): Promise<SavedFilterRow[]> {
    return this.database.query(
      `SELECT ${COLUMNS} FROM saved_filter WHERE mandate_id = $1 AND user_id = $2 ORDER BY lower(name), id`,
      [mandateId, userId],
    );
  }

  /**
   * Adds one unless the person has `maximum` of them already; undefined then.
   * @throws a unique violation (`common.conflict`) when the name is taken
   */
  add(
    mandateId: string,
    userId: string,
    { id, name, filter }: { readonly id: string; readonly name: string; readonly filter: BookingFilterDto },
    maximum: number,
  ): Promise<SavedFilterRow | undefined> {
    return this.database.run(async () => {
      // Two at once would both count before either adds.
      await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `saved_filter ${mandateId} ${userId}`,
      ]);
      const [row] = await this.database.query<SavedFilterRow>(
        `INSERT INTO saved_filter (id, mandate_id, user_id, name, filter)
         SELECT $3::uuid, $1::uuid, $2::uuid, $4, $5::jsonb
         WHERE (SELECT count(*) FROM saved_filter WHERE mandate_id = $1 AND user_id = $2) < $6
         RETURNING ${COLUMNS}`,
        [mandateId, userId, id, name, JSON.stringify(filter), maximum],
      );
      return row;
    });
  }

  /** Undefined when the person has none with this id. */
  async change(
    mandateId: string,
    userId: string,
    id: string,
    { name, filter }: { readonly name?: string | undefined; readonly filter?: BookingFilterDto | undefined },
  ): Promise<SavedFilterRow | undefined> {
    const [row] = await this.database.query<SavedFilterRow>(
      `UPDATE saved_filter SET name = coalesce($4, name), filter = coalesce($5::jsonb, filter), updated_at = now()
       WHERE mandate_id = $1 AND user_id = $2 AND id = $3 RETURNING ${COLUMNS}`,
      [mandateId, userId, id, name ?? null, filter === undefined ? null : JSON.stringify(filter)],
    );
    return row;
  }

  async remove(mandateId: string, userId: string, id: string): Promise<boolean> {
    const rows = await this.database.query(
      'DELETE FROM saved_filter WHERE mandate_id = $1 AND user_id = $2 AND id = $3 RETURNING id',
      [mandateId, userId, id],
    );
    return rows.length > 0;
  }
}
