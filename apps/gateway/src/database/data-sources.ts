import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { APP_ENTITIES } from './app-entities.js';
import { APP_MIGRATIONS } from './migrations/app/index.js';
import { BILLING_MIGRATIONS } from './migrations/billing/index.js';

export const APP_DATABASE_NAME = 'poweron_app';
export const BILLING_DATABASE_NAME = 'poweron_billing';

/** Connections of one gateway to each database. */
const POOL_SIZE = 20;

// Held while migrating, so that gateways that start together do not migrate together.
const MIGRATION_LOCK = 7_194_025;

export function createAppDataSource(url: string): DataSource {
  return createDataSource(url, APP_ENTITIES, APP_MIGRATIONS);
}

export function createBillingDataSource(url: string): DataSource {
  return createDataSource(url, [], BILLING_MIGRATIONS);
}

type Class<T> = new () => T;

function createDataSource(
  url: string,
  entities: (Class<object> | EntitySchema)[],
  migrations: Class<MigrationInterface>[],
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'schema_migration',
    synchronize: false,
    poolSize: POOL_SIZE,
    applicationName: 'nyla-gateway',
    extra: { idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000, keepAlive: true },
  });
}

/** Brings the schema to the newest version; safe when several gateways start at once. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    // A broken connection has lost its lock, and must not hide why it broke.
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}

/** Names of the migrations that did not run yet. TypeORM's own way of asking would make its table. */
export async function pending(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS exists`,
  );
  const rows = table?.exists ? await dataSource.query<{ name: string }[]>('SELECT name FROM schema_migration') : [];
  const done = new Set(rows.map(({ name }) => name));
  return dataSource.migrations.flatMap(({ name = '' }) => (done.has(name) ? [] : [name]));
}
