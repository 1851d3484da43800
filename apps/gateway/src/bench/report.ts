import type { ChatFigure } from './chat-bench.js';
import type { Verified } from './stage.js';
import type { Figure } from './statistics.js';

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  /** One-minute load average before and after; other work on the machine spoils figures. */
  readonly load: readonly [number, number];
  readonly node: string;
  readonly postgres: string;
  readonly durability: string;
  readonly fsyncP50Ms: number;
  readonly rounds: number;
}

export interface LedgerRow {
  readonly name: string;
  readonly what: string;
  readonly figure: Figure;
  /** Rate beside the references'; null for the reference itself and where pgbench is absent. */
  readonly toBare: number | null;
  readonly toPgbench: number | null;
  readonly goal: string | null;
}

/** One measurement beside another one of the same rounds. */
export interface Comparison {
  readonly what: string;
  readonly ratio: number;
  readonly goal: string;
}

export interface LedgerResult {
  readonly rows: readonly LedgerRow[];
  readonly comparisons: readonly Comparison[];
  readonly fallbacks: number;
  readonly verified: Verified;
  readonly notes: readonly string[];
}

export interface Added {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface ChatRow {
  readonly name: string;
  readonly what: readonly [string, string];
  readonly direct: ChatFigure;
  readonly gateway: ChatFigure;
  readonly added: { readonly first: Added; readonly total: Added };
}

export interface ChatResult {
  readonly rows: readonly ChatRow[];
  readonly verified: Verified;
}

export interface EnduranceResult {
  readonly cycles: number;
  readonly seconds: number;
  readonly firstPerSecond: number;
  readonly lastPerSecond: number;
  readonly lastToFirst: number;
  readonly verified: Verified;
}

export interface HistoryRow {
  readonly name: string;
  readonly quiet: Figure;
  /** The same while another gateway charges. */
  readonly charging: Figure;
  readonly goal: string | null;
}

export interface HistoryResult {
  readonly bookings: number;
  /** Bookings of the mandate that is asked for. */
  readonly largest: number;
  readonly chargesPerSecond: number;
  readonly rows: readonly HistoryRow[];
}

export interface BenchReport {
  readonly environment: Environment;
  readonly ledger: LedgerResult | null;
  readonly chat: ChatResult | null;
  readonly endurance: EnduranceResult | null;
  readonly history: HistoryResult | null;
}

/** The report as text for people. */
export function describe({ environment, ledger, chat, endurance, history }: BenchReport): string {
  return [
    ...describeEnvironment(environment),
    ...(ledger ? describeLedger(ledger) : []),
    ...(chat ? describeChat(chat) : []),
    ...(endurance ? describeEndurance(endurance) : []),
    ...(history ? describeHistory(history) : []),
  ].join('\n');
}

function describeEnvironment(found: Environment): string[] {
  const lines = [
    `${found.cpu}, ${found.cores} cores, load ${found.load.map((load) => load.toFixed(1)).join(' → ')}; Node ${found.node}`,
    `PostgreSQL ${found.postgres}, ${found.durability}; one page to the disk takes ${ms(found.fsyncP50Ms)} ms (p50)`,
    `Medians of ${found.rounds} rounds, everything interleaved.`,
  ];
  const isMemory = found.fsyncP50Ms < 0.02;
  return isMemory ? [...lines, 'This folder seems to lie in memory: choose one on a disk with --dir.'] : lines;
}

function describeLedger({ rows, comparisons, fallbacks, verified, notes }: LedgerResult): string[] {
  const table = rows.map(({ name, figure, toBare, toPgbench, goal, what }) => [
    name,
    whole(figure.perSecond),
    ms(figure.p50Ms),
    ms(figure.p99Ms),
    times(toBare),
    times(toPgbench),
    goal ?? '',
    what,
  ]);
  return [
    '',
    'LEDGER',
    ...align([['', 'per s', 'p50 ms', 'p99 ms', '× bare', '× pgbench', 'goal', 'what runs'], ...table]),
    ...comparisons.map(({ what, ratio, goal }) => `${what}: ${times(ratio)} (goal ${goal})`),
    `verified: ${verified.bookings} bookings of ${verified.accounts} accounts agree; ${fallbacks} batches had to be repeated one by one`,
    ...notes,
  ];
}

function describeChat({ rows, verified }: ChatResult): string[] {
  const table = rows.flatMap(({ name, direct, gateway, added, what }) => [
    [name, 'direct', ...timesOf(direct), what[0]],
    ['', 'gateway', ...timesOf(gateway), what[1]],
    ['', 'added', '', ...[added.first, added.total].flatMap(({ p50Ms, p99Ms }) => [ms(p50Ms), ms(p99Ms)]), ''],
  ]);
  return [
    '',
    'CHAT CALL (goal: ≤ 3 ms added at p50, ≤ 10 ms at p99, first token included)',
    ...align([['', '', 'calls/s', 'first p50', 'p99', 'total p50', 'p99', 'what runs'], ...table]),
    `verified: ${verified.bookings} bookings agree`,
  ];
}

function describeEndurance(found: EnduranceResult): string[] {
  return [
    '',
    'ENDURANCE',
    `${found.cycles} cycles in ${found.seconds} s; the first 20 s ${whole(found.firstPerSecond)}/s, the last 20 s ${whole(found.lastPerSecond)}/s: ${times(found.lastToFirst)} (goal ≥ 0.85)`,
    `verified: ${found.verified.bookings} bookings of ${found.verified.accounts} accounts agree`,
  ];
}

function describeHistory({ bookings, largest, chargesPerSecond, rows }: HistoryResult): string[] {
  const table = rows.map(({ name, quiet, charging, goal }) => [
    name,
    ms(quiet.p50Ms),
    ms(quiet.p95Ms),
    ms(quiet.p99Ms),
    ms(charging.p50Ms),
    ms(charging.p95Ms),
    ms(charging.p99Ms),
    goal ?? '',
  ]);
  return [
    '',
    `HISTORY of a mandate with ${largest} of ${bookings} bookings; on the right while ${whole(chargesPerSecond)} cycles per second are charged`,
    ...align([['', 'p50 ms', 'p95', 'p99', 'p50 ms', 'p95', 'p99', 'goal for p95'], ...table]),
  ];
}

function timesOf({ first, total }: ChatFigure): string[] {
  return [whole(total.perSecond), ms(first.p50Ms), ms(first.p99Ms), ms(total.p50Ms), ms(total.p99Ms)];
}

/** Columns of equal width; the first two are text and stand left, as does the last. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const isText = column === 0 || column === row.length - 1;
        return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}

function whole(value: number): string {
  return Math.round(value).toString();
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

function times(value: number | null): string {
  return value === null ? '' : value.toFixed(2);
}
