import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';
import { processExists } from './postmaster-file.js';

/** How a lock is waited for; tests use shorter times. All in milliseconds. */
export interface LockTimes {
  readonly pollMs: number;
  /** The holder touches the file this often. */
  readonly heartbeatMs: number;
  /** A lock whose file did not change for so long, watched by the waiter itself, was left by a dead holder. */
  readonly abandonedMs: number;
  readonly timeoutMs: number;
}

const DEFAULT_TIMES: LockTimes = { pollMs: 50, heartbeatMs: 1_000, abandonedMs: 10_000, timeoutMs: 180_000 };

interface LockContent {
  readonly pid: number;
  readonly token: string;
}

/**
 * Runs a function while no other process runs one under the same lock file. It makes starts and stops on one data
 * folder take turns. A holder that was killed is noticed by its missing pid, or, where that pid was given to another
 * program, by its missing heartbeat. Two holders at once would still do no harm: PostgreSQL guards the cluster itself.
 * @throws EmbeddedPostgresError if another process holds the lock for too long
 */
export async function withStartLock<T>(
  file: string,
  task: () => Promise<T>,
  times: LockTimes = DEFAULT_TIMES,
): Promise<T> {
  const token = randomBytes(8).toString('hex');
  await acquire(file, token, times);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A heartbeat that fails is harmless: the next one follows long before the lock counts as abandoned.
    utimes(file, now, now).catch(() => undefined);
  }, times.heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    if ((await readLock(file))?.token === token) await rm(file, { force: true });
  }
}

async function acquire(file: string, token: string, times: LockTimes): Promise<void> {
  const startedAt = performance.now();
  let seen = '';
  let seenAt = startedAt;
  while (!(await tryCreate(file, token))) {
    const holder = await readLock(file);
    const now = performance.now();
    const sight = `${holder?.token} ${await lastHeartbeat(file)}`;
    if (sight !== seen) {
      seen = sight;
      seenAt = now;
    }
    const holderIsGone = holder !== undefined && !processExists(holder.pid);
    if (holderIsGone || now - seenAt > times.abandonedMs) await breakLock(file, holder?.token);
    if (now - startedAt > times.timeoutMs) {
      throw new EmbeddedPostgresError(
        `Another process (${holder?.pid ?? 'unknown'}) has been starting or stopping the embedded PostgreSQL for ` +
          `${Math.round(times.timeoutMs / 1000)} seconds. Wait for it or end it, then try again (lock: ${file}).`,
      );
    }
    await sleep(times.pollMs);
  }
}

async function tryCreate(file: string, token: string): Promise<boolean> {
  const content: LockContent = { pid: process.pid, token };
  try {
    await writeFile(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    // Windows answers EPERM or EBUSY while the file is being deleted.
    const busyOnWindows = process.platform === 'win32' && ['EPERM', 'EBUSY'].includes(errorCode(error) ?? '');
    if (errorCode(error) === 'EEXIST' || busyOnWindows) return false;
    throw error;
  }
}

/**
 * Takes a dead holder's lock away. Two waiters may judge at the same moment, and the slower one would then take the
 * new lock of the faster one; so what was taken is looked at, and given back if it is another lock than judged.
 */
async function breakLock(file: string, judgedToken: string | undefined): Promise<void> {
  const aside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readLock(aside))?.token !== judgedToken) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** The lock's content; undefined if it is gone or its holder has not finished writing it. */
async function readLock(file: string): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockContent;
  } catch {
    return undefined;
  }
}

async function lastHeartbeat(file: string): Promise<number> {
  return stat(file).then(
    (info) => info.mtimeMs,
    () => 0,
  );
}
