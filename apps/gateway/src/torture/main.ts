import 'reflect-metadata';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { exitOnUsage } from '../common/exit-on-usage.js';
import { Installation } from './installation.js';
import { describeRound, describeRun, type TortureReport } from './report.js';
import { playRound, type RoundResult } from './round.js';

interface Options {
  readonly rounds: number;
  readonly seed: number;
  readonly secondsPerRound: number;
  readonly dir: string;
  readonly asynchronousCommit?: true;
  readonly keep?: true;
  readonly json?: true;
}

const HIGHEST_SEED = 1_000_000;

const program = new Command('torture')
  .description(
    'Kills gateways and PostgreSQL with SIGKILL, pauses gateways and cuts their providers while people work, and ' +
      'reckons after each round: verify is clean, no acknowledged booking is lost, none is double, every hold has ' +
      'ended, no budget holds anything. Everything runs on an installation of its own. Ends with 1 at the first round ' +
      'that is not clean, and keeps its database, logs and journal.',
  )
  .option('--rounds <number>', 'how many', whole, 5)
  .option(
    '--seed <number>',
    'of the first round; each further round has the next number, so that --rounds 1 --seed <its number> repeats one',
    whole,
    randomInt(1, HIGHEST_SEED),
  )
  .option('--seconds-per-round <number>', 'how long people work in a round', whole, 5)
  .option('--dir <folder>', 'where the temporary installation lies', tmpdir())
  .option('--asynchronous-commit', 'the negative control: PostgreSQL loses what it had confirmed; must end with 1')
  .option('--keep', 'keeps the installation even when all is clean')
  .option('--json', 'one JSON object instead of a table')
  .showHelpAfterError()
  .exitOverride(exitOnUsage)
  .action(run);

async function run(options: Options): Promise<void> {
  const { rounds, seed, secondsPerRound, dir } = options;
  const begun = Date.now();
  progress(`${rounds} rounds from seed ${seed}`);
  const interrupted = new AbortController();
  // npm passes the signal on, so that it comes twice: the second must not end us in the middle of cleaning up.
  process.on('SIGINT', () => {
    interrupted.abort();
    progress('ends after this round');
  });
  const isDurable = !options.asynchronousCommit;
  const installation = await Installation.open({ parent: dir, isDurable, log: progress });
  const results: RoundResult[] = [];
  let isClean = true;
  let isPlayed = false;
  try {
    for (let round = 0; round < rounds && isClean && !interrupted.signal.aborted; round++) {
      const result = await playRound(installation, seed + round, secondsPerRound * 1_000);
      results.push(result);
      isClean = result.problems.length === 0;
      progress(`round ${round + 1} of ${rounds}, ${describeRound(result)}`);
    }
    isPlayed = true;
  } finally {
    const keep = !isPlayed || !isClean || options.keep === true;
    await installation.write('report.json', results);
    await installation.close(keep);
    if (keep)
      progress(`kept in ${installation.folder}: database (postgres), logs (gateway-*.log), journal.jsonl, report.json`);
  }
  const report: TortureReport = {
    seed,
    secondsPerRound,
    isDurable,
    isClean,
    ms: Date.now() - begun,
    folder: isClean && !options.keep ? null : installation.folder,
    rounds: results,
  };
  process.stdout.write(`${options.json ? JSON.stringify(report) : describeRun(report)}\n`);
  process.exitCode = isClean ? 0 : 1;
}

function progress(line: string): void {
  process.stderr.write(`torture ${process.uptime().toFixed(0).padStart(5)} s: ${line}\n`);
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number from 1 to 999999999 is needed');
  return Number(text);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`torture: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
