import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { isEmail, isUUID } from 'class-validator';
import { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { LedgerService } from '../billing/ledger/ledger.service.js';
import { VerifyService } from '../billing/ledger/verify.service.js';
import type { MadeStatement } from '../billing/statements/statement-maker.service.js';
import { StatementsFacade } from '../billing/statements.facade.js';
import { BootstrapService } from '../bootstrap/bootstrap.service.js';
import { OperatorsService } from '../bootstrap/operators.service.js';
import { ERROR_TABLE } from '../common/errors/error-table.js';
import { toDomainError } from '../common/errors/problem.js';
import { readEnv } from '../config/env.js';
import { loadEnvFile } from '../config/env-file.js';
import { ensureSecret } from '../config/secret.js';
import { migrateDatabases, openDatabases } from '../database/open-databases.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { askPassword } from './ask-password.js';
import { type Report, report } from './report.js';

type Context = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

const program = new Command('nyla')
  .description("Operator's commands. Each ends with 0 when all is well, 1 otherwise.")
  .option('--json', 'one JSON object instead of text')
  .showHelpAfterError();

program
  .command('migrate')
  .description('bring both databases to the newest version')
  .action(() => withDatabases(async ({ migrations }) => ({ ok: true, summary: { migrations } })));

program
  .command('bootstrap')
  .description('make what every installation needs: ROOT mandate, default roles, price list; may run again')
  .action(() =>
    withGateway(async (gateway) => {
      await gateway.get(BootstrapService).run();
      return { ok: true, summary: { bootstrap: 'complete' } };
    }),
  );

program
  .command('verify')
  .description('recompute balances, numbers, hashes, holds, statistics and every receipt; 1 when anything differs')
  .action(() =>
    withGateway(async (gateway) => {
      const { differences, ...summary } = await gateway.get(VerifyService).verify();
      return {
        ok: differences.length === 0,
        summary: { ...summary, differences: differences.length },
        rows: differences,
      };
    }),
  );

program
  .command('statements')
  .description('make the monthly statements that are missing, the oldest first; 1 when an account could not have one')
  .option('--month <month>', 'the last month to make, as 2026-10; without: the last that is over')
  .option('--mandate <id>', 'only of this mandate')
  .option('--dry-run', 'say what would be made, and make nothing')
  .action(({ month, mandate, dryRun = false }: { month?: string; mandate?: string; dryRun?: boolean }) =>
    withGateway(async (gateway) => {
      if (month !== undefined && !MONTH.test(month)) throw new Error(`${month} is no month such as 2026-10.`);
      if (mandate !== undefined && !isUUID(mandate)) throw new Error(`${mandate} is no id of a mandate.`);
      const rows: MadeStatement[] = [];
      const options = { month, mandateId: mandate, isDryRun: dryRun };
      const { made, failures } = await gateway.get(StatementsFacade).makeDue(options, (row) => rows.push(row));
      return {
        ok: failures.length === 0,
        summary: { [dryRun ? 'would be made' : 'made']: made, failed: failures.length },
        rows: [...(dryRun ? rows : []), ...failures],
      };
    }),
  );

program
  .command('expire-holds')
  .description('end holds that outlived their time, of whichever gateway')
  .action(() =>
    withGateway(async (gateway) => {
      const expired = await gateway.get(LedgerService).expireHolds();
      return { ok: true, summary: { expired: expired.length } };
    }),
  );

program
  .command('create-admin')
  .description('make an operator; the password is asked for, or read from standard input')
  .requiredOption('--email <email>', 'e-mail address to sign in with')
  .option('--name <name>', 'name to show', 'Operator')
  .action(({ email, name }: { email: string; name: string }) =>
    withGateway(async (gateway) => {
      if (!isEmail(email)) throw new Error(`${email} is no e-mail address.`);
      const password = await askPassword();
      await gateway.get(BootstrapService).run();
      await gateway.get(OperatorsService).create(email, name, password);
      return { ok: true, summary: { created: email } };
    }),
  );

program
  .command('reset-second-factor')
  .description('switch the second factor off for somebody who has lost it and the recovery codes')
  .requiredOption('--email <email>', 'e-mail address that the person signs in with')
  .action(({ email }: { email: string }) =>
    withGateway(async (gateway) => {
      const reset = await gateway.get(IdentityFacade, { strict: false }).resetSecondFactor(email);
      return { ok: reset, summary: { [reset ? 'reset' : 'has no second factor']: email } };
    }),
  );

async function withDatabases(
  work: (opened: { migrations: string[]; urls: Databases }) => Promise<Report>,
): Promise<void> {
  loadEnvFile();
  const env = readEnv(process.env);
  const databases = await openDatabases(env, () => undefined);
  try {
    const migrations = await migrateDatabases(databases.urls);
    report(await work({ migrations, urls: databases.urls }), program.opts<{ json?: boolean }>().json ?? false);
  } finally {
    await databases.close();
  }
}

type Databases = Awaited<ReturnType<typeof openDatabases>>['urls'];

function withGateway(work: (gateway: Context) => Promise<Report>): Promise<void> {
  return withDatabases(async ({ urls }) => {
    const env = await ensureSecret(readEnv({ ...process.env, LOG_LEVEL: 'error' }));
    const gateway = await NestFactory.createApplicationContext(
      AppModule.forRoot({ env, databases: urls, demo: false }),
      { logger: ['error', 'fatal'], abortOnError: false },
    );
    try {
      return await work(gateway);
    } finally {
      await gateway.close();
    }
  });
}

program.parseAsync().catch((error: unknown) => {
  const { code, fieldErrors } = toDomainError(error);
  const words = error instanceof Error ? error.message : String(error);
  const why = fieldErrors.map(({ message }) => `: ${message}`).join('');
  const message = code === 'common.internal' ? words : `${ERROR_TABLE[code].title} (${code})${why}`;
  if (program.opts<{ json?: boolean }>().json) report({ ok: false, summary: { error: message } }, true);
  else console.error(message);
  process.exitCode = 1;
});
