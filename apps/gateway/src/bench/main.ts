import 'reflect-metadata';
import { cpus, loadavg, tmpdir } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import pg from 'pg';
import { exitOnUsage } from '../common/exit-on-usage.js';
import { measureChat } from './chat-part.js';
import { measureEndurance } from './endurance-part.js';
import { measureHistory } from './history-part.js';
import { measureLedger } from './ledger-part.js';
import { measureFsync } from './references.js';
import { type BenchReport, describe, type Environment } from './report.js';
import { Stage } from './stage.js';

type Part = (typeof PARTS)[number];

interface Options {
  readonly quick?: true;
  readonly json?: true;
  readonly only?: Part;
  readonly rounds?: number;
  readonly cycles: number;
  readonly bookings: number;
  readonly dir: string;
}

const PARTS = ['ledger', 'http', 'endurance', 'history'] as const;
const FULL = { rounds: 5, roundMs: 900, chatScale: 1 };
const QUICK = { rounds: 1, roundMs: 300, chatScale: 0.25 };

const program = new Command('bench')
  .description(
    'Measures the ledger and a chat call on a PostgreSQL of its own with real fsync, beside references of the same ' +
      'run. Takes about five minutes. Progress on standard error, the table on standard output. Ends with 1 when the ' +
      'ledger does not verify afterwards; goals that are missed do not fail it. Endurance and history take their time, ' +
      'and run only when they are asked for.',
  )
  .option('--quick', 'a short form of one round, below half a minute; it tells that everything works, not how fast')
  .addOption(new Option('--only <part>', 'one part').choices(PARTS))
  .option('--rounds <number>', 'how many rounds the medians are taken of', toRounds)
  .option('--cycles <number>', 'of endurance', toCount, 2_000_000)
  .option('--bookings <number>', 'of history', toCount, 1_000_000)
  .option('--dir <folder>', 'where the temporary database lies: on the disk to be measured', tmpdir())
  .option('--json', 'one JSON object instead of a table')
  .showHelpAfterError()
  .exitOverride(exitOnUsage)
  .action(run);

async function run(options: Options): Promise<void> {
  const length = options.quick ? QUICK : FULL;
  const interrupted = new AbortController();
  // npm passes the signal on, so that it comes twice: the second must not end us in the middle of cleaning up.
  process.on('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const rounds = { count: options.rounds ?? length.rounds, signal: interrupted.signal, log: progress };
  const loadBefore = loadavg()[0] ?? 0;
  progress('starting PostgreSQL');
  const stage = await Stage.open(options.dir);
  try {
    const fsync = await measureFsync(stage.folder);
    const isAsked = (part: Part): boolean =>
      options.only === undefined ? part === 'ledger' || part === 'http' : options.only === part;
    const results = {
      ledger: isAsked('ledger')
        ? await measureLedger(stage, { rounds, roundMs: length.roundMs, quick: options.quick ?? false })
        : null,
      chat: isAsked('http') ? await measureChat(stage, rounds, length.chatScale) : null,
      endurance: isAsked('endurance') ? await measureEndurance(stage, options.cycles, rounds) : null,
      history: isAsked('history') ? await measureHistory(stage, options.bookings, rounds) : null,
    };
    const environment: Environment = {
      cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: cpus().length,
      load: [loadBefore, loadavg()[0] ?? 0],
      node: process.versions.node,
      ...(await describeServer(stage.urls.billing)),
      fsyncP50Ms: fsync.p50Ms,
      rounds: rounds.count,
    };
    print({ environment, ...results }, options.json ?? false);
  } finally {
    await stage.close();
  }
}

async function describeServer(url: string): Promise<Pick<Environment, 'postgres' | 'durability'>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes'];
    const { rows } = await client.query<{ setting: string }>(
      'SELECT current_setting(name) AS setting FROM unnest($1::text[]) WITH ORDINALITY AS s (name, n) ORDER BY n',
      [names],
    );
    const [version = '', ...settings] = rows.map(({ setting }) => setting);
    return { postgres: version, durability: settings.map((value, index) => `${names[index + 1]} ${value}`).join(', ') };
  } finally {
    await client.end();
  }
}

function print(report: BenchReport, asJson: boolean): void {
  process.stdout.write(`${asJson ? JSON.stringify(report, null, 2) : describe(report)}\n`);
}

function progress(line: string): void {
  process.stderr.write(`bench ${process.uptime().toFixed(0).padStart(4)} s: ${line}\n`);
}

function toRounds(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('a number from 1 to 99 is needed');
  return Number(text);
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number above zero is needed');
  return Number(text);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
