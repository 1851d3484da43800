// What `npm test` runs, as a table, and how each runner's report is counted.
import path from 'node:path';
import { ROOT } from './workspace.mjs';

export const KINDS = ['unit', 'integration', 'e2e'];

/**
 * One row per run of a test runner. A stage without a test counts as failed, so that a lost configuration cannot
 * pass for success.
 */
export const STAGES = [
  { kind: 'unit', folder: 'libs/money', runner: 'jest', config: 'jest.config.mjs' },
  { kind: 'unit', folder: 'libs/contracts', runner: 'jest', config: 'jest.config.mjs' },
  { kind: 'unit', folder: 'libs/fake-provider', runner: 'jest', config: 'jest.config.mjs' },
  { kind: 'unit', folder: 'apps/gateway', runner: 'jest', config: 'jest.config.mjs' },
  { kind: 'unit', folder: 'apps/nyla', runner: 'jest', config: 'jest.config.mjs' },
  { kind: 'integration', folder: 'apps/gateway', runner: 'jest', config: 'jest.int.config.mjs' },
  { kind: 'e2e', folder: 'e2e', runner: 'playwright', config: 'playwright.config.ts' },
];

/** The runners: the arguments for Node, the variables they need, and how their JSON report is counted. */
export const RUNNERS = {
  jest: {
    args: ({ config }, { report, patterns, allowEmpty }) => [
      path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      `--config=${config}`,
      '--json',
      `--outputFile=${report}`,
      ...(allowEmpty ? ['--passWithNoTests'] : []),
      ...patterns,
    ],
    env: () => ({ NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' }),
    count: countJest,
  },
  playwright: {
    args: ({ folder, config }, { patterns, allowEmpty }) => [
      path.join(ROOT, folder, 'node_modules', '@playwright', 'test', 'cli.js'),
      'test',
      `--config=${config}`,
      '--reporter=list,json',
      ...(allowEmpty ? ['--pass-with-no-tests'] : []),
      ...patterns,
    ],
    env: ({ report }) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    count: countPlaywright,
  },
};

/** Counts a Jest report. A file that does not even load has no tests in it, but is a failure all the same. */
export function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts a Playwright report. A flaky test passed in the end; an error outside of any test counts as a failure. */
export function countPlaywright(report) {
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** The result of a stage. One that ended badly without naming a failed test, or told nothing, counts as a failure. */
export function judge({ exitCode, counts, allowEmpty }) {
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const isEmpty = counts.passed + counts.failed === 0;
  const endedBadly = exitCode !== 0 && counts.failed === 0;
  return endedBadly || (isEmpty && !allowEmpty) ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** The sum of several results. */
export function total(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) for (const key of Object.keys(sum)) sum[key] += result[key];
  return sum;
}

/** `N passed, N failed`, and `, N skipped` if any were. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
