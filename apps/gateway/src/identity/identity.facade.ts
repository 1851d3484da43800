import { Injectable } from '@nestjs/common';
import type { CreatedApiKeyDto, Locale, UserDto } from '@nyla/contracts';
import { NotFoundError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import type { User } from './entities/user.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { type PasswordOwner, refuseWeakPassword } from './password-policy.js';
import { UserRepository } from './repositories/user.repository.js';
import { ApiKeyService } from './services/api-key.service.js';
import { SecondFactorService } from './services/second-factor.service.js';

export interface CreateUser {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly locale: Locale;
}

/** People and their keys, for every other module. */
@Injectable()
export class IdentityFacade {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly apiKeys: ApiKeyService,
    private readonly secondFactor: SecondFactorService,
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
  async resetSecondFactor(email: string): Promise<boolean> {
    const user = await this.users.findByEmail(email.trim().toLowerCase());
    if (!user) throw new NotFoundError();
    return this.secondFactor.reset(user);
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
