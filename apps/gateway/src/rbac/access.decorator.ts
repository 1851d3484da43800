import { type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Permission } from '@nyla/contracts';

/** Who may call a route. A route that does not say is refused. */
export type Access =
  | { readonly kind: 'public'; readonly fromAnySite?: boolean }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'permission'; readonly permission: Permission };

const ACCESS = 'nyla:access';

/**
 * Open to everybody. Valid credentials still count, bad ones do not matter.
 * @param options fromAnySite: also a write that a browser sends for another site, and a form: only where what is in the
 *   path decides everything, and the session nothing
 */
export function Public({ fromAnySite = false }: { readonly fromAnySite?: boolean } = {}): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'public', fromAnySite } satisfies Access);
}

/** Open to every member whatever the roles, even where the mandate is suspended: only for what concerns oneself. */
export function SignedIn(): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'signed-in' } satisfies Access);
}

/** Open to whoever has this permission in the mandate of the request. */
export function RequirePermission(permission: Permission): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'permission', permission } satisfies Access);
}

/** What a route says about its access; the method's word before its class's. */
export function accessOf(
  reflector: Reflector,
  route: Pick<ExecutionContext, 'getHandler' | 'getClass'>,
): Access | undefined {
  return reflector.getAllAndOverride<Access | undefined>(ACCESS, [route.getHandler(), route.getClass()]);
}
