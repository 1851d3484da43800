import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../../database/app-database.js';

export interface SecondFactorRow {
  /** Sealed. */
  readonly secret: Buffer;
  readonly enabledAt: Date | null;
  readonly lastStep: number | null;
  readonly failures: number;
  readonly blockedUntil: Date | null;
}

const COLUMNS = `secret, enabled_at AS "enabledAt", last_step::float8 AS "lastStep", failures,
  blocked_until AS "blockedUntil"`;

/** The second factor of people's sign-in. It belongs to a person, not to a mandate. */
@Injectable()
export class SecondFactorRepository {
  constructor(private readonly database: AppDatabase) {}

  async find(userId: string): Promise<SecondFactorRow | undefined> {
    const [row] = await this.database.query<SecondFactorRow>(
      `SELECT ${COLUMNS} FROM second_factor WHERE user_id = $1`,
      [userId],
    );
    return row;
  }

  /** Inside a transaction: attempts of one person come one after another, whichever gateway they reach. */
  async lock(userId: string): Promise<SecondFactorRow | undefined> {
    const [row] = await this.database.query<SecondFactorRow>(
      `SELECT ${COLUMNS} FROM second_factor WHERE user_id = $1 FOR UPDATE`,
      [userId],
    );
    return row;
  }

  /** Replaces a set-up that was not finished. False when the second factor is on already. */
  async begin(userId: string, secret: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO second_factor (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = NULL, failures = 0,
         blocked_until = NULL
       WHERE second_factor.enabled_at IS NULL
       RETURNING user_id`,
      [userId, secret],
    );
    return rows.length > 0;
  }

  async enable(userId: string, enabledAt: Date): Promise<void> {
    await this.database.query('UPDATE second_factor SET enabled_at = $2 WHERE user_id = $1', [userId, enabledAt]);
  }

  /** A code was right. */
  async accept(userId: string, lastStep: number | null): Promise<void> {
    await this.database.query(
      `UPDATE second_factor SET last_step = coalesce($2, last_step), failures = 0, blocked_until = NULL
       WHERE user_id = $1`,
      [userId, lastStep],
    );
  }

  async countFailure(userId: string, failures: number, blockedUntil: Date | null): Promise<void> {
    await this.database.query('UPDATE second_factor SET failures = $2, blocked_until = $3 WHERE user_id = $1', [
      userId,
      failures,
      blockedUntil,
    ]);
  }

  /** With its recovery codes. False when there was none. */
  async delete(userId: string): Promise<boolean> {
    const rows = await this.database.query('DELETE FROM second_factor WHERE user_id = $1 RETURNING user_id', [userId]);
    return rows.length > 0;
  }

  async replaceRecoveryCodes(userId: string, hashes: readonly Buffer[]): Promise<void> {
    await this.database.query('DELETE FROM recovery_code WHERE user_id = $1', [userId]);
    await this.database.query('INSERT INTO recovery_code (user_id, code_hash) SELECT $1, unnest($2::bytea[])', [
      userId,
      [...hashes],
    ]);
  }

  /** False for a code that is unknown or was used before. */
  async useRecoveryCode(userId: string, hash: Buffer, usedAt: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL
       RETURNING user_id`,
      [userId, hash, usedAt],
    );
    return rows.length > 0;
  }

  async countRecoveryCodes(userId: string): Promise<number> {
    const [row] = await this.database.query<{ left: number }>(
      'SELECT count(*)::int AS left FROM recovery_code WHERE user_id = $1 AND used_at IS NULL',
      [userId],
    );
    return row?.left ?? 0;
  }
}
