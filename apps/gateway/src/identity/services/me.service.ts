import { Injectable } from '@nestjs/common';
import type { MeDto, ProfileDto, UpdateMeDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { MandatesFacade, suspensionOf } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { UserRepository } from '../repositories/user.repository.js';

const CHANGEABLE = ['displayName', 'locale', 'numberFormat'] as const;

/** Tells people who they are here, and lets them change it. */
@Injectable()
export class MeService {
  constructor(
    private readonly context: RequestContext,
    private readonly users: UserRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly database: AppDatabase,
    private readonly audit: AuditTrail,
  ) {}

  /** The caller of this request. */
  async get(): Promise<MeDto> {
    const { caller, mandate } = this.context;
    const me = await this.describe(await this.users.get(caller.userId), mandate.id);
    if (caller.apiKeyId === null) return me;
    // An API key belongs to one mandate and does not tell of the others.
    return { ...me, memberships: me.memberships.filter(({ mandateId }) => mandateId === mandate.id) };
  }

  /** @throws DomainError auth.session_required: a program does not choose the name that others read beside its deeds */
  async update(changes: UpdateMeDto): Promise<MeDto> {
    const { caller, mandate } = this.context;
    if (caller.sessionId === null) throw new DomainError('auth.session_required');
    await this.database.run(async () => {
      const before = await this.users.lock(caller.userId);
      // Fields that were not sent are undefined in the DTO.
      const changed = CHANGEABLE.filter((name) => changes[name] !== undefined && changes[name] !== before[name]);
      if (changed.length === 0) return;
      const pick = (values: UpdateMeDto) => Object.fromEntries(changed.map((name) => [name, values[name]]));
      await this.users.update(caller.userId, pick(changes));
      await this.audit.record(this.database, {
        action: 'account.profile_changed',
        mandateId: mandate.id,
        subjectId: caller.userId,
        subjectName: before.displayName,
        before: pick(before),
        after: pick(changes),
      });
    });
    return this.get();
  }

  /** A person in one of their mandates. */
  async describe({ id, email, displayName, locale, numberFormat }: ProfileDto, mandateId: string): Promise<MeDto> {
    const mandates = await this.mandates.membershipsOf(id);
    const mandateIds = mandates.map((mandate) => mandate.id);
    const roles = await this.rbac.roleNamesByMandate(mandateIds, id);
    const permissions = await this.rbac.permissionsOf(mandateId, id);
    return {
      user: { id, email, displayName, locale, numberFormat },
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
}
