import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { AppDatabase } from '../../database/app-database.js';
import { User } from '../entities/user.entity.js';

export type NewUser = Pick<User, 'id' | 'email' | 'displayName' | 'locale' | 'passwordHash'> &
  Partial<Pick<User, 'kind'>>;

/** People. They belong to no mandate; memberships tie them to some. */
@Injectable()
export class UserRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(user: NewUser): Promise<void> {
    await this.database.repository(User).insert(user);
  }

  async find(id: string): Promise<User | undefined> {
    return (await this.database.repository(User).findOneBy({ id })) ?? undefined;
  }

  /** A person; programs do not sign in. `email` in lower case. */
  async findByEmail(email: string): Promise<User | undefined> {
    return (await this.database.repository(User).findOneBy({ email, kind: 'person' })) ?? undefined;
  }

  findMany(ids: readonly string[]): Promise<User[]> {
    return this.database.repository(User).findBy({ id: In([...ids]) });
  }

  async update(id: string, changes: Partial<Pick<User, 'displayName' | 'locale'>>): Promise<void> {
    await this.database.repository(User).update({ id }, changes);
  }

  /** Does nothing when the password was changed meanwhile. */
  async replaceHash(id: string, from: string, to: string): Promise<void> {
    await this.database.repository(User).update({ id, passwordHash: from }, { passwordHash: to });
  }
}
