import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { newId } from '../../common/ids.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { UserRepository } from '../repositories/user.repository.js';

/** What bookings call a program, in the language of who made it. */
const PROGRAM = { 'de-CH': 'Programm', en: 'Program', 'fr-CH': 'Programme' } as const satisfies Record<Locale, string>;

/**
 * Programs of a mandate: technical members that act by an API key alone. They cannot sign in, and do not go when the
 * person goes who made them. Call it inside a transaction.
 */
@Injectable()
export class ProgramService {
  constructor(
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly users: UserRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /**
   * The new program's id.
   * @throws ValidationError for a role that the mandate does not have
   * @throws DomainError rbac.forbidden for somebody who may not make programs, or a role that permits more than they may
   */
  async create(name: string, roleId: string): Promise<string> {
    const { caller, mandate } = this.context;
    const permissions = await this.rbac.lock('data.apiKeys.all');
    const roles = await this.rbac.grantable(permissions, [roleId], 'roleId');
    const id = newId();
    await this.users.insert({
      id,
      kind: 'service',
      // No mail goes to this domain, ever (RFC 2606).
      email: `${id}@program.invalid`,
      displayName: `${PROGRAM[caller.locale]} ${name}`,
      locale: caller.locale,
      passwordHash: '',
    });
    await this.mandates.addMember(mandate.id, id);
    await this.rbac.giveRoles(
      mandate.id,
      id,
      roles.map((role) => role.id),
    );
    return id;
  }

  /** Ends a program, so that its role can be deleted. What it did keeps its name. Nothing happens to a person. */
  async retire(mandateId: string, userId: string): Promise<void> {
    const user = await this.users.find(userId);
    if (user?.kind !== 'service') return;
    const roles = (await this.rbac.rolesOf(mandateId, [userId])).get(userId) ?? [];
    await this.rbac.takeRoles(
      mandateId,
      userId,
      roles.map(({ id }) => id),
    );
    await this.mandates.setDeactivated(mandateId, userId, this.clock.now());
  }
}
