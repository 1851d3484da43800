import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { LessThanOrEqual } from 'typeorm';
import { AppDatabase } from '../../database/app-database.js';
import { UserSession } from '../entities/user-session.entity.js';

/** A valid session with the person it belongs to. */
export interface ActiveSession {
  readonly id: string;
  readonly mandateId: string | null;
  readonly lastSeenAt: Date;
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
}

/** A session as its owner sees it. */
export type SessionRow = Pick<UserSession, 'id' | 'ip' | 'userAgent' | 'createdAt' | 'lastSeenAt'>;

const SHOWN = 'id, ip, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt"';

/** Signed-in browsers. They belong to a person, not to a mandate. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(session: Omit<UserSession, 'createdAt'>): Promise<void> {
    await this.database.repository(UserSession).insert(session);
  }

  /** Undefined for an unknown token, for a session that has expired and for a person who is deactivated. */
  async findActive(tokenHash: Buffer, now: Date): Promise<ActiveSession | undefined> {
    const [session] = await this.database.prepared<ActiveSession>(
      'session_active',
      `SELECT session.id, session.mandate_id AS "mandateId", session.last_seen_at AS "lastSeenAt",
              person.id AS "userId", person.email, person.display_name AS "displayName", person.locale
       FROM user_session session JOIN app_user person ON person.id = session.user_id
       WHERE session.token_hash = $1 AND session.expires_at > $2 AND person.status = 'active'`,
      [tokenHash, now],
    );
    return session;
  }

  async touch(id: string, use: Pick<UserSession, 'lastSeenAt' | 'expiresAt' | 'ip' | 'userAgent'>): Promise<void> {
    await this.database.repository(UserSession).update({ id }, use);
  }

  /** A person's sessions, the one that was used last first. */
  listActive(userId: string, now: Date, limit: number): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(
      `SELECT ${SHOWN} FROM user_session WHERE user_id = $1 AND expires_at > $2
       ORDER BY last_seen_at DESC, id DESC LIMIT $3`,
      [userId, now, limit],
    );
  }

  /** Undefined for one that is not this person's. */
  async delete(userId: string, id: string): Promise<SessionRow | undefined> {
    const [ended] = await this.database.query<SessionRow>(
      `DELETE FROM user_session WHERE user_id = $1 AND id = $2 RETURNING ${SHOWN}`,
      [userId, id],
    );
    return ended;
  }

  /** Ends every session of a person but one. */
  deleteOthers(userId: string, keptId: string | null): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(
      `DELETE FROM user_session WHERE user_id = $1 AND id IS DISTINCT FROM $2 RETURNING ${SHOWN}`,
      [userId, keptId],
    );
  }

  async rememberMandate(id: string, mandateId: string): Promise<void> {
    await this.database.repository(UserSession).update({ id }, { mandateId });
  }

  async deleteByToken(tokenHash: Buffer): Promise<void> {
    await this.database.repository(UserSession).delete({ tokenHash });
  }

  async deleteExpired(now: Date): Promise<void> {
    await this.database.repository(UserSession).delete({ expiresAt: LessThanOrEqual(now) });
  }
}
