import { Injectable } from '@nestjs/common';
import type { MeDto, UpdateMeDto, UserDto } from '@nyla/contracts';
import { type Caller, RequestContext } from '../../common/context/request-context.js';
import { MandatesFacade, suspensionOf } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { UserRepository } from '../repositories/user.repository.js';

/** Tells people who they are here, and lets them change it. */
@Injectable()
export class MeService {
  constructor(
    private readonly context: RequestContext,
    private readonly users: UserRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /** The caller of this request. */
  get(): Promise<MeDto> {
    return this.describeCaller(this.context.caller);
  }

  async update(changes: UpdateMeDto): Promise<MeDto> {
    const { caller } = this.context;
    // Fields that were not sent are undefined in the DTO.
    const { displayName = caller.displayName, locale = caller.locale } = changes;
    await this.users.update(caller.userId, { displayName, locale });
    return this.describeCaller({ ...caller, displayName, locale });
  }

  /** A person in one of their mandates. */
  async describe({ id, email, displayName, locale }: UserDto, mandateId: string): Promise<MeDto> {
    const mandates = await this.mandates.membershipsOf(id);
    const mandateIds = mandates.map((mandate) => mandate.id);
    const roles = await this.rbac.roleNamesByMandate(mandateIds, id);
    const permissions = await this.rbac.permissionsOf(mandateId, id);
    return {
      user: { id, email, displayName, locale },
      memberships: mandates.map((mandate) => ({
        mandateId: mandate.id,
        mandateName: mandate.name,
        kind: mandate.kind,
        roles: roles.get(mandate.id) ?? [],
        suspension: suspensionOf(mandate),
      })),
      mandateId,
      permissions: permissions.granted(),
    };
  }

  private async describeCaller({ userId: id, email, displayName, locale, apiKeyId }: Caller): Promise<MeDto> {
    const { mandate } = this.context;
    const me = await this.describe({ id, email, displayName, locale }, mandate.id);
    if (apiKeyId === null) return me;
    // An API key belongs to one mandate and does not tell of the others.
    return { ...me, memberships: me.memberships.filter(({ mandateId }) => mandateId === mandate.id) };
  }
}
