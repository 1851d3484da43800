import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from './postgres-server.js';

const SCRIPT = path.resolve(import.meta.dirname, '../main.js');
const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;
const AGAIN_MS = 250;

interface GatewayOptions {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly postgres: PostgresServer;
}

/** The gateway as a process of its own, which is killed, paused and started again. */
export class Gateway {
  /** What it did that nobody did to it: it ended, or did not come back. */
  readonly faults: string[] = [];
  private child: ChildProcess | undefined;
  private isMeantToRun = false;
  private address: string | undefined;
  private readonly log: WriteStream;
  private readonly dataDir: string;

  constructor(private readonly options: GatewayOptions) {
    this.dataDir = path.join(options.folder, options.name);
    mkdirSync(this.dataDir, { recursive: true });
    this.log = createWriteStream(path.join(options.folder, `${options.name}.log`), { flags: 'a' });
  }

  /** Undefined while it does not run. */
  get url(): string | undefined {
    return this.address;
  }

  /** Resolves when it answers. While the database is away it may give up, as an operator's supervisor would see. */
  async start(): Promise<void> {
    const { name, postgres } = this.options;
    const until = Date.now() + START_TIMEOUT_MS;
    this.isMeantToRun = true;
    for (;;) {
      await postgres.whenUp();
      const { deaths } = postgres;
      if (await this.launch(until)) return;
      const isExcused = postgres.deaths > deaths || !postgres.isUp;
      if (!isExcused || Date.now() > until) {
        this.faults.push(`${name} does not start; see its log`);
        return;
      }
      await sleep(AGAIN_MS);
    }
  }

  async killAndRestart(deadForMs: number): Promise<void> {
    await this.end('SIGKILL');
    await sleep(deadForMs);
    await this.start();
  }

  async pause(forMs: number): Promise<void> {
    this.child?.kill('SIGSTOP');
    await sleep(forMs);
    this.child?.kill('SIGCONT');
  }

  /** Rejects when it did not end by itself, as a supervisor would see; it is killed then. */
  async stop(): Promise<void> {
    const { child } = this;
    let isStuck = false;
    const timer = setTimeout(() => {
      isStuck = true;
      child?.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await this.end('SIGTERM');
    clearTimeout(timer);
    this.log.end();
    if (isStuck) throw new Error(`${this.options.name} was told to end, and did not; see its log`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.isMeantToRun = false;
    this.address = undefined;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** False when it ended before it was ready. */
  private async launch(until: number): Promise<boolean> {
    const { name, env } = this.options;
    this.log.write(`\n── ${name} is started at ${new Date().toISOString()} ──\n`);
    const child = spawn(process.execPath, [SCRIPT], {
      cwd: this.dataDir,
      // The settings of whoever runs this must not reach the gateway.
      env: { PATH: process.env['PATH'] ?? '', NYLA_DATA_DIR: this.dataDir, ...env },
      // A group of its own, so that Ctrl-C reaches this program only; by the channel it learns when this one is gone.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    const ready: { address?: string } = {};
    const hear = (chunk: unknown): void => {
      this.log.write(String(chunk));
      const [, address] = /Nyla is ready: (\S+)/.exec(String(chunk)) ?? [];
      if (address !== undefined) ready.address = address;
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code, signal) => this.onExit(child, `${code ?? signal}`));
    while (ready.address === undefined && child.exitCode === null && child.signalCode === null && Date.now() < until) {
      await sleep(POLL_MS);
    }
    if (ready.address === undefined) child.kill('SIGKILL');
    this.address = ready.address;
    return ready.address !== undefined;
  }

  private onExit(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    // One that has never been ready is reported by whoever starts it.
    if (this.isMeantToRun && this.address !== undefined) {
      this.faults.push(`${this.options.name} ended by itself (${how}); see its log`);
    }
    this.address = undefined;
  }
}
