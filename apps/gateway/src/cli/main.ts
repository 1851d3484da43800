import { isUUID } from 'class-validator';
import { Command, CommanderError } from 'commander';
import { readEnv } from '../config/env.js';
import { loadEnvFile } from '../config/env-file.js';
import { type AdminOptions, emailArgument, localeArgument, nameArgument } from './create-admin.js';
import { mandateArgument } from './mandate-argument.js';
import type { Operations } from './operations.js';
import { EXIT, type Report, report, reportFailure, UsageError } from './report.js';
import { providersArgument, readBalanceFile, TAKEOVER_HELP, type TakeoverArguments } from './takeover.js';

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
  .action(() => run((operations) => operations.migrate()));

program
  .command('bootstrap')
  .description('make what every installation needs: ROOT mandate, default roles, price list; may run again')
  .action(() => run((operations) => operations.bootstrap()));

program
  .command('verify')
  .description('recompute balances, numbers, hashes, holds, statistics and every receipt; 1 when anything differs')
  .action(() => run((operations) => operations.verify()));

program
  .command('statements')
  .description('make the monthly statements that are missing, the oldest first; 1 when an account could not have one')
  .option('--month <month>', 'the last month to make, as 2026-10; without: the last that is over')
  .option('--mandate <id>', 'only of this mandate')
  .option('--dry-run', 'say what would be made, and make nothing')
  .action(({ month, mandate, dryRun = false }: { month?: string; mandate?: string; dryRun?: boolean }) => {
    if (month !== undefined && !MONTH.test(month)) throw new UsageError(`${month} is no month such as 2026-10.`);
    if (mandate !== undefined && !isUUID(mandate)) throw new UsageError(`${mandate} is no id of a mandate.`);
    return run((operations) => operations.makeStatements({ month, mandateId: mandate, isDryRun: dryRun }));
  });

program
  .command('expire-holds')
  .description('end holds that outlived their time, of whichever gateway')
  .action(() => run((operations) => operations.expireHolds()));

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
  .action(({ month, mandate, dryRun = false, again = false }: ReportOptions) =>
    run((operations) => operations.sendReports({ month, mandateId: mandate, again, dryRun })),
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
  .action((options: AdminOptions) => run((operations) => operations.createAdmin(options)));

program
  .command('reset-second-factor')
  .description('switch the second factor off for somebody who has lost it and the recovery codes')
  .requiredOption('--email <email>', 'e-mail address that the person signs in with', emailArgument)
  .action(({ email }: { email: string }) => run((operations) => operations.resetSecondFactor(email)));

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
    await run((operations) => operations.migrateMandates(options));
  });

program
  .command('export-ledger')
  .description('write accounts, bookings, receipts and prices into one signed file, to be kept for ten years')
  .requiredOption('--out <file>', 'file to write; it must not exist')
  .option('--mandate <id>', 'one mandate alone', mandateArgument)
  .action(({ out, mandate = null }: { out: string; mandate?: string | null }) =>
    run((operations) => operations.exportLedger(out, mandate)),
  );

program
  .command('verify-export')
  .description('check a file of export-ledger with nothing but the file: hashes, chain, sums, receipts, signature')
  .argument('<file>', 'the file')
  .option(
    '--key <public key>',
    'that it must be signed with, as export-ledger printed it; else that of the data folder',
  )
  .action((file: string, { key }: { key?: string }) => run((operations) => operations.verifyExport(file, key)));

/** What is asked for by `--help`, or in a wrong way, is answered before anything large is loaded. */
async function run(work: (operations: Operations) => Promise<Report>): Promise<void> {
  loadEnvFile();
  const env = Object.assign(readEnv(process.env), { LOG_LEVEL: 'error' as const });
  const { Operations: Loaded } = await import('./operations.js');
  report(await work(new Loaded(env)), isJson());
}

function isJson(): boolean {
  return program.opts<{ json?: boolean }>().json ?? process.argv.includes('--json');
}

async function onFailure(error: unknown): Promise<void> {
  if (error instanceof CommanderError) {
    // Commander has said it already, on the right channel. Help that was asked for is no failure.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error.exitCode !== 0 && isJson())
      process.stdout.write(`${JSON.stringify({ ok: false, error: error.message })}\n`);
    return;
  }
  if (error instanceof UsageError) {
    reportFailure(error.message, EXIT.usage, isJson());
    return;
  }
  const { failureText } = await import('./failure-text.js');
  reportFailure(failureText(error), EXIT.failed, isJson());
}

await program.parseAsync().catch(onFailure);
