import { Injectable } from '@nestjs/common';
import {
  type ApiKeyDto,
  type ApiKeyPageDto,
  type ApiKeyQuery,
  type CreateApiKeyDto,
  type CreatedApiKeyDto,
  PAGE_LIMIT_DEFAULT,
} from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { ApiKeyRepository, type ApiKeyRow } from '../repositories/api-key.repository.js';
import { ApiKeyStore, type KeyOwner } from './api-key-store.service.js';
import { ProgramService } from './program.service.js';

/** Keys with which programs act: as the member who made them, or as a program of the mandate. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly apiKeys: ApiKeyRepository,
    private readonly store: ApiKeyStore,
    private readonly programs: ProgramService,
    private readonly rbac: RbacFacade,
  ) {}

  /** The caller's keys, or all of the mandate for who may see them; newest first. */
  async list({ cursor, limit = PAGE_LIMIT_DEFAULT, scope = 'all' }: ApiKeyQuery): Promise<ApiKeyPageDto> {
    const { caller, mandate } = this.context;
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const reach = scope === 'own' ? caller.userId : await this.reach();
    const rows = await this.apiKeys.list(mandate.id, reach, limit + 1, after);
    const { items, nextCursor } = pageOf(rows, limit, (row) => row);
    const owners = [...new Set(items.map(({ userId }) => userId))];
    const roles = await this.rbac.roleNames(mandate.id, owners);
    return { items: items.map((key) => toDto(key, roles.get(key.userId) ?? [])), nextCursor };
  }

  /**
   * A key that acts as the caller, in this mandate; with a role, one that acts as a program of the mandate.
   * @throws ValidationError when it would be over already, or outlive the key that it is made with
   * @throws DomainError rbac.forbidden for who may not make programs, or with this role
   */
  async make({ name, expiresAt, roleId }: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    const expiry = expiresAt === undefined ? null : new Date(expiresAt);
    if (expiry && !(expiry > this.clock.now())) {
      throw new ValidationError([{ field: 'expiresAt', constraint: 'isFuture', message: 'expiresAt is in the past' }]);
    }
    await this.refuseOutliving(expiry);
    const { mandate, caller } = this.context;
    return this.database.run(async () => {
      const userId = roleId === undefined ? caller.userId : await this.programs.create(name, roleId);
      return this.create({ mandateId: mandate.id, userId }, name, expiry);
    });
  }

  /** @throws NotFoundError when the owner is no member of the mandate */
  async create(owner: KeyOwner, name: string, expiresAt: Date | null): Promise<CreatedApiKeyDto> {
    const key = await this.store.create(owner, name, expiresAt);
    const roles = await this.rbac.roleNames(owner.mandateId, [owner.userId]);
    return { ...key, roles: roles.get(owner.userId) ?? [] };
  }

  /** The key is refused from the next request on. @throws NotFoundError for one that is not within the caller's reach */
  async revoke(id: string): Promise<void> {
    const mandateId = this.context.mandate.id;
    const reach = await this.reach();
    await this.database.run(async () => {
      const userId = await this.store.revoke(mandateId, id, reach);
      if (!(await this.apiKeys.hasKey(mandateId, userId))) await this.programs.retire(mandateId, userId);
    });
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

function toDto({ expiresAt, lastUsedAt, ...key }: ApiKeyRow, roles: string[]): ApiKeyDto {
  return { ...key, roles, expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
