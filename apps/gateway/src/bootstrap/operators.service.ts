import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../common/errors/domain-error.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

/** Makes operators: in production the first account comes from the command line, never from a default. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /**
   * Bootstrap must have run.
   * @throws ValidationError for a weak password
   * @throws DomainError common.conflict when the e-mail address is taken
   */
  async create(email: string, displayName: string, password: string): Promise<void> {
    this.identity.refuseWeakPassword(password, { email, displayName });
    const root = await this.mandates.findRoot();
    if (!root) throw new NotFoundError();
    const user = await this.identity.createUser({ email, displayName, password, locale: 'de-CH' });
    await this.mandates.addMember(root.id, user.id);
    await this.rbac.assignRole(root.id, user.id, 'operator');
  }
}
