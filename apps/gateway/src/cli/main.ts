import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { isUUID } from 'class-validator';
import { Command, CommanderError } from 'commander';
import { AppModule } from '../app.module.js';
import { LedgerService } from '../billing/ledger/ledger.service.js';
import { VerifyService } from '../billing/ledger/verify.service.js';
import { LedgerExportService } from '../billing/ledger-export/ledger-export.service.js';
import { ReportsFacade } from '../billing/reports/reports.facade.js';
import type { MadeStatement } from '../billing/statements/statement-maker.service.js';
import { StatementsFacade } from '../billing/statements.facade.js';
import { BootstrapService, FIRST_OPERATOR } from '../bootstrap/bootstrap.service.js';
import { OperatorsService } from '../bootstrap/operators.service.js';
import { TakeoverService } from '../bootstrap/takeover/takeover.service.js';
import { ERROR_TABLE } from '../common/errors/error-table.js';
import { toDomainError } from '../common/errors/problem.js';
import { readEnv } from '../config/env.js';
import { loadEnvFile } from '../config/env-file.js';
import { ensureLedgerKey, findLedgerKey } from '../config/ledger-key.js';
import { ensureSecret } from '../config/secret.js';
import { migrateDatabases, openDatabases, pendingMigrations } from '../database/open-databases.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { startErrorText } from '../start-error.js';
import { askPassword } from './ask-password.js';
import { bootstrapReport } from './bootstrap-report.js';
import { type AdminOptions, adminReport, emailArgument, localeArgument, nameArgument } from './create-admin.js';
import { checkExport, exportReport, mandateArgument, refuseExisting, writeWhole } from './ledger-export.js';
import { describeReports } from './monthly-reports.js';
import { EXIT, type Report, report, reportFailure, UsageError } from './report.js';
import {
  providersArgument,
  readBalanceFile,
  TAKEOVER_HELP,
  type TakeoverArguments,
  takeoverReport,
} from './takeover.js';

type Context = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

const program = new Command('nyla')
  .description(
    "Operator's commands. Each ends with 0 when all is done, 1 when it found something or failed, 2 when it was called in a wrong way.",
  )
  .option('--json', 'one JSON object on standard output instead of text')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help tells what it takes)')
  // Ahead of all commands, which inherit it.
  .exitOverride();

program
  .command('migrate')
  .description('bring both databases to the newest version; a start of Nyla does so too')
  .action(() => withDatabases(async ({ migrations }) => ({ ok: true, summary: { migrations } })));

program
  .command('bootstrap')
  .description('make what every installation needs: ROOT mandate, default roles, price list; may run again')
  .action(() =>
    withGateway(async (gateway) => {
      const bootstrap = gateway.get(BootstrapService);
      const made = await bootstrap.run();
      return { ...bootstrapReport(made), hints: (await bootstrap.hasOperator()) ? [] : FIRST_OPERATOR };
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
      if (month !== undefined && !MONTH.test(month)) throw new UsageError(`${month} is no month such as 2026-10.`);
      if (mandate !== undefined && !isUUID(mandate)) throw new UsageError(`${mandate} is no id of a mandate.`);
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
  .command('report')
  .description('send the monthly reports of a month that is over, to whoever has not had theirs; may run again')
  .requiredOption('--month <month>', 'such as 2026-10')
  .option('--mandate <id>', 'of this mandate alone')
  .option('--dry-run', 'say what would be sent, and send nothing')
  .option('--again', 'also to those who have had theirs')
  .addHelpText(
    'after',
    '\nA mandate gets none when nothing was booked in the month and the one before, or when nobody wants it.\n' +
      'Ends with 1 when a report failed, or waits for its statement.',
  )
  .action(({ month, mandate, dryRun, again }: ReportOptions) =>
    withGateway(async (gateway) => {
      const order = { month, mandateId: mandate, again: again ?? false, dryRun: dryRun ?? false };
      return describeReports(order, await gateway.get(ReportsFacade).send(order));
    }),
  );

program
  .command('create-admin')
  .description(
    'make somebody an operator; the password of a new person is asked for, or read from standard input. Who is there already gets the role, and keeps the password',
  )
  .requiredOption('--email <email>', 'e-mail address to sign in with', emailArgument)
  .option('--name <name>', 'name to show, for a new person', nameArgument, 'Operator')
  .option('--locale <locale>', 'language of a new person: de-CH, en or fr-CH', localeArgument, 'de-CH')
  .option('--reset-password', 'give a person who is there already a new password, and end their sign-ins')
  .action((options: AdminOptions) =>
    withGateway(async (gateway) => {
      const { email, name, locale, resetPassword = false } = options;
      await gateway.get(BootstrapService).run();
      const wanted = { email, displayName: name, locale, resetPassword };
      return adminReport(email, await gateway.get(OperatorsService).ensure(wanted, askPassword));
    }),
  );

program
  .command('reset-second-factor')
  .description('switch the second factor off for somebody who has lost it and the recovery codes')
  .requiredOption('--email <email>', 'e-mail address that the person signs in with', emailArgument)
  .action(({ email }: { email: string }) =>
    withGateway(async (gateway) => {
      const reset = await gateway.get(IdentityFacade, { strict: false }).resetSecondFactor(email);
      return { ok: reset, summary: { [reset ? 'reset' : 'has no second factor']: email } };
    }),
  );

interface ReportOptions {
  readonly month: string;
  readonly mandate?: string;
  readonly dryRun?: boolean;
  readonly again?: boolean;
}

program
  .command('migrate-mandates')
  .description('bring mandates that existed before billing did under billing; may run again, and after an interruption')
  .option('--dry-run', 'tell what would be done, and change nothing')
  .option('--balances <file>', 'opening balances, a CSV file')
  .option('--providers <list>', 'what roles without a rule on AI providers may use', providersArgument, 'all')
  .addHelpText('after', TAKEOVER_HELP)
  .action(async ({ dryRun = false, balances, providers }: TakeoverArguments) => {
    // Read first: a file that is wrong should cost nobody the start of a gateway.
    const options = { dryRun, balances: await readBalanceFile(balances), providers };
    await withGateway(
      async (gateway) => takeoverReport(await gateway.get(TakeoverService).run(options, showProgress), options),
      { migrates: !dryRun },
    );
  });

program
  .command('export-ledger')
  .description('write accounts, bookings, receipts and prices into one signed file, to be kept for ten years')
  .requiredOption('--out <file>', 'file to write; it must not exist')
  .option('--mandate <id>', 'one mandate alone', mandateArgument)
  .action(async ({ out, mandate = null }: { out: string; mandate?: string | null }) => {
    await refuseExisting(out);
    await withGateway(async (gateway) => {
      const key = await ensureLedgerKey(readEnv(process.env).NYLA_DATA_DIR);
      const ledger = gateway.get(LedgerExportService);
      return exportReport(out, key.publicKey, await writeWhole(out, (write) => ledger.export(mandate, key, write)));
    });
  });

program
  .command('verify-export')
  .description('check a file of export-ledger with nothing but the file: hashes, chain, sums, receipts, signature')
  .argument('<file>', 'the file')
  .option(
    '--key <public key>',
    'that it must be signed with, as export-ledger printed it; else that of the data folder',
  )
  .action(async (file: string, { key }: { key?: string }) => {
    loadEnvFile();
    report(await checkExport(file, key ?? (await findLedgerKey(readEnv(process.env).NYLA_DATA_DIR))), isJson());
  });

interface Opening {
  /** False for what must change nothing at all: then the databases must be up to date. */
  readonly migrates: boolean;
}

async function withDatabases(
  work: (opened: { migrations: string[]; urls: Databases }) => Promise<Report>,
  { migrates }: Opening = { migrates: true },
): Promise<void> {
  loadEnvFile();
  const env = readEnv(process.env);
  const databases = await openDatabases(env, () => undefined);
  try {
    if (!migrates) await refusePending(databases.urls);
    const migrations = migrates ? await migrateDatabases(databases.urls) : [];
    report(await work({ migrations, urls: databases.urls }), isJson());
  } finally {
    await databases.close();
  }
}

type Databases = Awaited<ReturnType<typeof openDatabases>>['urls'];

function withGateway(work: (gateway: Context) => Promise<Report>, opening?: Opening): Promise<void> {
  return withDatabases(async ({ urls }) => {
    const env = await ensureSecret(readEnv({ ...process.env, LOG_LEVEL: 'error' }));
    const gateway = await NestFactory.createApplicationContext(
      AppModule.forRoot({ env, databases: urls, demo: false, serves: false }),
      { logger: false, abortOnError: false },
    );
    try {
      return await work(gateway);
    } finally {
      await gateway.close();
    }
  }, opening);
}

async function refusePending(urls: Databases): Promise<void> {
  const pending = await pendingMigrations(urls);
  if (pending.length === 0) return;
  const [first, ...others] = pending;
  const behind = others.length === 0 ? first : `${first} and ${others.length} more`;
  throw new Error(
    `The databases are not up to date: ${behind} is still to run. Run "npm run nyla -- migrate" first; it brings tables up to date and leaves what is in them.`,
  );
}

/** Where people watch: standard output is the report's. */
function showProgress(done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} mandates`);
}

function isJson(): boolean {
  return program.opts<{ json?: boolean }>().json ?? process.argv.includes('--json');
}

function onFailure(error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander has said it already, on the right channel. Help that was asked for is no failure.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error.exitCode !== 0 && isJson())
      process.stdout.write(`${JSON.stringify({ ok: false, error: error.message })}\n`);
    return;
  }
  const { code, fieldErrors } = toDomainError(error);
  const words = startErrorText(error) ?? (error instanceof Error ? error.message : String(error));
  const isOurs = code !== 'common.internal' && startErrorText(error) === undefined;
  // What is wrong with a field says more than that something is.
  const why = fieldErrors.map((fault) => fault.message).join('; ') || ERROR_TABLE[code].title;
  const message = isOurs ? `${why} (${code})` : words;
  reportFailure(message, error instanceof UsageError ? EXIT.usage : EXIT.failed, isJson());
}

program.parseAsync().catch(onFailure);
