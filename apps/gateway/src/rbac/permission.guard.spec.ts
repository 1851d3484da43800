import { type ExecutionContext, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { RequestContext } from '../common/context/request-context.js';
import { Public, RequirePermission, SignedIn } from './access.decorator.js';
import type { CurrentPermissions } from './current-permissions.js';
import { PermissionGuard } from './permission.guard.js';
import { PermissionSet } from './permission-set.js';

class Undecided {
  nothing(): void {}

  @Public()
  open(): void {}

  @SignedIn()
  own(): void {}

  @RequirePermission('ui.chat')
  chat(): void {}

  @RequirePermission('data.operator.credit')
  credit(): void {}
}

@RequirePermission('ui.chat')
class Decided {
  inherited(): void {}

  @RequirePermission('ui.billing')
  narrowed(): void {}
}

function call(controller: object, method: string, { isAuthenticated = true } = {}): Promise<boolean> {
  const permissions = new PermissionSet('customer', [[{ resource: 'ui.chat', effect: 'allow' }]]);
  const guard = new PermissionGuard(
    new Reflector(),
    { isAuthenticated } as RequestContext,
    { get: () => Promise.resolve(permissions) } as CurrentPermissions,
  );
  const route = {
    getClass: () => controller.constructor,
    getHandler: () => Reflect.get(controller, method) as unknown,
  };
  return guard.canActivate(route as ExecutionContext);
}

it.each([
  [new Undecided(), 'open'],
  [new Undecided(), 'own'],
  [new Undecided(), 'chat'],
  [new Decided(), 'inherited'],
])('opens what %p.%s says', async (controller, method) => {
  await expect(call(controller, method)).resolves.toBe(true);
});

it.each([
  [new Undecided(), 'credit', 'data.operator.credit'],
  [new Decided(), 'narrowed', 'ui.billing'],
])('refuses %p.%s without its permission', async (controller, method, permission) => {
  await expect(call(controller, method)).rejects.toMatchObject({ code: 'rbac.forbidden', details: { permission } });
});

it('refuses a route that says nothing, and reports it', async () => {
  const report = import.meta.jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  await expect(call(new Undecided(), 'nothing')).rejects.toMatchObject({ code: 'rbac.forbidden' });
  expect(report).toHaveBeenCalledWith(expect.stringContaining('Undecided.nothing'));
  report.mockRestore();
});

it('asks strangers to sign in, everywhere but on public routes', async () => {
  const nobody = { isAuthenticated: false };
  await expect(call(new Undecided(), 'open', nobody)).resolves.toBe(true);
  for (const method of ['nothing', 'own', 'chat']) {
    await expect(call(new Undecided(), method, nobody)).rejects.toMatchObject({ code: 'auth.required' });
  }
});
