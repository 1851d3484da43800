import { execFile } from 'node:child_process';
import { readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from './embedded-postgres-error.js';

const run = promisify(execFile);

/** What a running server wrote into its cluster's `postmaster.pid`. */
export interface PostmasterInfo {
  readonly pid: number;
  /** Absent while the server is just starting and has written the first lines only. */
  readonly port: number | undefined;
}

const PID_LINE = 0;
const PORT_LINE = 3;

/** Reads the text of a `postmaster.pid`; undefined if it holds no pid. */
export function parsePostmasterFile(text: string): PostmasterInfo | undefined {
  const lines = text.split('\n');
  const pid = Math.abs(Number.parseInt(lines[PID_LINE] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined;
  const port = Number.parseInt(lines[PORT_LINE] ?? '', 10);
  return { pid, port: port > 0 ? port : undefined };
}

/** Path of the file that a server keeps in its cluster as long as it runs. */
export function postmasterFile(clusterDir: string): string {
  return path.join(clusterDir, 'postmaster.pid');
}

/** The content of the cluster's `postmaster.pid`, undefined if there is none. Says nothing about the process. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterInfo | undefined> {
  try {
    return parsePostmasterFile(await readFile(postmasterFile(clusterDir), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The server that runs on the cluster now, if there is one. A `postmaster.pid` left behind by a server that was
 * killed is put aside: its pid may belong to another program by now, and PostgreSQL would then refuse to start.
 * That is safe even if the judgement were wrong: PostgreSQL also locks the cluster by a shared memory block that is
 * named by the folder's inode, and refuses to start while any process of the old server is attached to it.
 */
export async function findRunningPostmaster(
  clusterDir: string,
  log: (message: string) => void,
): Promise<PostmasterInfo | undefined> {
  const info = await readPostmasterFile(clusterDir);
  if (info !== undefined && (await isPostmasterOf(info.pid, clusterDir))) return info;
  const file = postmasterFile(clusterDir);
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  log(`PostgreSQL was not stopped cleanly last time (process ${info?.pid ?? 'unknown'} is gone); it recovers now.`);
  await rename(file, `${file}.stale`);
  return undefined;
}

/** Whether the process exists, runs and is a PostgreSQL server on exactly this cluster. */
export async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!processExists(pid)) return false;
  if (process.platform === 'linux') return isLinuxPostmasterOf(pid, clusterDir);
  const command = await commandOf(pid);
  if (process.platform === 'win32') return command.includes('postgres');
  return command.includes('postgres') && command.includes(clusterDir);
}

/** Whether a process of that id exists (also one of another user, also one that ended but was not collected). */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** A server always works in its cluster's folder; this holds even if the folder was renamed since. */
async function isLinuxPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  try {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8');
    if (name.trim() !== 'postgres') return false;
    const [work, cluster] = await Promise.all([stat(`/proc/${pid}/cwd/`), stat(clusterDir)]);
    return work.dev === cluster.dev && work.ino === cluster.ino;
  } catch {
    // The process ended meanwhile, is a zombie, or belongs to another user: none of these is our server.
    return false;
  }
}

async function commandOf(pid: number): Promise<string> {
  const list =
    process.platform === 'win32'
      ? run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'])
      : run('ps', ['-o', 'command=', '-p', String(pid)]);
  return list.then(
    ({ stdout }) => stdout,
    () => '',
  );
}
