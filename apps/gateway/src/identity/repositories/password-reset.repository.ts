import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../../database/app-database.js';

export interface PasswordReset {
  readonly id: string;
  readonly userId: string;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
}

/** Links for new passwords. Only the hashes of their tokens are kept. */
@Injectable()
export class PasswordResetRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(reset: {
    readonly id: string;
    readonly userId: string;
    readonly tokenHash: Buffer;
    readonly createdAt: Date;
    readonly expiresAt: Date;
  }): Promise<void> {
    await this.database.query(
      'INSERT INTO password_reset (id, user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [reset.id, reset.userId, reset.tokenHash, reset.createdAt, reset.expiresAt],
    );
  }

  async countSince(userId: string, since: Date): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM password_reset WHERE user_id = $1 AND created_at > $2',
      [userId, since],
    );
    return row?.count ?? 0;
  }

  async findByToken(tokenHash: Buffer): Promise<PasswordReset | undefined> {
    const [row] = await this.database.query<PasswordReset>(
      `SELECT id, user_id AS "userId", expires_at AS "expiresAt", closed_at AS "closedAt"
       FROM password_reset WHERE token_hash = $1`,
      [tokenHash],
    );
    return row;
  }

  /** False when it was closed meanwhile, or has expired: of two who use it at once, one does. */
  async use(id: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE password_reset SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL AND expires_at > $2 RETURNING id`,
      [id, now],
    );
    return rows.length > 0;
  }

  /** Ends every link of a person. */
  async closeAll(userId: string, now: Date): Promise<void> {
    await this.database.query('UPDATE password_reset SET closed_at = $2 WHERE user_id = $1 AND closed_at IS NULL', [
      userId,
      now,
    ]);
  }

  /** Those that nobody will ask about any more. */
  async deleteOlderThan(before: Date): Promise<void> {
    await this.database.query('DELETE FROM password_reset WHERE expires_at < $1', [before]);
  }
}
