import { Injectable } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade, refuseSuspended } from '../../mandates/mandates.facade.js';
import { type PermissionSet, RbacFacade } from '../../rbac/rbac.facade.js';

/** Does a run's work as the person it runs as, with what that person may do at this moment. */
@Injectable()
export class RunOwnerService {
  constructor(
    private readonly cls: ClsService,
    private readonly context: RequestContext,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /**
   * @throws DomainError automation.owner_inactive for somebody who left or was deactivated, mandate.suspended, rbac.forbidden for somebody
   *   who may not have automations any more
   */
  async as<T>(mandateId: string, userId: string, work: (permissions: PermissionSet) => Promise<T>): Promise<T> {
    const mandate = await this.mandates.get(mandateId);
    refuseSuspended(mandate);
    const user = await this.identity.findActiveUser(userId);
    const isActive = (await this.mandates.memberStatus(mandateId, userId)) === 'active';
    if (!user || !isActive) throw new DomainError('automation.owner_inactive');
    // A context of its own: work that a request has started must not go on in that request's.
    return this.cls.run({ ifNested: 'override' }, async () => {
      const { id, email, displayName, locale } = user;
      this.context.set({ userId: id, email, displayName, locale, sessionId: null, apiKeyId: null }, mandate);
      const permissions = await this.rbac.permissionsOf(mandateId, userId);
      if (!permissions.allows('data.automations.own')) {
        throw new DomainError('rbac.forbidden', { permission: 'data.automations.own' });
      }
      return work(permissions);
    });
  }
}
