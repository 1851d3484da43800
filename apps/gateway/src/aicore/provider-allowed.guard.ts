import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProviderNotAllowedException } from '../common/errors/domain-error.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { parseModelId } from './model-selector.service.js';

/**
 * Refuses early when the body's `model` is one that the caller may not use. The model selector enforces the same on
 * the path of every call; this spares the work before it.
 */
@Injectable()
export class ProviderAllowedGuard implements CanActivate {
  constructor(private readonly rbac: RbacFacade) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const body = context.switchToHttp().getRequest<FastifyRequest>().body as { model?: unknown } | null | undefined;
    // Guards run before validation, which refuses whatever is no model id with the right error.
    if (typeof body?.model !== 'string') return true;
    const { connectorType, model } = parseModelId(body.model);
    const permissions = await this.rbac.current();
    if (!permissions.allowsModel(connectorType, model)) {
      throw new ProviderNotAllowedException({ connectorType, model, reason: 'not_permitted' });
    }
    return true;
  }
}

/** The route needs permission for the provider that its body names. @throws ProviderNotAllowedException */
export function RequireProvider(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(ProviderAllowedGuard));
}
