import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { type PermissionSet, RbacFacade } from '../../rbac/rbac.facade.js';
import type { AutomationRow, AutomationWithDefinition } from './automation-rows.js';
import { AutomationsRepository } from './automations.repository.js';

/** Who pays for a run, and decides what it may do. */
export interface RunOwner {
  readonly mandateId: string;
  readonly userId: string;
  readonly permissions: PermissionSet;
}

/** Which automations the caller of this request may see and change: the own ones, or all of the mandate. */
@Injectable()
export class AutomationAccessService {
  constructor(
    private readonly automations: AutomationsRepository,
    private readonly rbac: RbacFacade,
    private readonly context: RequestContext,
  ) {}

  get callerId(): string {
    return this.context.caller.userId;
  }

  /** @throws NotFoundError also for what belongs to somebody else. */
  async get(id: string): Promise<AutomationWithDefinition> {
    const automation = await this.automations.find(this.context.mandate.id, id, await this.reach());
    if (!automation) throw new NotFoundError();
    return automation;
  }

  /** Whoever an automation runs as; the caller for one that is not saved. */
  async ownerOf(automation: AutomationRow | undefined): Promise<RunOwner> {
    const { mandate, caller } = this.context;
    const userId = automation?.owner_id ?? caller.userId;
    return { mandateId: mandate.id, userId, permissions: await this.rbac.permissionsOf(mandate.id, userId) };
  }

  /** Whose automations: a member's id, or null for everybody's. */
  async reach(): Promise<string | null> {
    const permissions = await this.rbac.current();
    return permissions.allows('data.automations.all') ? null : this.context.caller.userId;
  }
}
