import { Injectable } from '@nestjs/common';
import type { Locale, UserKind } from '@nyla/contracts';
import { IsNull } from 'typeorm';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { ApiKey } from '../entities/api-key.entity.js';

/** A valid key with the person it acts as. */
export interface ActiveApiKey {
  readonly id: string;
  readonly mandateId: string;
  readonly lastUsedAt: Date | null;
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
}

/** A key as lists show it. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly userId: string;
  readonly ownerKind: UserKind;
  readonly ownerName: string;
  /** ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export type RevokedKey = Pick<ApiKey, 'name' | 'prefix' | 'userId'>;
export type NewApiKey = Omit<ApiKey, 'revokedAt' | 'lastUsedAt'>;

const MICROSECONDS = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** API keys of members. A revoked key stays as a row and is found no more. */
@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(key: NewApiKey): Promise<void> {
    await this.database.repository(ApiKey).insert(key);
  }

  /** The only method without a mandate: the key itself says which one it is for. */
  async findActive(keyHash: Buffer, now: Date): Promise<ActiveApiKey | undefined> {
    const [key] = await this.database.prepared<ActiveApiKey>(
      'api_key_active',
      `SELECT key.id, key.mandate_id AS "mandateId", key.last_used_at AS "lastUsedAt",
              person.id AS "userId", person.email, person.display_name AS "displayName", person.locale
       FROM api_key key JOIN app_user person ON person.id = key.user_id
       JOIN membership member ON member.mandate_id = key.mandate_id AND member.user_id = key.user_id
         AND member.deactivated_at IS NULL
       WHERE key.key_hash = $1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > $2)
         AND person.status = 'active'`,
      [keyHash, now],
    );
    return key;
  }

  async find(mandateId: string, id: string): Promise<ApiKey | undefined> {
    const key = await this.database.repository(ApiKey).findOneBy({ mandateId, id, revokedAt: IsNull() });
    return key ?? undefined;
  }

  /** Newest first, of one member or of all (`userId` null); `limit` rows from after `cursor`. */
  list(mandateId: string, userId: string | null, limit: number, cursor: Cursor | undefined): Promise<ApiKeyRow[]> {
    return this.database.query<ApiKeyRow>(
      `SELECT key.id, key.name, key.prefix, key.user_id AS "userId", person.kind AS "ownerKind",
              person.display_name AS "ownerName", key.expires_at AS "expiresAt", key.last_used_at AS "lastUsedAt",
              to_char(key.created_at AT TIME ZONE 'UTC', ${MICROSECONDS}) AS "createdAt"
       FROM api_key key JOIN app_user person ON person.id = key.user_id
       WHERE key.mandate_id = $1 AND ($2::uuid IS NULL OR key.user_id = $2::uuid) AND key.revoked_at IS NULL
         AND ($3::timestamptz IS NULL OR (key.created_at, key.id) < ($3::timestamptz, $4::uuid))
       ORDER BY key.created_at DESC, key.id DESC LIMIT $5`,
      [mandateId, userId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** Of one member or of all (`userId` null). Undefined when there is no such key, or it was revoked before. */
  async revoke(mandateId: string, id: string, userId: string | null, revokedAt: Date): Promise<RevokedKey | undefined> {
    const [key] = await this.database.query<RevokedKey>(
      `UPDATE api_key SET revoked_at = $4
       WHERE mandate_id = $1 AND id = $2 AND ($3::uuid IS NULL OR user_id = $3::uuid) AND revoked_at IS NULL
       RETURNING name, prefix, user_id AS "userId"`,
      [mandateId, id, userId, revokedAt],
    );
    return key;
  }

  /** Whether a member has a key that was not revoked. */
  hasKey(mandateId: string, userId: string): Promise<boolean> {
    return this.database.repository(ApiKey).existsBy({ mandateId, userId, revokedAt: IsNull() });
  }

  async touch(mandateId: string, id: string, lastUsedAt: Date): Promise<void> {
    await this.database.repository(ApiKey).update({ mandateId, id }, { lastUsedAt });
  }
}
