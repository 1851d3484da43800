import { Injectable } from '@nestjs/common';
import type { Permission, WishKind } from '@nyla/contracts';
import { IdentityFacade } from '../identity/identity.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

/** Who may fulfil which wish. */
export const HELPERS = {
  credit: 'data.billing.topUp',
  provider: 'data.roles.write',
} as const satisfies Record<WishKind, Permission>;

const NAMES_MAX = 3;

/** Whom people can turn to. */
@Injectable()
export class HelpersService {
  constructor(
    private readonly rbac: RbacFacade,
    private readonly identity: IdentityFacade,
  ) {}

  /** Names of some members, other than the one who asks, who may fulfil such a wish; by name. */
  async names(mandateId: string, kind: WishKind, asker: string): Promise<string[]> {
    const userIds = await this.rbac.membersWith(mandateId, HELPERS[kind]);
    const names = await this.identity.userNames(userIds.filter((id) => id !== asker).slice(0, NAMES_MAX));
    return [...names.values()].toSorted((a, b) => a.localeCompare(b));
  }
}
