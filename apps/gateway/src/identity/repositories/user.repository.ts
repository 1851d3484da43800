import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/errors/domain-error.js';
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

  /** @throws NotFoundError */
  async get(id: string): Promise<User> {
    const user = await this.find(id);
    if (!user) throw new NotFoundError();
    return user;
  }

  /** Inside a transaction: what is read stays so until its end. @throws NotFoundError */
  async lock(id: string): Promise<User> {
    await this.database.query('SELECT id FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [id]);
    return this.get(id);
  }

  /** A person; programs do not sign in. `email` in lower case. */
  async findByEmail(email: string): Promise<User | undefined> {
    return (await this.database.repository(User).findOneBy({ email, kind: 'person' })) ?? undefined;
  }

  /** Of a page's people: every list that names people asks this. */
  listNames(ids: readonly string[]): Promise<Pick<User, 'id' | 'displayName'>[]> {
    return this.database.prepared(
      'user_names',
      'SELECT id, display_name AS "displayName" FROM app_user WHERE id = ANY ($1::uuid[])',
      [ids],
    );
  }

  async update(id: string, changes: Partial<Pick<User, 'displayName' | 'locale' | 'numberFormat'>>): Promise<void> {
    await this.database.repository(User).update({ id }, changes);
  }

  /** Does nothing, and gives false, when the password was changed meanwhile. */
  async replaceHash(id: string, from: string, to: string): Promise<boolean> {
    const { affected } = await this.database.repository(User).update({ id, passwordHash: from }, { passwordHash: to });
    return affected === 1;
  }

  /** Inside a transaction: until its end the password stays what it is, for others too. */
  async lockHash(id: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ hash: string }>(
      `SELECT password_hash AS hash FROM app_user WHERE id = $1 AND status = 'active' FOR SHARE`,
      [id],
    );
    return row?.hash;
  }
}
