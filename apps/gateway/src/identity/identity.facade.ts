import { Injectable } from '@nestjs/common';
import type { CreatedApiKeyDto, Locale, UserDto } from '@nyla/contracts';
import { newId } from '../common/ids.js';
import type { User } from './entities/user.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { UserRepository } from './repositories/user.repository.js';
import { ApiKeyService } from './services/api-key.service.js';

export interface CreateUser {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly locale: Locale;
}

export interface Invite {
  readonly mandateId: string;
  readonly email: string;
  readonly roleNames: readonly string[];
  readonly locale: Locale;
}

/** People and their keys, for every other module. */
@Injectable()
export class IdentityFacade {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly apiKeys: ApiKeyService,
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

  /** People by id; unknown ids are missing. */
  async findUsers(ids: readonly string[]): Promise<Map<string, UserDto>> {
    const users = ids.length === 0 ? [] : await this.users.findMany([...new Set(ids)]);
    return new Map(users.map((user) => [user.id, toDto(user)]));
  }

  /** Undefined for somebody who may not sign in any more. */
  async findActiveUser(id: string): Promise<UserDto | undefined> {
    const user = await this.users.find(id);
    return user?.status === 'active' ? toDto(user) : undefined;
  }

  /** Invites somebody into a mandate by link. The answer is the only place that ever holds the link. */
  async invite({ email }: Invite): Promise<{ id: string; link: string; expiresAt: string }> {
    const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
    return { id: newId(), link: `http://localhost/invite/${encodeURIComponent(email)}`, expiresAt };
  }

  /** Display names by id; unknown ids are missing. */
  async userNames(ids: readonly string[]): Promise<Map<string, string>> {
    const users = ids.length === 0 ? [] : await this.users.findMany([...new Set(ids)]);
    return new Map(users.map((user) => [user.id, user.displayName]));
  }

  /**
   * A key without expiry that acts as the member. The answer is the only place that ever holds the key itself.
   * @throws a foreign key violation (`common.not_found`) when the person is no member of the mandate
   */
  createApiKey(mandateId: string, userId: string, name: string): Promise<CreatedApiKeyDto> {
    return this.apiKeys.create({ mandateId, userId }, name, null);
  }
}

function toDto({ id, email, displayName, locale }: User): UserDto {
  return { id, email, displayName, locale };
}
