import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Cell } from './runner.js';
import { type Figure, figureOf } from './statistics.js';

const run = promisify(execFile);
/** 100,000 accounts, which fit in memory: a larger table would measure how its pages are written, not how commits are. */
const SCALE = '1';
/** Its time runs while it connects, which takes a good part of a second on a busy machine. */
const SHORTEST_SECONDS = 2;

/** PostgreSQL's own benchmark, its script "simple update", from a client that costs next to nothing. */
export class Pgbench {
  private constructor(
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** Undefined where pgbench is not on the PATH. */
  static async open(url: string, folder: string): Promise<Pgbench | undefined> {
    const isThere = await run('pgbench', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere) return undefined;
    const pgbench = new Pgbench(url, folder);
    await pgbench.execute(['--initialize', '--quiet', `--scale=${SCALE}`]);
    return pgbench;
  }

  cell(clients: number, roundMs: number): Cell<Figure> {
    const command = `pgbench -M prepared -b simple-update -c ${clients}`;
    return { id: `pgbench ${clients}`, what: command, run: (share) => this.measure(clients, roundMs * share) };
  }

  private async measure(clients: number, durationMs: number): Promise<Figure> {
    const logs = await mkdtemp(path.join(this.folder, 'pgbench-'));
    try {
      const seconds = Math.max(SHORTEST_SECONDS, Math.round(durationMs / 1_000));
      const { stdout } = await this.execute(
        ['-M', 'prepared', '-b', 'simple-update', '-c', `${clients}`, '-T', `${seconds}`, '--no-vacuum', '--log'],
        logs,
      );
      const latenciesMs = await readLatencies(logs);
      const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
      if (!(perSecond > 0)) throw new Error(`pgbench measured nothing: ${stdout}`);
      return { ...figureOf(latenciesMs, seconds * 1_000), perSecond };
    } finally {
      await rm(logs, { recursive: true, force: true });
    }
  }

  // The password goes by the environment: a command line can be read by everybody on the machine.
  private execute(args: readonly string[], cwd = this.folder): Promise<{ stdout: string }> {
    const { hostname, port, username, password, pathname } = new URL(this.url);
    const connection = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) };
    return run('pgbench', [...args], { cwd, env: { ...process.env, ...connection, PGPASSWORD: password } });
  }
}

/** Third column of pgbench's log: the latency in microseconds. */
async function readLatencies(folder: string): Promise<number[]> {
  const files = (await readdir(folder)).filter((name) => name.startsWith('pgbench_log'));
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.map((line) => Number(line.split(' ')[2]) / 1_000);
}
