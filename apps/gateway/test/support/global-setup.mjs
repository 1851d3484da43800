// Starts one real PostgreSQL for the whole run and migrates a template of each database, which every test file clones.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../dist/database/embedded/embedded-postgres.js';
import { migrateDatabases } from '../../dist/database/open-databases.js';

export default async function setUp() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'nyla-test-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings: { max_connections: '300' } });
  await server.ensureDatabase('template_app');
  await server.ensureDatabase('template_billing');
  await migrateDatabases({ app: server.urlFor('template_app'), billing: server.urlFor('template_billing') });
  process.env.NYLA_TEST_DATABASE_SERVER = server.urlFor('postgres');
  globalThis.nylaTestServer = { server, dataDir };
}
