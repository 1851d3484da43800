import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TortureReport } from '../src/torture/report.js';

const SCRIPT = path.resolve(import.meta.dirname, '../dist/torture/main.js');
/** Its round kills PostgreSQL and a gateway, pauses a gateway for longer than holds live, and cuts the provider. */
const SEED_OF_EVERYTHING = 40;
const TIMEOUT_MS = 240_000;
const OUTPUT_BYTES = 16 * 1024 * 1024;

/** As an operator starts it. */
function torture(...args: string[]): Promise<{ code: number; report: TortureReport; progress: string }> {
  const options = ['--json', '--seed', String(SEED_OF_EVERYTHING), '--seconds-per-round', '8', ...args];
  return new Promise((resolve) => {
    const limits = { maxBuffer: OUTPUT_BYTES, timeout: TIMEOUT_MS };
    execFile(process.execPath, [SCRIPT, ...options], limits, (error, stdout, progress) => {
      const code = error === null ? 0 : Number(error.code);
      // Without a report what it wrote besides is all that there is to know.
      const report = JSON.parse(stdout || JSON.stringify({ problem: progress })) as TortureReport;
      resolve({ code, report, progress });
    });
  });
}

it(
  'survives kill -9 of PostgreSQL and of a gateway, a pause and a cut provider: nothing lost, nothing double',
  async () => {
    const { code, report } = await torture('--rounds', '1');
    expect(report.rounds.flatMap(({ problems }) => problems)).toEqual([]);
    expect({ code, isClean: report.isClean, folder: report.folder }).toEqual({ code: 0, isClean: true, folder: null });
    const [round] = report.rounds;
    expect(new Set(round?.blows.map(({ kind }) => kind))).toEqual(
      new Set(['kill-postgres', 'kill-gateway', 'pause-gateway', 'cut-provider']),
    );
    // Else there was nothing to lose.
    expect(round?.acknowledged).toBeGreaterThan(10);
    expect(round?.acts['chat completed']).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

it(
  'notices, as the negative control, that acknowledged bookings are lost when commits are not durable',
  async () => {
    const { code, report, progress } = await torture('--rounds', '4', '--asynchronous-commit');
    try {
      expect({ code, isClean: report.isClean }).toEqual({ code: 1, isClean: false });
      const problems = report.rounds.at(-1)?.problems ?? [];
      expect(problems.filter((problem) => problem.startsWith('lost: ')).length).toBeGreaterThan(0);
      expect(progress).toContain(`kept in ${report.folder}`);
    } finally {
      if (report.folder !== null) rmSync(report.folder, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);
