import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { type Access, accessOf } from './access.decorator.js';

interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly access: Access | undefined;
}

// Whoever opens another route to everybody, or to every member, writes it down here.
const PUBLIC = [
  'DELETE session',
  'GET account/mails/:token/one-click',
  'GET health/live',
  'GET health/ready',
  'GET invitations/:token',
  'GET metrics',
  'GET password-reset/:token',
  'GET session/options',
  'GET unsubscriptions/:token',
  'GET unsubscriptions/:token/one-click',
  'POST account/mails/:token/one-click',
  'POST hooks/:token',
  'POST invitations/:token/accept',
  'POST password-reset',
  'POST password-reset/:token',
  'POST session',
  'POST unsubscriptions/:token',
  'POST unsubscriptions/:token/one-click',
];
const SIGNED_IN = [
  'DELETE account/sessions',
  'DELETE account/sessions/:id',
  'GET account/mails',
  'GET account/second-factor',
  'GET account/sessions',
  'GET me',
  'GET notices',
  'GET notifications',
  'GET notifications/events',
  'GET permissions',
  'GET session',
  'PATCH me',
  'POST account/second-factor',
  'POST account/second-factor/confirmation',
  'POST account/second-factor/recovery-codes',
  'POST account/second-factor/removal',
  'POST notices/credit',
  'POST notices/provider',
  'POST notifications/read',
  'PUT account/mails',
  'PUT account/password',
];

let app: TestApp;
let routes: Route[];

beforeAll(async () => {
  app = await createTestApp();
  routes = routesOf(app);
});

afterAll(() => app.close());

function routesOf({ nest }: TestApp): Route[] {
  const discovery = new DiscoveryService(nest.get(ModulesContainer));
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as object;
    return scanner
      .getAllMethodNames(prototype)
      .flatMap((name) => routesOfMethod(metatype, Reflect.get(prototype, name)));
  });
}

function routesOfMethod(controller: object, handler: object): Route[] {
  const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
  if (method === undefined) return [];
  const access = accessOf(new Reflector(), {
    getHandler: () => handler as () => void,
    getClass: () => controller as never,
  });
  const verb = RequestMethod[method] as Route['method'];
  return pathsOf(controller).flatMap((base) =>
    pathsOf(handler).map((own) => {
      const path = `${base}/${own}`.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/');
      return { name: `${verb} ${path}`, method: verb, path, access };
    }),
  );
}

function pathsOf(target: object): string[] {
  const path = Reflect.getMetadata('path', target) as string | string[];
  return [path].flat();
}

it('finds the routes', () => {
  expect(routes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['PUT roles/:id/rules', 'DELETE api-keys/:id']),
  );
  expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
});

it('finds that each names a permission, or is open by name', () => {
  const named = (kind: string | undefined) =>
    routes
      .filter(({ access }) => access?.kind === kind)
      .map(({ name }) => name)
      .toSorted();
  expect(named(undefined)).toEqual([]);
  expect(named('public')).toEqual(PUBLIC);
  expect(named('signed-in')).toEqual(SIGNED_IN);
});

it('finds that no other answers somebody who is not signed in', async () => {
  const closed = routes.filter(({ access }) => access?.kind !== 'public');
  const answers = await Promise.all(
    closed.map(async ({ name, method, path }) => {
      const url = `/api/v1/${path.replace(/:\w+/g, '01935c5e-0000-7000-8000-00000000000f')}`;
      return [name, (await app.nest.inject({ method, url })).statusCode];
    }),
  );
  expect(answers).toEqual(closed.map(({ name }) => [name, 401]));
});

it('finds that what is the operator’s is nobody else’s, whatever their roles', async () => {
  const people = new TestPeople(app.nest);
  const mandate = await people.mandate('Kunde AG');
  const admin = await people.member('admin@kunde.test', mandate, 'admin', 'user');
  const operators = routes.filter(
    ({ access }) => access?.kind === 'permission' && access.permission.startsWith('data.operator.'),
  );
  expect(operators.length).toBeGreaterThan(12);
  expect(
    routes.filter(({ name, access }) => name.includes(' admin/') && !operators.some((one) => one.access === access)),
  ).toEqual([]);
  const answers = await Promise.all(
    operators.map(async ({ name, method, path }) => {
      const answer = await people.send(method, path.replace(/:\w+/g, '01935c5e-0000-7000-8000-00000000000f'), {
        as: admin,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      return [name, answer.status, answer.body['code']];
    }),
  );
  expect(answers).toEqual(operators.map(({ name }) => [name, 403, 'rbac.forbidden']));
});
