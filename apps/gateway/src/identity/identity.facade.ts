import { Injectable } from '@nestjs/common';
import type { CreatedApiKeyDto, Locale, MemberPageDto, MemberQuery, UserDto } from '@nyla/contracts';
import { newId } from '../common/ids.js';
import { AppDatabase } from '../database/app-database.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import type { User } from './entities/user.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { type PasswordOwner, refuseWeakPassword } from './password-policy.js';
import type { MailboxRow } from './repositories/member.repository.js';
import { UserRepository } from './repositories/user.repository.js';
import { AccountRecovery } from './services/account-recovery.service.js';
import { ApiKeyService } from './services/api-key.service.js';
import { InvitationStore } from './services/invitation-store.service.js';
import { MemberService } from './services/member.service.js';

export type { MailboxRow } from './repositories/member.repository.js';

export interface CreateUser {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly locale: Locale;
}

export interface InviteMember {
  readonly mandateId: string;
  readonly email: string;
  readonly roleNames: readonly string[];
  readonly locale: Locale;
}

export interface MemberInvitation {
  readonly id: string;
  readonly link: string;
  readonly expiresAt: string;
}

/** People and their keys, for every other module. */
@Injectable()
export class IdentityFacade {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly apiKeys: ApiKeyService,
    private readonly recovery: AccountRecovery,
    private readonly database: AppDatabase,
    private readonly rbac: RbacFacade,
    private readonly invitations: InvitationStore,
    private readonly memberships: MemberService,
  ) {}

  /** Belongs to no mandate yet. @throws a unique violation (`common.conflict`) when the e-mail address is taken */
  async createUser({ email, displayName, password, locale }: CreateUser): Promise<UserDto> {
    const user = { id: newId(), email: email.trim().toLowerCase(), displayName, locale };
    await this.users.insert({ ...user, passwordHash: await this.passwords.hash(password) });
    return user;
  }

  async findUserByEmail(email: string): Promise<UserDto | undefined> {
    const user = await this.users.findByEmail(email.trim().toLowerCase());
    return user && toDto(user);
  }

  /** The people of any mandate, the newest members first. Whether the caller may see them is decided before. */
  membersOf(mandateId: string, query: MemberQuery): Promise<MemberPageDto> {
    return this.memberships.listOf(mandateId, query);
  }

  /** Where some people of a mandate are written to, by id or address in lower case; programs are left out. */
  mailboxes(
    mandateId: string,
    { userIds = [], emails = [] }: { readonly userIds?: readonly string[]; readonly emails?: readonly string[] },
  ): Promise<MailboxRow[]> {
    return this.memberships.mailboxes(mandateId, userIds, emails);
  }

  /** Undefined for somebody who may not sign in any more. */
  async findActiveUser(id: string): Promise<UserDto | undefined> {
    const user = await this.users.find(id);
    return user?.status === 'active' ? toDto(user) : undefined;
  }

  /** @throws ValidationError for a password that is too weak for this person */
  refuseWeakPassword(password: string, owner: PasswordOwner): void {
    refuseWeakPassword(password, owner, 'password');
  }

  /** For somebody who has lost their second factor. False when the person has none. @throws NotFoundError */
  resetSecondFactor(email: string): Promise<boolean> {
    return this.recovery.resetSecondFactor(email.trim().toLowerCase());
  }

  /**
   * For somebody who has lost their password: ends every session, and answers how many there were.
   * @throws NotFoundError, ValidationError for a password that is too weak for this person
   */
  resetPassword(userId: string, password: string): Promise<number> {
    return this.recovery.setPassword(userId, password);
  }

  /** Display names by id; unknown ids are missing. */
  async userNames(ids: readonly string[]): Promise<Map<string, string>> {
    const users = ids.length === 0 ? [] : await this.users.listNames([...new Set(ids)]);
    return new Map(users.map((user) => [user.id, user.displayName]));
  }

  /**
   * A key without expiry that acts as the member. The answer is the only place that ever holds the key itself.
   * @throws a foreign key violation (`common.not_found`) when the person is no member of the mandate
   */
  createApiKey(mandateId: string, userId: string, name: string): Promise<CreatedApiKeyDto> {
    return this.apiKeys.create({ mandateId, userId }, name, null);
  }

  /**
   * Invites somebody to a mandate, such as the first admin of a new one. Whether the caller may is decided before. The
   * answer and the mail are the only places that ever hold the link.
   * @throws NotFoundError for a role that the mandate lacks, DomainError identity.already_invited
   */
  async invite({ mandateId, email, roleNames, locale }: InviteMember): Promise<MemberInvitation> {
    return this.database.run(async () => {
      const roles = await this.rbac.rolesNamed(mandateId, roleNames);
      const sent = await this.invitations.send({ mandateId, email: email.trim().toLowerCase(), roles, locale });
      return { ...sent, expiresAt: sent.expiresAt.toISOString() };
    });
  }

  /** As `invite`; who is invited already gets a new link in place of the old one. */
  inviteAgain(invite: InviteMember): Promise<MemberInvitation> {
    return this.database.run(async () => {
      const email = invite.email.trim().toLowerCase();
      await this.invitations.withdraw(invite.mandateId, email);
      return this.invite({ ...invite, email });
    });
  }
}

function toDto({ id, email, displayName, locale }: User): UserDto {
  return { id, email, displayName, locale };
}
