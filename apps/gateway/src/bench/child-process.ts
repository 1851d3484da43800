import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** A program of ours beside the benchmark, so that it does not share the benchmark's event loop. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    /** Its base URL on the loopback interface. */
    readonly url: string,
  ) {}

  /** @param ready finds the base URL in the line that tells that the program is ready. */
  static async start(script: string, env: Readonly<Record<string, string>>, ready: RegExp): Promise<Child> {
    const child = spawn(process.execPath, [script], {
      // The settings of whoever runs the benchmark must not reach the gateway that is measured.
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const url = ready.exec(line)?.[1];
        if (url !== undefined) return new Child(child, url);
      }
      throw new Error(`${script} ended before it was ready`);
    } finally {
      clearTimeout(timer);
      // Later lines are nobody's concern, but a full pipe would stop the program.
      child.stdout.resume();
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
}
