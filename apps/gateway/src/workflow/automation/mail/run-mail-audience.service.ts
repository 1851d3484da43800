import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { DomainError } from '../../../common/errors/domain-error.js';
import { IdentityFacade } from '../../../identity/identity.facade.js';
import { MandatesFacade } from '../../../mandates/mandates.facade.js';
import { RunOwnerService } from '../run-owner.service.js';
import type { ClaimedRun } from '../run-queue.repository.js';
import { isAllowedRecipient } from './recipients.js';

/** Somebody to write to; `userId` null: no member. */
export interface MailRecipient {
  readonly address: string;
  readonly userId: string | null;
  readonly locale: Locale;
}

/** Whom a run may write to: members of its mandate, and whom the automation's list allows. A test, its tester only. */
@Injectable()
export class RunMailAudience {
  constructor(
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
    private readonly owners: RunOwnerService,
  ) {}

  /** @throws DomainError automation.mail_refused for an address that is neither; as `RunOwnerService.as` */
  of(run: ClaimedRun, addresses: readonly string[]): Promise<MailRecipient[]> {
    return this.owners.as(run.mandate_id, run.user_id, () => this.permitted(run, addresses));
  }

  private async permitted(run: ClaimedRun, addresses: readonly string[]): Promise<MailRecipient[]> {
    const { mandate_id: mandateId, user_id: ownerId } = run;
    const owner = await this.identity.findActiveUser(ownerId);
    if (!owner) throw new DomainError('automation.owner_inactive');
    const recipients: MailRecipient[] = [];
    for (const address of addresses) {
      const member = await this.findMember(mandateId, address);
      if (!member && !isAllowedRecipient(address, run.definition.allowedRecipients ?? [])) {
        throw new DomainError('automation.mail_refused', { reason: 'not_allowed', address, maximum: null });
      }
      recipients.push(member ?? { address, userId: null, locale: owner.locale });
    }
    return run.tester_id === null && run.trigger !== 'test' ? recipients : [await this.tester(run)];
  }

  /** Whoever tries it out, as a member of the mandate: by now that may be over. */
  private async tester({ mandate_id: mandateId, tester_id: testerId, user_id: ownerId }: ClaimedRun) {
    const id = testerId ?? ownerId;
    const user = await this.identity.findActiveUser(id);
    const isMember = (await this.mandates.memberStatus(mandateId, id)) === 'active';
    if (!user || !isMember) throw new DomainError('automation.owner_inactive');
    return { address: user.email, userId: user.id, locale: user.locale };
  }

  private async findMember(mandateId: string, address: string): Promise<MailRecipient | undefined> {
    const found = await this.identity.findUserByEmail(address);
    // Somebody whose account is closed is no member any more.
    const user = found && (await this.identity.findActiveUser(found.id));
    if (!user || (await this.mandates.memberStatus(mandateId, user.id)) !== 'active') return undefined;
    return { address, userId: user.id, locale: user.locale };
  }
}
