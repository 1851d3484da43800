import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@nyla/contracts';
import { type MemberPageDto } from '@nyla/contracts';
import { RequestContext } from '../../common/context/request-context.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { UserRepository } from '../repositories/user.repository.js';

/** The people of the caller's mandate. */
@Injectable()
export class MemberService {
  constructor(
    private readonly context: RequestContext,
    private readonly users: UserRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
  ) {}

  async list(page: PageQuery): Promise<MemberPageDto> {
    const mandateId = this.context.mandate.id;
    const { items, nextCursor } = await this.mandates.members(mandateId, page);
    const ids = items.map(({ userId }) => userId);
    const users = new Map((await this.users.findMany(ids)).map((user) => [user.id, user]));
    const roles = await this.rbac.roleNames(mandateId, ids);
    const members = ids.flatMap((id) => users.get(id) ?? []);
    return {
      items: members.map(({ id, email, displayName }) => ({
        userId: id,
        email,
        displayName,
        roles: roles.get(id) ?? [],
      })),
      nextCursor,
    };
  }
}
