import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Command, InvalidArgumentError } from 'commander';
import { AppModule } from '../app.module.js';
import { BootstrapService } from '../bootstrap/bootstrap.service.js';
import { exitOnUsage } from '../common/exit-on-usage.js';
import { readEnv } from '../config/env.js';
import { loadEnvFile } from '../config/env-file.js';
import { ensureSecret } from '../config/secret.js';
import { migrateDatabases, openDatabases } from '../database/open-databases.js';
import { type HistoryOptions, makeHistory } from './make-history.js';

new Command('history')
  .description(
    'Fills a test installation with generated bookings, so that queries can be measured at scale: the same ones for ' +
      'the same figures. Never for an installation with real money.',
  )
  .option('--bookings <number>', 'how many', whole, 1_000_000)
  .option('--mandates <number>', 'how many new mandates share them; the first has a tenth', whole, 100)
  .option('--people <number>', 'of each mandate', whole, 20)
  .option('--days <number>', 'how far back', whole, 365)
  .option('--seed <number>', 'another one gives another history', whole, 1)
  .option('--admin <email>', 'an existing person who becomes admin of the largest one')
  .showHelpAfterError()
  .exitOverride(exitOnUsage)
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`history: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

async function run(options: HistoryOptions): Promise<void> {
  loadEnvFile();
  const databases = await openDatabases(readEnv(process.env), () => undefined);
  try {
    await migrateDatabases(databases.urls);
    const env = await ensureSecret(readEnv({ ...process.env, LOG_LEVEL: 'error' }));
    const gateway = await NestFactory.createApplicationContext(
      AppModule.forRoot({ env, databases: databases.urls, demo: false }),
      { logger: ['error', 'fatal'], abortOnError: false },
    );
    try {
      await gateway.get(BootstrapService).run();
      await makeHistory(gateway, databases.urls.billing, options, log);
    } finally {
      await gateway.close();
    }
  } finally {
    await databases.close();
  }
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number above zero is needed');
  return Number(text);
}

function log(line: string): void {
  process.stderr.write(`history ${process.uptime().toFixed(0).padStart(4)} s: ${line}\n`);
}
