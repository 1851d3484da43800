import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BenchAccounts, Spread } from './ledger-bench.js';
import type { Stage } from './stage.js';
import type { Figure } from './statistics.js';

const SCRIPT = path.resolve(import.meta.dirname, 'second-gateway-process.js');

export interface Setup {
  readonly urls: Stage['urls'];
  readonly folder: string;
  readonly secret: string;
  readonly on: BenchAccounts;
}

/** One measurement. */
export interface Order {
  readonly callers: number;
  readonly spread: Spread;
  readonly durationMs: number;
}

/** Another gateway's services on the same databases, in a process of its own. */
export class SecondGateway {
  private constructor(private readonly child: ChildProcess) {}

  static async start({ urls, folder, secret }: Stage, on: BenchAccounts): Promise<SecondGateway> {
    const child = fork(SCRIPT, { serialization: 'advanced', env: { PATH: process.env['PATH'] ?? '' } });
    // What cannot be sent to one that is gone: whoever waits for its answer is told.
    child.on('error', () => undefined);
    const gateway = new SecondGateway(child);
    const setup: Setup = { urls, folder, secret, on };
    child.send(setup);
    await gateway.answer();
    return gateway;
  }

  async run(order: Order): Promise<Figure> {
    this.child.send(order);
    return (await this.answer()) as Figure;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async answer(): Promise<unknown> {
    const [answer] = (await Promise.race([
      once(this.child, 'message'),
      once(this.child, 'exit').then(() => Promise.reject(new Error('the second gateway ended'))),
    ])) as unknown[];
    return answer;
  }
}
