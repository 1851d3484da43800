/** What a command did. */
export interface Report {
  readonly ok: boolean;
  readonly summary: Readonly<Record<string, unknown>>;
  /** What is listed one by one, such as differences. */
  readonly rows?: readonly object[];
  /** How people read those rows; absent: as they are. */
  readonly lines?: readonly string[];
  /** What to do now, for people alone. */
  readonly hints?: readonly string[];
}

/** A command was called in a wrong way: its arguments, or a file that they name, make no sense. */
export class UsageError extends Error {
  override readonly name = 'Usage';
}

/** Done · found something, or failed · called in a wrong way. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Prints a report on standard output and sets the exit code. */
export function report({ ok, summary, rows = [], lines, hints = [] }: Report, asJson: boolean): void {
  process.exitCode = ok ? EXIT.done : EXIT.failed;
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ ok, ...summary, ...(rows.length > 0 ? { rows } : {}) })}\n`);
    return;
  }
  for (const line of lines ?? []) process.stdout.write(`${line}\n`);
  if (lines && lines.length > 0) process.stdout.write('\n');
  const width = Math.max(...Object.keys(summary).map((name) => wordsOf(name).length));
  for (const [name, value] of Object.entries(summary)) {
    process.stdout.write(
      `${wordsOf(name).padEnd(width)}  ${Array.isArray(value) ? value.join(', ') || 'none' : String(value)}\n`,
    );
  }
  for (const row of lines ? [] : rows) process.stdout.write(`\n${describe(row)}\n`);
  for (const hint of hints) process.stdout.write(`${hint}\n`);
  process.stdout.write(ok ? 'OK\n' : 'NOT OK\n');
}

/** Tells on standard error why nothing came of it, and, for machines, on standard output that it did not. */
export function reportFailure(message: string, exitCode: number, asJson: boolean): void {
  process.exitCode = exitCode;
  console.error(message);
  if (asJson) process.stdout.write(`${JSON.stringify({ ok: false, error: message })}\n`);
}

/** `openHolds` as people read it. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^chf\b/, 'CHF');
}

function describe(row: object): string {
  return Object.entries(row)
    .map(([name, value]) => `  ${wordsOf(name)}: ${String(value)}`)
    .join('\n');
}
