/** What a command did. */
export interface Report {
  readonly ok: boolean;
  readonly summary: Readonly<Record<string, unknown>>;
  /** What is listed one by one, such as differences. */
  readonly rows?: readonly object[];
}

/** Prints a report and sets the exit code. */
export function report({ ok, summary, rows = [] }: Report, asJson: boolean): void {
  process.exitCode = ok ? 0 : 1;
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ ok, ...summary, ...(rows.length > 0 ? { rows } : {}) })}\n`);
    return;
  }
  const width = Math.max(...Object.keys(summary).map((name) => name.length));
  for (const [name, value] of Object.entries(summary)) {
    process.stdout.write(
      `${name.padEnd(width)}  ${Array.isArray(value) ? value.join(', ') || 'none' : String(value)}\n`,
    );
  }
  for (const row of rows) process.stdout.write(`\n${describe(row)}\n`);
  process.stdout.write(ok ? 'OK\n' : 'NOT OK\n');
}

function describe(row: object): string {
  return Object.entries(row)
    .map(([name, value]) => `  ${name}: ${String(value)}`)
    .join('\n');
}
