import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import type { Contact } from './contacts.repository.js';

/** What the caller may decide about contacts. */
@Injectable()
export class ContactAccess {
  constructor(
    private readonly context: RequestContext,
    private readonly rbac: RbacFacade,
  ) {}

  get mandateId(): string {
    return this.context.mandate.id;
  }

  get author(): { readonly userId: string; readonly displayName: string } {
    return this.context.caller;
  }

  /** @throws DomainError auth.session_required: to whom a mandate's figures go is for people to decide */
  refusePrograms(): void {
    if (this.context.caller.sessionId === null) throw new DomainError('auth.session_required');
  }

  /** A report tells what everybody used: only who may see that may have it sent somewhere. */
  async refuseReport(before: Contact | undefined, after: Contact): Promise<void> {
    if (!after.report || (before?.report && before.email === after.email)) return;
    const permission = 'data.billing.transactions.all';
    if (!(await this.rbac.current()).allows(permission)) throw new DomainError('rbac.forbidden', { permission });
  }
}
