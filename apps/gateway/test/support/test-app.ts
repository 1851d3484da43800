import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SchedulerRegistry } from '@nestjs/schedule';
import { BootstrapService } from '../../src/bootstrap/bootstrap.service.js';
import { readEnv } from '../../src/config/env.js';
import { createGateway } from '../../src/gateway.js';
import { createTestDatabases, type TestDatabases } from './test-databases.js';

export interface TestAppOptions {
  /** Settings on top of the tests' own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Databases to share with another gateway; absent: fresh ones. */
  readonly databases?: TestDatabases;
}

/** The real gateway on real, fresh databases. */
export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly databases: TestDatabases;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Listens on a free port of the loopback; answers the base URL. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export const TEST_SECRET = 'a secret of the tests, which nobody else uses';

/** Starts the gateway as main does, bootstrap included, without demo data. */
export async function createTestApp({ env = {}, databases }: TestAppOptions = {}): Promise<TestApp> {
  const own = databases ?? (await createTestDatabases());
  const dataDir = mkdtempSync(path.join(tmpdir(), 'nyla-test-'));
  const settings = readEnv({
    LOG_LEVEL: 'silent',
    NYLA_DATA_DIR: dataDir,
    NYLA_SECRET: TEST_SECRET,
    NYLA_DEMO: '1',
    DEMO_WORD_DELAY_MS: '0',
    ...env,
  });
  const nest = await createGateway({ env: settings, databases: own.urls, demo: false }, {});
  await nest.init();
  // What is due by the wall clock is started by tests: else it depends on the hour what they find done already.
  for (const job of nest.get(SchedulerRegistry).getCronJobs().values()) void job.stop();
  await nest.getHttpAdapter().getInstance().ready();
  await nest.get(BootstrapService).run();
  return {
    nest,
    databases: own,
    get: (type) => nest.get(type as Type, { strict: false }),
    listen: async () => {
      await nest.listen(0, '127.0.0.1');
      const { port } = nest.getHttpServer().address() as { port: number };
      return `http://127.0.0.1:${port}`;
    },
    close: async () => {
      await nest.close();
      rmSync(dataDir, { recursive: true, force: true });
      if (!databases) await own.drop();
    },
  };
}
