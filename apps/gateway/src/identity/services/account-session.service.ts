import { Injectable } from '@nestjs/common';
import type { EndedSessionsDto, SessionDto, SessionPageDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { SessionRepository, type SessionRow } from '../repositories/session.repository.js';
import { describeUserAgent } from '../user-agent.js';

const SHOWN_MAX = 100;

/** Where the caller is signed in, and how to end that. */
@Injectable()
export class AccountSessionService {
  constructor(
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly sessions: SessionRepository,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<SessionPageDto> {
    const own = this.ownSession();
    const rows = await this.sessions.listActive(this.context.caller.userId, this.clock.now(), SHOWN_MAX);
    return { items: rows.map((row) => toDto(row, own)), nextCursor: null };
  }

  /** @throws NotFoundError for somebody else's session, and for the own one: that is what signing out is for */
  async end(id: string): Promise<void> {
    const own = this.ownSession();
    const { userId } = this.context.caller;
    await this.database.run(async () => {
      const ended = id === own ? undefined : await this.sessions.delete(userId, id);
      if (!ended) throw new NotFoundError();
      await this.record([ended]);
    });
  }

  async endOthers(): Promise<EndedSessionsDto> {
    const own = this.ownSession();
    const { userId } = this.context.caller;
    return this.database.run(async () => {
      const ended = await this.sessions.deleteOthers(userId, own);
      await this.record(ended);
      return { ended: ended.length };
    });
  }

  private async record(ended: readonly SessionRow[]): Promise<void> {
    const { caller, mandate } = this.context;
    for (const session of ended) {
      const { browser, system } = describeUserAgent(session.userAgent);
      await this.audit.record(this.database, {
        action: 'session.ended',
        mandateId: mandate.id,
        subjectId: session.id,
        subjectName: caller.displayName,
        before: { browser, system, ip: session.ip, since: session.createdAt.toISOString() },
        after: null,
      });
    }
  }

  /** @throws DomainError auth.session_required: a program has no business with a person's browsers */
  private ownSession(): string {
    const { sessionId } = this.context.caller;
    if (sessionId === null) throw new DomainError('auth.session_required');
    return sessionId;
  }
}

function toDto({ id, userAgent, ip, createdAt, lastSeenAt }: SessionRow, own: string): SessionDto {
  return {
    id,
    ...describeUserAgent(userAgent),
    ip,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    current: id === own,
  };
}
