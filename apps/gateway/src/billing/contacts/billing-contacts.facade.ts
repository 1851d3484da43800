import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';

/** Where a mail about a mandate's credit goes. */
export interface BillingRecipient {
  readonly address: string;
  readonly locale: Locale;
  /** Null for an address that is no member's. */
  readonly userId: string | null;
}

/** Who is written to about a mandate's credit: its admins, in their own language. */
@Injectable()
export class BillingContacts {
  constructor(
    private readonly rbac: RbacFacade,
    private readonly identity: IdentityFacade,
  ) {}

  /** @throws NotFoundError for no mandate */
  async recipients(mandateId: string, _topic: 'report' | 'warnings'): Promise<BillingRecipient[]> {
    const admins = await this.rbac.membersWith(mandateId, 'data.billing.settings.write');
    const users = await Promise.all(admins.map((id) => this.identity.findActiveUser(id)));
    return users.flatMap((user) => (user ? [{ address: user.email, locale: user.locale, userId: user.id }] : []));
  }
}
