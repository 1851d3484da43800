import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TEST_SECRET } from './test-app.js';
import type { TestDatabases } from './test-databases.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/main.js');
const START_TIMEOUT_MS = 20_000;

interface ProcessOptions {
  readonly databases: TestDatabases['urls'];
  readonly env: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** The gateway as its own process, built and started as an operator starts it. */
export class GatewayProcess {
  readonly exit: Promise<Exit>;
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    dataDir: string,
  ) {
    const collect = (chunk: unknown): void => {
      this.output += String(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        rmSync(dataDir, { recursive: true, force: true });
        resolve({ code, signal, output: this.output });
      });
    });
  }

  /** Resolves when the gateway answers. */
  static async start({ databases, env }: ProcessOptions): Promise<GatewayProcess> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'nyla-process-'));
    const child = spawn(process.execPath, [MAIN], {
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        NYLA_DATA_DIR: dataDir,
        // The same as the test's own gateway has: one signs in, the other serves.
        NYLA_SECRET: TEST_SECRET,
        NYLA_DEMO: '0',
        DATABASE_URL: databases.app,
        BILLING_DATABASE_URL: databases.billing,
        ...env,
      },
    });
    const gateway = new GatewayProcess(child, dataDir);
    await gateway.ready();
    return gateway;
  }

  get baseUrl(): string {
    const [, address] = /Nyla is ready: (\S+)/.exec(this.output) ?? [];
    if (address === undefined) throw new Error(`the gateway has not started:\n${this.output}`);
    return address;
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.exit;
  }

  private async ready(): Promise<void> {
    const until = Date.now() + START_TIMEOUT_MS;
    while (!this.output.includes('Nyla is ready')) {
      if (this.child.exitCode !== null || Date.now() > until) {
        this.child.kill('SIGKILL');
        throw new Error(`the gateway has not started:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
