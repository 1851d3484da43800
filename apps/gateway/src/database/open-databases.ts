import path from 'node:path';
import type { DataSource } from 'typeorm';
import type { Env } from '../config/env.js';
import {
  APP_DATABASE_NAME,
  BILLING_DATABASE_NAME,
  createAppDataSource,
  createBillingDataSource,
  migrate,
  pending,
} from './data-sources.js';
import type { DatabaseUrls } from './database.module.js';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.js';

export interface OpenDatabases {
  readonly urls: DatabaseUrls;
  readonly embedded: boolean;
  /** Ends this process's use of the embedded server; does nothing for an external one. */
  close(): Promise<void>;
}

/** The databases that the settings name, or else the embedded server, started on the data folder. */
export async function openDatabases(env: Env, log: (message: string) => void): Promise<OpenDatabases> {
  if (env.DATABASE_URL && env.BILLING_DATABASE_URL) {
    return {
      urls: { app: env.DATABASE_URL, billing: env.BILLING_DATABASE_URL },
      embedded: false,
      close: async () => undefined,
    };
  }
  const server = await startEmbeddedPostgres({ dataDir: path.join(env.NYLA_DATA_DIR, 'postgres'), log });
  await server.ensureOwnedDatabase(APP_DATABASE_NAME);
  await server.ensureOwnedDatabase(BILLING_DATABASE_NAME);
  return {
    urls: { app: server.ordinaryUrlFor(APP_DATABASE_NAME), billing: server.ordinaryUrlFor(BILLING_DATABASE_NAME) },
    embedded: true,
    close: () => server.stop(),
  };
}

/** Brings both databases to the newest version; answers the names of the migrations that ran. */
export async function migrateDatabases(urls: DatabaseUrls): Promise<string[]> {
  const names: string[] = [];
  for (const dataSource of [createAppDataSource(urls.app), createBillingDataSource(urls.billing)]) {
    names.push(...(await migrateOne(dataSource)));
  }
  return names;
}

/** Names of the migrations that are still to run; changes nothing. */
export async function pendingMigrations(urls: DatabaseUrls): Promise<string[]> {
  const names: string[] = [];
  for (const dataSource of [createAppDataSource(urls.app), createBillingDataSource(urls.billing)]) {
    await dataSource.initialize();
    try {
      names.push(...(await pending(dataSource)));
    } finally {
      await dataSource.destroy();
    }
  }
  return names;
}

async function migrateOne(dataSource: DataSource): Promise<string[]> {
  await dataSource.initialize();
  try {
    return await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
