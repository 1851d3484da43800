import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { PROVIDER_WEB_SEARCH } from '@nyla/contracts';
import type { FastifyRequest } from 'fastify';
import { ProviderNotAllowedException } from '../common/errors/domain-error.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { parseAutoAim, parseModelId } from './model-selector.service.js';

type Body = Readonly<Record<'model' | 'fallbackModels' | 'webSearch', unknown>>;

/**
 * Refuses early when the body names a model that the caller may not use. The model selector enforces the same on the
 * path of every call; this spares the work before it.
 */
@Injectable()
export class ProviderAllowedGuard implements CanActivate {
  constructor(private readonly rbac: RbacFacade) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const body = context.switchToHttp().getRequest<FastifyRequest>().body as Partial<Body> | null | undefined;
    const named = namedModels(body ?? {});
    if (named.length === 0) return true;
    const permissions = await this.rbac.current();
    for (const modelId of named) {
      const { connectorType, model } = parseModelId(modelId);
      if (!permissions.allowsModel(connectorType, model)) {
        throw new ProviderNotAllowedException({ connectorType, model, reason: 'not_permitted' });
      }
    }
    return true;
  }
}

/** Guards run before validation, which refuses whatever is no model id with the right error. */
function namedModels({ model, fallbackModels, webSearch }: Partial<Body>): string[] {
  const fallbacks: unknown[] = Array.isArray(fallbackModels) ? fallbackModels : [];
  return [model, ...fallbacks, webSearch].filter(
    (named): named is string =>
      typeof named === 'string' && parseAutoAim(named) === null && named !== PROVIDER_WEB_SEARCH,
  );
}

/** The route needs permission for the providers that its body names. @throws ProviderNotAllowedException */
export function RequireProvider(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(ProviderAllowedGuard));
}
