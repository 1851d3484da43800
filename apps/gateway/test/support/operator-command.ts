import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { DatabaseUrls } from '../../src/database/database.module.js';
import { TEST_SECRET } from './test-app.js';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface CommandOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For whoever wants to kill it. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs an operator's command as its own process, built, as an operator runs it. */
export function operatorCommand(
  urls: DatabaseUrls,
  args: readonly string[],
  { input = '', env = {}, onStart }: CommandOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      NYLA_SECRET: TEST_SECRET,
      DATABASE_URL: urls.app,
      BILLING_DATABASE_URL: urls.billing,
      ...env,
    },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  // A command that needs no password may be gone before it is given one.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  onStart?.(child);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })));
}
