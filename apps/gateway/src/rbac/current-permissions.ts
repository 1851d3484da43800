import { Injectable } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { RequestContext } from '../common/context/request-context.js';
import type { PermissionSet } from './permission-set.js';
import { RbacRepository } from './rbac.repository.js';

const KEY = Symbol('permissions of the caller');

/** What the caller of this request may do in its mandate: read once per request, never kept longer. */
@Injectable()
export class CurrentPermissions {
  constructor(
    private readonly cls: ClsService,
    private readonly context: RequestContext,
    private readonly rbac: RbacRepository,
  ) {}

  /** @throws DomainError auth.required outside an authenticated request. */
  async get(): Promise<PermissionSet> {
    const { mandate, caller } = this.context;
    const known = this.cls.get<Promise<PermissionSet> | undefined>(KEY);
    if (known) return known;
    const loading = this.rbac.permissionsOf(mandate.id, mandate.kind, caller.userId);
    this.cls.set(KEY, loading);
    return loading;
  }
}
