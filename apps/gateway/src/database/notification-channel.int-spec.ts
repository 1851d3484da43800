import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js';
import { BillingDatabase } from './billing-database.js';
import { createBillingDataSource } from './data-sources.js';
import { NotificationChannel } from './notification-channel.js';

const LISTENERS = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND query = 'LISTEN news'`;

let databases: TestDatabases;
let source: DataSource;
let database: ShakyDatabase;

/** The server ends the first connections just before they begin to listen, as when it is killed. */
class ShakyDatabase extends BillingDatabase {
  falls = 0;

  override async connect(): Promise<pg.PoolClient> {
    const client = await super.connect();
    if (this.falls-- <= 0) return client;
    const query = client.query.bind(client) as (sql: string) => Promise<unknown>;
    const shaky = async (sql: string): Promise<unknown> => {
      const told = once(client, 'error').catch(() => undefined);
      const { processID } = client as unknown as { readonly processID: number };
      await this.query('SELECT pg_terminate_backend($1)', [processID]);
      await told;
      await sleep(10);
      return query(sql);
    };
    return Object.assign(client, { query: shaky });
  }
}

beforeEach(async () => {
  databases = await createTestDatabases();
  source = await createBillingDataSource(databases.urls.billing).initialize();
  database = new ShakyDatabase(source);
});
afterEach(() => databases.drop());

async function listeners(): Promise<number> {
  const [row] = await database.query<{ count: number }>(LISTENERS);
  return row?.count ?? 0;
}

async function settled(): Promise<void> {
  for (let attempt = 0; attempt < 200 && (await listeners()) === 0; attempt++) await sleep(50);
  // A second one would come in the same moment.
  await sleep(300);
}

it('is opened once again when it breaks while it begins to listen, and lets the gateway end', async () => {
  const channel = new NotificationChannel(database, 'news');
  const heard: string[] = [];
  channel.messages.subscribe((message) => heard.push(message));
  database.falls = 1;
  await channel.open();
  await settled();
  expect(await listeners()).toBe(1);
  await channel.send('hello');
  for (let attempt = 0; attempt < 100 && heard.length === 0; attempt++) await sleep(20);
  expect(heard).toEqual(['hello']);
  channel.close();
  const ended = source.destroy().then(() => 'ended');
  expect(await Promise.race([ended, sleep(3_000, 'stuck', { ref: false })])).toBe('ended');
});

it('is not opened any more once it was closed, not even when the connection was on its way', async () => {
  const channel = new NotificationChannel(database, 'news');
  const opening = channel.open();
  channel.close();
  await opening;
  const ended = source.destroy().then(() => 'ended');
  expect(await Promise.race([ended, sleep(3_000, 'stuck', { ref: false })])).toBe('ended');
});
