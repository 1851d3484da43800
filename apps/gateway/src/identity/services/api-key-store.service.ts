import { Injectable } from '@nestjs/common';
import type { CreatedApiKeyDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { ApiKeyRepository } from '../repositories/api-key.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import { SecretHasher } from '../secret-hasher.js';
import { apiKeyPrefix, newApiKey } from '../secret-token.js';

export interface KeyOwner {
  readonly mandateId: string;
  readonly userId: string;
}

/** Makes and ends API keys, each with its line in the audit trail. Who may is decided by the caller. */
@Injectable()
export class ApiKeyStore {
  constructor(
    private readonly hasher: SecretHasher,
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly apiKeys: ApiKeyRepository,
    private readonly users: UserRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundError when the owner is no member of the mandate */
  create(
    { mandateId, userId }: KeyOwner,
    name: string,
    expiresAt: Date | null,
  ): Promise<Omit<CreatedApiKeyDto, 'roles'>> {
    return this.database.run(async () => {
      const owner = await this.users.find(userId);
      if (!owner) throw new NotFoundError();
      const key = newApiKey();
      const createdAt = this.clock.now();
      const row = { id: newId(), name, prefix: apiKeyPrefix(key), userId, expiresAt };
      await this.apiKeys.insert({ ...row, mandateId, keyHash: this.hasher.hash(key), createdAt });
      const expiry = expiresAt?.toISOString() ?? null;
      await this.audit.record(this.database, {
        action: 'api_key.created',
        mandateId,
        subjectId: row.id,
        subjectName: name,
        before: null,
        after: { name, prefix: row.prefix, owner: owner.displayName, expiresAt: expiry },
      });
      return {
        ...row,
        ownerKind: owner.kind,
        ownerName: owner.displayName,
        createdAt: createdAt.toISOString(),
        expiresAt: expiry,
        lastUsedAt: null,
        key,
      };
    });
  }

  /**
   * The owner of the key, which is refused from the next request on.
   * @throws NotFoundError for one that is not `userId`'s; of anybody's when that is null
   */
  async revoke(mandateId: string, id: string, userId: string | null): Promise<string> {
    const key = await this.apiKeys.revoke(mandateId, id, userId, this.clock.now());
    if (!key) throw new NotFoundError();
    const owner = await this.users.find(key.userId);
    await this.audit.record(this.database, {
      action: 'api_key.revoked',
      mandateId,
      subjectId: id,
      subjectName: key.name,
      before: { name: key.name, prefix: key.prefix, owner: owner?.displayName ?? null },
      after: null,
    });
    return key.userId;
  }
}
