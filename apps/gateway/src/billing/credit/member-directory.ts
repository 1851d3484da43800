import { Injectable } from '@nestjs/common';
import { type MemberAccountDto, PAGE_LIMIT_MAX } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import type { Account } from '../accounts.repository.js';
import { availableOf } from '../accounts.service.js';

const BY_NAME = new Intl.Collator('de-CH');

/** Who the members of a mandate are, beside what they have. */
@Injectable()
export class MemberDirectory {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
  ) {}

  /** Whether somebody belongs to the mandate, and was not deactivated. */
  async isActive(mandateId: string, userId: string): Promise<boolean> {
    return (await this.mandates.memberStatus(mandateId, userId)) === 'active';
  }

  /** Display names by id; those without are missing. */
  names(userIds: readonly (string | null)[]): Promise<Map<string, string>> {
    return this.identity.userNames(userIds.filter((id) => id !== null));
  }

  /** All members by name with their accounts, and whoever left the mandate but still has something. */
  async withAccounts(mandateId: string, accounts: readonly Account[]): Promise<MemberAccountDto[]> {
    const members = new Set(await this.memberIds(mandateId));
    const byUser = new Map(accounts.map((account) => [account.userId, account]));
    const left = accounts.flatMap(({ userId, balance }) =>
      userId !== null && balance !== 0n && !members.has(userId) ? [userId] : [],
    );
    const ids = [...members, ...left];
    const names = await this.identity.userNames(ids);
    return ids
      .map((userId) => memberAccount(userId, names.get(userId) ?? '–', members.has(userId), byUser.get(userId)))
      .toSorted((a, b) => BY_NAME.compare(a.userName, b.userName) || (a.userId < b.userId ? -1 : 1));
  }

  private async memberIds(mandateId: string): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<MandatesFacade['members']>> = await this.mandates.members(mandateId, {
        limit: PAGE_LIMIT_MAX,
        ...(cursor !== null && { cursor }),
      });
      ids.push(...page.items.map(({ userId }) => userId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return ids;
  }
}

function memberAccount(
  userId: string,
  userName: string,
  isMember: boolean,
  account: Account | undefined,
): MemberAccountDto {
  return {
    userId,
    userName,
    isMember,
    isOpen: account !== undefined,
    status: account?.status ?? 'active',
    balance: toChf(account?.balance ?? 0n),
    held: toChf(account?.held ?? 0n),
    available: toChf((account && availableOf(account)) ?? 0n),
  };
}
