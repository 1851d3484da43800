import { Injectable } from '@nestjs/common';
import type { PermissionsDto } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { CurrentPermissions } from './current-permissions.js';

/** Tells callers what they may do. */
@Injectable()
export class PermissionService {
  constructor(
    private readonly context: RequestContext,
    private readonly permissions: CurrentPermissions,
  ) {}

  async own(): Promise<PermissionsDto> {
    const permissions = await this.permissions.get();
    return { mandateId: this.context.mandate.id, permissions: permissions.granted() };
  }
}
