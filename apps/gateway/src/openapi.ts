import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readEnv } from './config/env.js';
import { loadEnvFile } from './config/env-file.js';
import { ensureSecret } from './config/secret.js';
import { migrateDatabases, openDatabases } from './database/open-databases.js';
import { createGateway } from './gateway.js';
import { createOpenApiDocument } from './openapi/openapi-document.js';

const FILE = path.resolve(import.meta.dirname, '../openapi.json');

/** Writes the OpenAPI document, which is committed and compared with the running gateway in the tests. */
async function main(): Promise<void> {
  loadEnvFile();
  const env = await ensureSecret(readEnv({ ...process.env, LOG_LEVEL: 'error' }));
  const databases = await openDatabases(env, () => undefined);
  await migrateDatabases(databases.urls);
  const app = await createGateway({ env, databases: databases.urls, demo: false }, {});
  await app.init();
  writeFileSync(FILE, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
  await app.close();
  await databases.close();
  console.log(`Wrote ${path.relative(process.cwd(), FILE)}`);
}

await main();
