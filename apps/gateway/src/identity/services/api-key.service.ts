import { Injectable } from '@nestjs/common';
import {
  type ApiKeyDto,
  type ApiKeyPageDto,
  type CreateApiKeyDto,
  type CreatedApiKeyDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
} from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { newId } from '../../common/ids.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { ApiKeyRepository, type ApiKeyRow } from '../repositories/api-key.repository.js';
import { SecretHasher } from '../secret-hasher.js';
import { apiKeyPrefix, newApiKey } from '../secret-token.js';

interface KeyOwner {
  readonly mandateId: string;
  readonly userId: string;
}

/** Keys with which programs act as a member. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly hasher: SecretHasher,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly apiKeys: ApiKeyRepository,
    private readonly rbac: RbacFacade,
  ) {}

  /** The caller's keys, or all of the mandate for who may see them; newest first. */
  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<ApiKeyPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.apiKeys.list(this.context.mandate.id, await this.reach(), limit + 1, after);
    const { items, nextCursor } = pageOf(rows, limit, (row) => row);
    return { items: items.map(toDto), nextCursor };
  }

  /**
   * A key that acts as the caller, in this mandate.
   * @throws ValidationError when it would be over already, or outlive the key that it is made with
   */
  async createOwn({ name, expiresAt }: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    const expiry = expiresAt === undefined ? null : new Date(expiresAt);
    if (expiry && !(expiry > this.clock.now())) {
      throw new ValidationError([{ field: 'expiresAt', constraint: 'isFuture', message: 'expiresAt is in the past' }]);
    }
    await this.refuseOutliving(expiry);
    const { mandate, caller } = this.context;
    return this.create({ mandateId: mandate.id, userId: caller.userId }, name, expiry);
  }

  /** @throws a foreign key violation (`common.not_found`) when the person is no member of the mandate */
  async create({ mandateId, userId }: KeyOwner, name: string, expiresAt: Date | null): Promise<CreatedApiKeyDto> {
    const key = newApiKey();
    const createdAt = this.clock.now();
    const row = { id: newId(), name, prefix: apiKeyPrefix(key), userId, expiresAt };
    await this.apiKeys.insert({ ...row, mandateId, keyHash: this.hasher.hash(key), createdAt });
    return { ...toDto({ ...row, createdAt: createdAt.toISOString(), lastUsedAt: null }), key };
  }

  /** The key is refused from the next request on. @throws NotFoundError for one that is not within the caller's reach */
  async revoke(id: string): Promise<void> {
    const revoked = await this.apiKeys.revoke(this.context.mandate.id, id, await this.reach(), this.clock.now());
    if (!revoked) throw new NotFoundError();
  }

  /** Whose keys the caller may see and revoke: a member's id, or null for everybody's. */
  private async reach(): Promise<string | null> {
    const permissions = await this.rbac.current();
    return permissions.allows('data.apiKeys.all') ? null : this.context.caller.userId;
  }

  /** A key that was lent for a day must not make itself one for ever. */
  private async refuseOutliving(expiry: Date | null): Promise<void> {
    const { caller, mandate } = this.context;
    if (caller.apiKeyId === null) return;
    const parent = await this.apiKeys.find(mandate.id, caller.apiKeyId);
    if (!parent) throw new NotFoundError();
    if (parent.expiresAt === null || (expiry && expiry <= parent.expiresAt)) return;
    throw new ValidationError([
      { field: 'expiresAt', constraint: 'isWithinParent', message: 'expiresAt is later than that of the key in use' },
    ]);
  }
}

function toDto({ expiresAt, lastUsedAt, ...key }: ApiKeyRow): ApiKeyDto {
  return { ...key, expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
