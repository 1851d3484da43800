import { Injectable } from '@nestjs/common';
import type { ConnectorType, WishKind } from '@nyla/contracts';
import { newId } from '../common/ids.js';
import { AppDatabase } from '../database/app-database.js';

/** What a wish is for. */
export interface WishSubject {
  readonly kind: WishKind;
  readonly connectorType: ConnectorType | null;
  /** Null: credit, or any model of the provider. */
  readonly model: string | null;
}

export interface NewWish extends WishSubject {
  readonly userId: string;
  readonly required: string | null;
  /** Free credit when it was asked for, CHF; null: unlimited, or unknown. */
  readonly available: string | null;
  readonly chatId: string | null;
  readonly note: string | null;
  readonly createdAt: Date;
}

export interface WishRow extends WishSubject {
  readonly id: string;
  readonly mandateId: string;
  readonly userId: string;
  readonly required: string | null;
  readonly available: string | null;
  readonly chatId: string | null;
  readonly createdAt: Date;
  readonly solvedAt: Date | null;
}

const COLUMNS = `id, mandate_id AS "mandateId", user_id AS "userId", kind, connector_type AS "connectorType", model,
  required::text, available::text, chat_id AS "chatId", created_at AS "createdAt", solved_at AS "solvedAt"`;
const LISTED_MAX = 50;
const FULFILLED_AT_ONCE_MAX = 500;

/** What members have asked their admins for. */
@Injectable()
export class WishesRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Lets only one wish of a member at a time be written. */
  async lock(mandateId: string, userId: string): Promise<void> {
    await this.database.query('SELECT 1 FROM membership WHERE mandate_id = $1 AND user_id = $2 FOR NO KEY UPDATE', [
      mandateId,
      userId,
    ]);
  }

  async insert(mandateId: string, wish: NewWish): Promise<WishRow> {
    const [row] = await this.database.query<WishRow>(
      `INSERT INTO wish (id, mandate_id, user_id, kind, connector_type, model, required, available, chat_id, note, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${COLUMNS}`,
      [
        newId(),
        mandateId,
        wish.userId,
        wish.kind,
        wish.connectorType,
        wish.model,
        wish.required,
        wish.available,
        wish.chatId,
        wish.note,
        wish.createdAt,
      ],
    );
    return row as WishRow;
  }

  /** The open wish for the same thing since then. */
  async findOpen(mandateId: string, userId: string, subject: WishSubject, since: Date): Promise<WishRow | undefined> {
    const [row] = await this.database.query<WishRow>(
      `SELECT ${COLUMNS} FROM wish
       WHERE mandate_id = $1 AND user_id = $2 AND kind = $3 AND connector_type IS NOT DISTINCT FROM $4
         AND model IS NOT DISTINCT FROM $5 AND created_at > $6 AND solved_at IS NULL
       ORDER BY created_at DESC LIMIT 1`,
      [mandateId, userId, subject.kind, subject.connectorType, subject.model, since],
    );
    return row;
  }

  async count(mandateId: string, userId: string, since: Date): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM wish WHERE mandate_id = $1 AND user_id = $2 AND created_at > $3',
      [mandateId, userId, since],
    );
    return Number(row?.count ?? 0);
  }

  /** A person's wishes since then, the newest first. */
  listOwn(mandateId: string, userId: string, since: Date): Promise<WishRow[]> {
    return this.database.query<WishRow>(
      `SELECT ${COLUMNS} FROM wish WHERE mandate_id = $1 AND user_id = $2 AND created_at > $3
       ORDER BY created_at DESC LIMIT $4`,
      [mandateId, userId, since, LISTED_MAX],
    );
  }

  /** Open wishes in these mandates since then, the oldest first. */
  listOpen(mandateIds: readonly string[], kind: WishKind, since: Date): Promise<WishRow[]> {
    return this.database.query<WishRow>(
      `SELECT ${COLUMNS} FROM wish WHERE mandate_id = ANY ($1::uuid[]) AND kind = $2 AND created_at > $3
         AND solved_at IS NULL
       ORDER BY created_at LIMIT $4`,
      [mandateIds, kind, since, FULFILLED_AT_ONCE_MAX],
    );
  }

  /** Mandates with open wishes. */
  async mandatesWithOpen(since: Date): Promise<string[]> {
    const rows = await this.database.query<{ mandateId: string }>(
      `SELECT DISTINCT mandate_id AS "mandateId" FROM wish WHERE solved_at IS NULL AND created_at > $1`,
      [since],
    );
    return rows.map(({ mandateId }) => mandateId);
  }

  /** Whether it was this call that closed the wish. */
  async solve(mandateId: string, id: string, solvedAt: Date): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE wish SET solved_at = $3 WHERE mandate_id = $1 AND id = $2 AND solved_at IS NULL RETURNING id',
      [mandateId, id, solvedAt],
    );
    return rows.length > 0;
  }
}
