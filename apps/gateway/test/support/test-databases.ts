import pg from 'pg';
import { newId } from '../../src/common/ids.js';
import type { DatabaseUrls } from '../../src/database/database.module.js';

/** Fresh, migrated databases of one test file. */
export interface TestDatabases {
  readonly urls: DatabaseUrls;
  drop(): Promise<void>;
}

/** Clones both template databases, or others to which nobody is connected. */
export async function createTestDatabases(template?: TestDatabases): Promise<TestDatabases> {
  const nameIn = (url: string): string => new URL(url).pathname.slice(1);
  const templates = template
    ? { app: nameIn(template.urls.app), billing: nameIn(template.urls.billing) }
    : { app: 'template_app', billing: 'template_billing' };
  const suffix = newId().replaceAll('-', '');
  const names = { app: `app_${suffix}`, billing: `billing_${suffix}` };
  await onServer(async (client) => {
    await client.query(`CREATE DATABASE ${names.app} TEMPLATE ${templates.app}`);
    await client.query(`CREATE DATABASE ${names.billing} TEMPLATE ${templates.billing}`);
  });
  return {
    urls: { app: urlFor(names.app), billing: urlFor(names.billing) },
    drop: () =>
      onServer(async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${names.app} WITH (FORCE)`);
        await client.query(`DROP DATABASE IF EXISTS ${names.billing} WITH (FORCE)`);
      }),
  };
}

function serverUrl(): string {
  const url = process.env['NYLA_TEST_DATABASE_SERVER'];
  if (!url) throw new Error('run integration tests with jest.int.config.mjs');
  return url;
}

function urlFor(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.toString();
}

async function onServer(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
