import type { RolePageDto } from '@nyla/contracts';
import { BootstrapService } from '../src/bootstrap/bootstrap.service.js';
import { DEMO_LOGINS } from '../src/bootstrap/demo-logins.js';
import { AppDatabase } from '../src/database/app-database.js';
import { RbacFacade } from '../src/rbac/rbac.facade.js';
import { GatewayProcess } from './support/gateway-process.js';
import { operatorCommand } from './support/operator-command.js';
import { dumpTables, normalised } from './support/table-dump.js';
import { createTestDatabases, type TestDatabases } from './support/test-databases.js';
import { type Customer, pause, World } from './support/world.js';

const NEW_RULE = 'data.billing.requestTopUp';

describe('bootstrap', () => {
  const opened: TestDatabases[] = [];

  afterAll(async () => {
    for (const databases of opened) await databases.drop();
  });

  async function fresh(): Promise<TestDatabases> {
    const databases = await createTestDatabases();
    opened.push(databases);
    return databases;
  }

  async function bootstrap({ urls }: TestDatabases): Promise<Record<string, unknown>> {
    const { code, output, errors } = await operatorCommand(urls, ['bootstrap', '--json']);
    expect([code, errors]).toEqual([0, '']);
    return JSON.parse(output) as Record<string, unknown>;
  }

  it('fills an empty database once, whether alone or two at the same moment', async () => {
    const [alone, shared] = [await fresh(), await fresh()];
    const first = await bootstrap(alone);
    expect(first).toMatchObject({
      ok: true,
      rootMandate: 'Nyla, made',
      billingSettings: 'made',
      defaultRolesMade: ['admin', 'user', 'operator'],
    });
    expect(first['pricesAdded']).toBeGreaterThan(20);
    const before = await dumpTables(alone.urls);
    expect(await bootstrap(alone)).toMatchObject({
      rootMandate: 'Nyla, there already',
      billingSettings: 'there already',
      defaultRolesMade: [],
      pricesAdded: 0,
    });
    expect(await dumpTables(alone.urls)).toEqual(before);
    await Promise.all([bootstrap(shared), bootstrap(shared)]);
    expect(normalised(await dumpTables(shared.urls), new Set())).toEqual(normalised(before, new Set()));
  }, 60_000);

  it('tells, like a start in production, how to make the first operator, until there is one', async () => {
    const databases = await fresh();
    const told = (await operatorCommand(databases.urls, ['bootstrap'])).output;
    expect(told).toContain('npm run nyla -- create-admin --email');
    const start = async (): Promise<string> => {
      const gateway = await GatewayProcess.start({ databases: databases.urls, env: { NYLA_DEMO: '0' } });
      // What it announces comes right behind its address.
      await pause(1_500);
      return (await gateway.end('SIGTERM')).output;
    };
    const first = await start();
    expect(first).toContain('Nobody can operate this installation yet');
    expect(first).not.toContain(DEMO_LOGINS[0].email);
    await operatorCommand(databases.urls, ['create-admin', '--email', 'chef@x.ch'], { input: 'langes-passwort' });
    expect(await start()).not.toContain('create-admin');
    expect((await operatorCommand(databases.urls, ['bootstrap'])).output).not.toContain('create-admin');
  }, 60_000);
});

describe('default roles at a release', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  /** As if a release before this one had not known a rule of the role `user`. */
  async function ageRole({ mandate }: Customer, { noted = true } = {}): Promise<void> {
    const app = world.app.get(AppDatabase);
    await app.query(
      `DELETE FROM access_rule USING role WHERE role.id = role_id AND mandate_id = $1 AND name = 'user' AND resource LIKE '%automations%'`,
      [mandate.id],
    );
    await app.query(
      `UPDATE role SET default_rules = CASE WHEN $2 THEN default_rules - 'ui.automations' - 'data.automations.own' END
       WHERE mandate_id = $1 AND name = 'user'`,
      [mandate.id, noted],
    );
  }

  async function rulesOf({ mandate }: Customer): Promise<string[]> {
    const rows = await world.app.get(AppDatabase).query<{ rule: string }>(
      `SELECT effect || ' ' || resource AS rule FROM access_rule JOIN role ON role.id = role_id
       WHERE mandate_id = $1 AND name = 'user' ORDER BY 1`,
      [mandate.id],
    );
    return rows.map(({ rule }) => rule);
  }

  it('aside: a database that fails right after the start does not end the gateway', async () => {
    const app = world.app.get(AppDatabase);
    await app.query('ALTER TABLE mandate RENAME TO mandate_away');
    try {
      expect(await world.app.get(BootstrapService).announce(world.baseUrl)).toEqual([]);
    } finally {
      await app.query('ALTER TABLE mandate_away RENAME TO mandate');
    }
  });

  it('get what is new in it where nobody changed them, with a line in the audit trail', async () => {
    for (const noted of [true, false]) {
      const customer = await world.customer();
      const rules = await rulesOf(customer);
      await ageRole(customer, { noted });
      expect(await rulesOf(customer)).not.toEqual(rules);
      expect((await world.app.get(BootstrapService).run()).roles).toMatchObject({ updated: 1 });
      expect(await rulesOf(customer)).toEqual(rules);
      const [line] = await world.app
        .get(AppDatabase)
        .query(
          `SELECT action, actor_kind, after FROM audit_entry WHERE mandate_id = $1 AND action = 'role.rules_changed'`,
          [customer.mandate.id],
        );
      expect(line).toEqual({
        action: 'role.rules_changed',
        actor_kind: 'system',
        after: { 'ui.automations': 'allow', 'data.automations.own': 'allow' },
      });
      expect((await world.app.get(BootstrapService).run()).roles).toEqual({ updated: 0, keptAsChanged: 0 });
    }
  });

  it('stay as they are where the mandate changed them, also when it took the new permission away again', async () => {
    const [changed, undone] = [await world.customer(), await world.customer()];
    await ageRole(changed);
    const role = async ({ admin }: Customer) => {
      const { body } = await world.people.send<RolePageDto>('GET', 'roles', { as: admin });
      return body.items.find(({ name }) => name === 'user') ?? { id: '', rules: [] };
    };
    const { id, rules } = await role(changed);
    const added = [...rules, { resource: NEW_RULE, effect: 'allow' }];
    await world.people.send('PUT', `roles/${id}/rules`, { as: changed.admin, body: { rules: added } });
    const own = await role(undone);
    const less = own.rules.filter(({ resource }) => !resource.includes('automations'));
    expect(
      (await world.people.send('PUT', `roles/${own.id}/rules`, { as: undone.admin, body: { rules: less } })).status,
    ).toBe(200);
    const before = [await rulesOf(changed), await rulesOf(undone)];
    expect((await world.app.get(RbacFacade).refreshDefaultRoles()).updated).toBe(0);
    expect([await rulesOf(changed), await rulesOf(undone)]).toEqual(before);
    expect(before[0]).toContain(`allow ${NEW_RULE}`);
  });
});
