import { Injectable } from '@nestjs/common';
import { INVITATION_DAYS, type Locale } from '@nyla/contracts';
import { type AuditEvent, AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import type { RoleName } from '../../rbac/rbac.facade.js';
import { InvitationLink } from '../invitation-link.js';
import { InvitationMail } from '../invitation-mail.js';
import { InvitationRepository } from '../repositories/invitation.repository.js';

const LIFETIME_MS = INVITATION_DAYS * 86_400_000;
/** Who invites when no person does: a command of the operator. */
const SYSTEM_NAME = 'Nyla';

export interface Invite {
  readonly mandateId: string;
  /** In lower case. */
  readonly email: string;
  readonly roles: readonly RoleName[];
  readonly locale: Locale;
}

export interface SentInvitation {
  readonly id: string;
  readonly link: string;
  readonly expiresAt: Date;
}

interface Subject {
  readonly id: string;
  readonly email: string;
}

/** An invitation that gets a new link. */
interface Renewed extends Subject {
  readonly locale: Locale;
  readonly expiresAt: Date;
}

/** Makes, renews and ends invitations, each with its line in the audit trail, and sends their links. Who may is decided by the caller. */
@Injectable()
export class InvitationStore {
  constructor(
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly invitations: InvitationRepository,
    private readonly links: InvitationLink,
    private readonly mail: InvitationMail,
    private readonly audit: AuditTrail,
  ) {}

  /** For those whom a mandate lets invite; the operator is not held up. @throws DomainError identity.too_many_invitations */
  refuseFlood(mandateId: string, email: string): Promise<void> {
    return this.mail.refuseFlood(mandateId, email);
  }

  /** Inside a transaction. @throws DomainError identity.already_invited while another link to that address works */
  async send({ mandateId, email, roles, locale }: Invite): Promise<SentInvitation> {
    const now = this.clock.now();
    const open = await this.invitations.findByEmail(mandateId, email);
    if (open && open.expiresAt > now) throw new DomainError('identity.already_invited', { invitationId: open.id });
    if (open) await this.invitations.revoke(mandateId, open.id, now);
    const { tokenHash, link, path } = this.links.make();
    const expiresAt = this.newExpiry();
    const invitation = { id: newId(), mandateId, email, locale, invitedBy: this.inviter, tokenHash, expiresAt };
    await this.invitations.insert(
      { ...invitation, createdAt: now },
      roles.map(({ id }) => id),
    );
    const after = { email, roles: roles.map(({ name }) => name), expiresAt: expiresAt.toISOString() };
    await this.record(mandateId, invitation, { action: 'invitation.sent', before: null, after });
    await this.mail.send({ ...invitation, path });
    return { id: invitation.id, link, expiresAt };
  }

  /** The new link. Inside a transaction. @throws NotFoundError when it was accepted or revoked meanwhile */
  async renew(mandateId: string, invitation: Renewed): Promise<string> {
    const { tokenHash, link, path } = this.links.make();
    const changes = { tokenHash, expiresAt: this.newExpiry(), invitedBy: this.inviter };
    const renewed = await this.invitations.renew(mandateId, invitation.id, changes);
    if (!renewed) throw new NotFoundError();
    const before = { expiresAt: invitation.expiresAt.toISOString() };
    const after = { expiresAt: changes.expiresAt.toISOString() };
    await this.record(mandateId, invitation, { action: 'invitation.renewed', before, after });
    const { id, email, locale } = invitation;
    await this.mail.send({ ...changes, mandateId, id, email, locale, path });
    return link;
  }

  /** Inside a transaction. @throws NotFoundError when it was accepted or revoked meanwhile */
  async revoke(mandateId: string, invitation: Subject): Promise<void> {
    if (!(await this.invitations.revoke(mandateId, invitation.id, this.clock.now()))) throw new NotFoundError();
    const before = { email: invitation.email };
    await this.record(mandateId, invitation, { action: 'invitation.revoked', before, after: null });
  }

  /** Ends whatever link to this address still works. Inside a transaction. */
  async withdraw(mandateId: string, email: string): Promise<void> {
    const open = await this.invitations.findByEmail(mandateId, email);
    if (open) await this.revoke(mandateId, open);
  }

  private get inviter(): string {
    return this.context.isAuthenticated ? this.context.caller.displayName : SYSTEM_NAME;
  }

  private newExpiry(): Date {
    return new Date(this.clock.now().getTime() + LIFETIME_MS);
  }

  private record(
    mandateId: string,
    { id, email }: Subject,
    event: Pick<AuditEvent, 'action' | 'before' | 'after'>,
  ): Promise<void> {
    return this.audit.record(this.database, { mandateId, subjectId: id, subjectName: email, ...event });
  }
}
