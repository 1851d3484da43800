import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { accessOf } from './access.decorator.js';
import { CurrentPermissions } from './current-permissions.js';

/** Global; runs after authentication. Refuses by default: a route opens only by what it says about itself. */
@Injectable()
export class PermissionGuard implements CanActivate {
  private readonly logger = new Logger(PermissionGuard.name);

  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly permissions: CurrentPermissions,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, execution);
    if (access?.kind === 'public') return true;
    if (!this.context.isAuthenticated) throw new DomainError('auth.required');
    if (access?.kind === 'signed-in') return true;
    if (!access) {
      const route = `${execution.getClass().name}.${execution.getHandler().name}`;
      this.logger.error(`${route} names no permission and was refused`);
      throw new DomainError('rbac.forbidden', { permission: 'none' });
    }
    const permissions = await this.permissions.get();
    if (permissions.allows(access.permission)) return true;
    throw new DomainError('rbac.forbidden', { permission: access.permission });
  }
}
