import 'reflect-metadata';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StatementScheduleService } from './billing/statements/statement-schedule.service.js';
import { BootstrapService } from './bootstrap/bootstrap.service.js';
import { type Env, readEnv } from './config/env.js';
import { loadEnvFile } from './config/env-file.js';
import { ensureSecret } from './config/secret.js';
import { migrateDatabases, type OpenDatabases, openDatabases } from './database/open-databases.js';
import { createGateway } from './gateway.js';
import { startErrorText } from './start-error.js';

const WEB_ROOT = path.resolve(import.meta.dirname, '../../nyla/dist');

/** Starts everything in order, prints where it is, and ends it in the reverse order on Ctrl-C. */
async function main(): Promise<void> {
  loadEnvFile();
  const env = await ensureSecret(readEnv(process.env));
  const databases = await openDatabases(env, print);
  const app = await start(env, databases).catch(async (error: unknown) => {
    await databases.close();
    throw error;
  });
  endOnSignal(app, databases);
}

async function start(env: Env, databases: OpenDatabases): Promise<NestFastifyApplication> {
  const migrations = await migrateDatabases(databases.urls);
  if (migrations.length > 0) print(`Database brought up to date (${migrations.length} migrations).`);
  env.NYLA_DEMO ??= databases.embedded;
  const app = await createGateway({ env, databases: databases.urls, demo: env.NYLA_DEMO }, { webRoot: WEB_ROOT });
  const bootstrap = app.get(BootstrapService);
  await bootstrap.run();
  await app.listen(env.PORT, env.HOST);
  // Months that ended while no gateway ran, and those of the demo's history; nobody waits for them.
  void app.get(StatementScheduleService).catchUp();
  const { port } = app.getHttpServer().address() as { port: number };
  const baseUrl = env.PUBLIC_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${port}`;
  print('');
  print(`Nyla is ready: ${baseUrl}`);
  for (const line of await bootstrap.announce(baseUrl)) print(line);
  return app;
}

function endOnSignal(app: NestFastifyApplication, databases: OpenDatabases): void {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    print('Ending: running calls are settled first …');
    await app.close();
    await databases.close();
    print('Ended.');
    process.exit(0);
  };
  const onEnd = (): void => {
    end().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onEnd);
  // Whoever started us with a channel is gone; without one this never comes.
  process.on('disconnect', onEnd);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  console.error(startErrorText(error) ?? error);
  process.exit(1);
});
