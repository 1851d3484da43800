import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { VerifyService } from '../billing/ledger/verify.service.js';
import { BootstrapService } from '../bootstrap/bootstrap.service.js';
import { readEnv } from '../config/env.js';
import { APP_DATABASE_NAME, BILLING_DATABASE_NAME } from '../database/data-sources.js';
import type { DatabaseUrls } from '../database/database.module.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { migrateDatabases } from '../database/open-databases.js';

/** Two gateways' pools and the references' own connections. */
const MAX_CONNECTIONS = '250';

export interface Verified {
  readonly accounts: number;
  readonly bookings: number;
}

/** What every measurement runs on: a PostgreSQL of its own with default durability, and the gateway's services. */
export class Stage {
  private constructor(
    readonly folder: string,
    readonly server: EmbeddedPostgres,
    readonly urls: DatabaseUrls,
    /** NYLA_SECRET: a further gateway on these databases needs the same, or it knows no key that was made here. */
    readonly secret: string,
    readonly gateway: INestApplicationContext,
  ) {}

  /** @param parent the folder, on the disk to be measured, in which a temporary one is made. */
  static async open(parent: string): Promise<Stage> {
    const folder = await mkdtemp(path.join(parent, 'nyla-bench-'));
    const server = await startEmbeddedPostgres({
      dataDir: path.join(folder, 'postgres'),
      log: () => undefined,
      settings: { max_connections: MAX_CONNECTIONS },
    }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    try {
      const urls = {
        app: await ensureDatabase(server, APP_DATABASE_NAME),
        billing: await ensureDatabase(server, BILLING_DATABASE_NAME),
      };
      await migrateDatabases(urls);
      const secret = randomBytes(32).toString('base64url');
      return new Stage(folder, server, urls, secret, await startServices(urls, folder, secret));
    } catch (error) {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** A further database on the same server; answers its URL. */
  database(name: string): Promise<string> {
    return ensureDatabase(this.server, name);
  }

  /** @throws Error when the ledger contradicts itself: its figures are worth nothing then. */
  async verify(): Promise<Verified> {
    const { differences, openHolds, accounts, bookings } = await this.gateway.get(VerifyService).verify();
    const [first] = differences;
    if (first) throw new Error(`the ledger is broken in ${differences.length} places, first: ${JSON.stringify(first)}`);
    if (openHolds > 0) throw new Error(`${openHolds} holds are still open`);
    return { accounts, bookings };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function ensureDatabase(server: EmbeddedPostgres, name: string): Promise<string> {
  await server.ensureDatabase(name);
  return server.urlFor(name);
}

/** The gateway's services without HTTP, on databases that are there already. */
export async function startServices(
  databases: DatabaseUrls,
  folder: string,
  secret: string,
): Promise<INestApplicationContext> {
  const env = readEnv({ LOG_LEVEL: 'error', NYLA_DATA_DIR: folder, NYLA_SECRET: secret });
  const gateway = await NestFactory.createApplicationContext(AppModule.forRoot({ env, databases, demo: false }), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  await gateway.get(BootstrapService).run();
  return gateway;
}
