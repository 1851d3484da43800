import type { DataSource } from 'typeorm';
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js';
import { newId } from '../../../common/ids.js';
import { createAppDataSource } from '../../data-sources.js';
import { Automations1795600000000 } from './1795600000000-automations.js';
import { APP_MIGRATIONS } from './index.js';

let databases: TestDatabases;
let app: DataSource;

beforeAll(async () => {
  databases = await createTestDatabases();
  app = await createAppDataSource(databases.urls.app).initialize();
  const later = APP_MIGRATIONS.length - APP_MIGRATIONS.indexOf(Automations1795600000000);
  for (let undone = 0; undone < later; undone++) await app.undoLastMigration();
});

afterAll(async () => {
  await app.destroy();
  await databases.drop();
});

async function makeRole(mandateId: string, name: string, builtIn: boolean): Promise<string> {
  const id = newId();
  await app.query('INSERT INTO role (id, mandate_id, name, built_in) VALUES ($1, $2, $3, $4)', [
    id,
    mandateId,
    name,
    builtIn,
  ]);
  return id;
}

async function rulesOf(roleId: string): Promise<string[]> {
  const rows = await app.query<{ rule: string }[]>(
    `SELECT effect || ' ' || resource AS rule FROM access_rule WHERE role_id = $1 ORDER BY resource`,
    [roleId],
  );
  return rows.map(({ rule }) => rule);
}

it('lets users of mandates that are there already automate, and changes nothing that somebody has decided', async () => {
  const mandateId = newId();
  await app.query(`INSERT INTO mandate (id, name, kind) VALUES ($1, 'Alt AG', 'customer')`, [mandateId]);
  const user = await makeRole(mandateId, 'user', true);
  const own = await makeRole(mandateId, 'praktikum', false);
  const admin = await makeRole(mandateId, 'admin', true);
  await app.query(`INSERT INTO access_rule (role_id, resource, effect) VALUES ($1, 'data.automations.own', 'deny')`, [
    user,
  ]);
  await app.runMigrations();
  expect(await rulesOf(user)).toEqual(['deny data.automations.own', 'allow ui.automations']);
  expect([await rulesOf(own), await rulesOf(admin)]).toEqual([[], []]);
});
