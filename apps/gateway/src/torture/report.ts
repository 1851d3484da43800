import { BLOWS, type Blow } from './plan.js';
import type { LedgerCounts, RoundResult } from './round.js';

export interface TortureReport {
  readonly seed: number;
  readonly secondsPerRound: number;
  readonly isDurable: boolean;
  readonly isClean: boolean;
  readonly ms: number;
  /** Where the installation was kept; null where it was removed. */
  readonly folder: string | null;
  readonly rounds: readonly RoundResult[];
}

const PROBLEMS_SHOWN = 20;

export function describeRound(result: RoundResult): string {
  const { seed, ms, blows, acts, acknowledged, ledger, calmMs, problems } = result;
  const outcome = problems.length === 0 ? 'clean' : `NOT CLEAN (${problems.length})`;
  const done = Object.values(acts).reduce((sum, count) => sum + count, 0);
  return (
    `seed ${seed}: ${outcome}, ${seconds(ms)} (calm after ${seconds(calmMs)}); ${blowsIn(blows)}; ${done} acts, ` +
    `${acknowledged} acknowledged, ${ledger.bookings} bookings in all`
  );
}

/** The run as text for people. */
export function describeRun({ seed, secondsPerRound, isClean, isDurable, ms, folder, rounds }: TortureReport): string {
  const acts = new Map<string, number>();
  for (const round of rounds) {
    for (const [act, count] of Object.entries(round.acts)) acts.set(act, (acts.get(act) ?? 0) + count);
  }
  const width = Math.max(0, ...[...acts.keys()].map((act) => act.length));
  const lengths = rounds.map((round) => round.ms).sort((a, b) => a - b);
  const clean = rounds.filter(({ problems }) => problems.length === 0).length;
  const last = rounds.at(-1);
  const failed = rounds.find(({ problems }) => problems.length > 0);
  return [
    `${clean} of ${rounds.length} rounds clean, seeds ${seed} to ${seed + rounds.length - 1}, ${seconds(ms)} in all`,
    `a round: ${seconds(lengths[0] ?? 0)} to ${seconds(lengths.at(-1) ?? 0)}, median ${seconds(lengths[lengths.length >> 1] ?? 0)}`,
    `blows: ${blowsIn(rounds.flatMap(({ blows }) => blows))}`,
    `acknowledged: ${sum(rounds.map(({ acknowledged }) => acknowledged))}; ` +
      `looks at the accounts: ${sum(rounds.map(({ looks }) => looks))}`,
    ...(last ? [describeLedger(last.ledger)] : []),
    ...[...acts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([act, count]) => `  ${act.padEnd(width)}  ${count}`),
    ...(isDurable ? [] : ['with asynchronous commit: acknowledged bookings are expected to be lost']),
    ...(failed ? describeFailure(failed, { secondsPerRound, isDurable, folder }) : []),
    isClean ? 'OK' : 'NOT OK',
  ].join('\n');
}

function describeLedger({ bookings, late, aborted, expired }: LedgerCounts): string {
  return `bookings: ${bookings}, of them ${late} late and ${aborted} aborted; holds that expired without one: ${expired}`;
}

function describeFailure(
  { seed, problems, blows }: RoundResult,
  { secondsPerRound, isDurable, folder }: Pick<TortureReport, 'secondsPerRound' | 'isDurable' | 'folder'>,
): string[] {
  const control = isDurable ? '' : ' --asynchronous-commit';
  return [
    '',
    `The round of seed ${seed} was not clean:`,
    ...problems.slice(0, PROBLEMS_SHOWN).map((problem) => `  ${problem}`),
    ...(problems.length > PROBLEMS_SHOWN ? [`  and ${problems.length - PROBLEMS_SHOWN} more, see report.json`] : []),
    'Its blows:',
    ...blows.map(({ atMs, kind, gateway, forMs }) => `  after ${atMs} ms ${kind} (${gateway + 1}) for ${forMs} ms`),
    `Once more: npm run torture -- --rounds 1 --seed ${seed} --seconds-per-round ${secondsPerRound}${control}`,
    `Database, logs and journal: ${folder}`,
    '',
  ];
}

function blowsIn(blows: readonly Blow[]): string {
  const counts = BLOWS.map((kind) => [kind, blows.filter((blow) => blow.kind === kind).length] as const);
  return counts
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
