import { execFile } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { processExists, readPostmasterFile } from '../database/embedded/postmaster-file.js';

const run = promisify(execFile);
const POLL_MS = 10;

/** A real PostgreSQL that can be killed in the middle of its work, and started again on the same port. */
export class PostgresServer {
  /** Counts the kills, so that whoever fails can tell whether the database was away meanwhile. */
  deaths = 0;
  private coming: Promise<void> | undefined;

  private constructor(
    private server: EmbeddedPostgres,
    private readonly dataDir: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async start(dataDir: string, settings: Readonly<Record<string, string>>): Promise<PostgresServer> {
    const server = await startEmbeddedPostgres({ dataDir, settings, log: () => undefined });
    return new PostgresServer(server, dataDir, settings);
  }

  get isUp(): boolean {
    return this.coming === undefined;
  }

  async database(name: string): Promise<string> {
    await this.server.ensureDatabase(name);
    return this.server.urlFor(name);
  }

  /** Kills the postmaster and all of its children, waits, and starts it again: it recovers from its journal. */
  async killAndRestart(deadForMs: number): Promise<void> {
    this.deaths++;
    this.coming = (async () => {
      await this.kill();
      await sleep(deadForMs);
      // The lease of the dead server would reconnect to the new one and keep it from being stopped.
      await this.server.stop();
      const { port } = this.server;
      this.server = await startEmbeddedPostgres({
        dataDir: this.dataDir,
        settings: this.settings,
        port,
        log: () => undefined,
      });
      if (this.server.port !== port) throw new Error(`PostgreSQL came back on another port than ${port}`);
    })();
    await this.coming.finally(() => {
      this.coming = undefined;
    });
  }

  /** Makes everything durable that was committed until now. */
  async checkpoint(): Promise<void> {
    const client = new pg.Client({ connectionString: this.server.urlFor('postgres') });
    await client.connect();
    await client.query('CHECKPOINT');
    await client.end();
  }

  async whenUp(): Promise<void> {
    await this.coming;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async kill(): Promise<void> {
    const { pid } = (await readPostmasterFile(await realpath(path.join(this.dataDir, 'data')))) ?? {};
    if (pid === undefined) throw new Error('PostgreSQL has no pid file');
    // Stopped it makes no more children, so that none is overlooked; killed alone it would let them finish.
    process.kill(pid, 'SIGSTOP');
    const family = [...(await childrenOf(pid)), pid];
    for (const member of family) sendKill(member);
    while ((await Promise.all(family.map(isAlive))).includes(true)) await sleep(POLL_MS);
  }
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** A killed process that nobody has collected yet holds no memory and no file any more. */
async function isAlive(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return processExists(pid);
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !/\) [ZX]/.test(status);
}

async function childrenOf(parent: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    return pairs.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const isChild = async (pid: string): Promise<boolean> => {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Behind the name, which may hold anything, come state and parent.
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) === parent;
  };
  const children = await Promise.all(pids.map(async (pid) => ((await isChild(pid)) ? [Number(pid)] : [])));
  return children.flat();
}
