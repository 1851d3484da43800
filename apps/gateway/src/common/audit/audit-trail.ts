import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@nyla/contracts';
import { Database } from '../../database/database.js';
import { RequestContext } from '../context/request-context.js';
import { newId } from '../ids.js';
import { insertAuditEntry } from './audit-entry.repository.js';

/** Values of a thing that was changed, as people read them; never a secret. Amounts are decimal strings. */
export type AuditValues = Readonly<Record<string, unknown>>;

/** One change, as the code that made it tells it. */
export interface AuditEvent {
  readonly action: AuditAction;
  /** Whose matter it is; null for what belongs to the whole installation, such as a price. */
  readonly mandateId: string | null;
  /** The id of what was changed: of the role, the member, the booking. */
  readonly subjectId: string;
  /** What people call it, at this moment. */
  readonly subjectName: string;
  /** Only the values that changed; null where there was nothing before. */
  readonly before: AuditValues | null;
  /** Null where nothing is left. */
  readonly after: AuditValues | null;
}

/**
 * Writes down who changed what. Both databases have a trail, so that a line is written in the transaction of the
 * change that it tells of: neither exists without the other.
 */
@Injectable()
export class AuditTrail {
  constructor(private readonly context: RequestContext) {}

  /** Call it inside `database.run`, beside the change. */
  async record(database: Database, event: AuditEvent): Promise<void> {
    await insertAuditEntry(database, { id: newId(), ...this.actor(), ...event });
  }

  /** For what a person does before anybody is signed in, such as the sign-in itself. */
  async recordOf(
    database: Database,
    { userId, displayName }: { readonly userId: string; readonly displayName: string },
    event: AuditEvent,
  ): Promise<void> {
    const { ip, requestId } = this.context;
    const actor = { actorKind: 'user', userId, actorName: displayName, apiKeyId: null, ip, requestId } as const;
    await insertAuditEntry(database, { id: newId(), ...actor, ...event });
  }

  private actor() {
    if (!this.context.isAuthenticated) {
      return {
        actorKind: 'system',
        userId: null,
        actorName: 'Nyla',
        apiKeyId: null,
        ip: null,
        requestId: null,
      } as const;
    }
    const { userId, displayName, apiKeyId } = this.context.caller;
    const { ip, requestId } = this.context;
    return {
      actorKind: apiKeyId === null ? 'user' : 'api_key',
      userId,
      actorName: displayName,
      apiKeyId,
      ip,
      requestId,
    } as const;
  }
}
