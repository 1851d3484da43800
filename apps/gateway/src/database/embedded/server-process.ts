import { type ChildProcess, spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './binaries.js';
import { postgresEnvironment, programError } from './cluster.js';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';
import { Lease, type ServerAddress } from './lease.js';
import { isPostmasterOf, readPostmasterFile } from './postmaster-file.js';
import { asIdentity, type RunIdentity } from './run-identity.js';

const POLL_MS = 30;
const PROGRESS_MS = 10_000;
/** Recovery after a crash replays the journal; with a slow disk this takes a while, and ending it helps nobody. */
const READY_TIMEOUT_MS = 180_000;
/** If the port was just taken by another server, ours is about to end and must be given the time to do so. */
const REFUSED_TIMEOUT_MS = 3_000;
const INVALID_PASSWORD = '28P01';
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const IS_WINDOWS = process.platform === 'win32';

/** Signals of PostgreSQL: ends connections and writes a checkpoint · ends at once, recovery follows · last resort. */
const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** What is needed to launch the server of a prepared cluster. */
export interface ServerLaunch {
  readonly dataDir: string;
  readonly clusterDir: string;
  readonly nativeDir: string;
  readonly identity: RunIdentity;
  readonly address: ServerAddress;
  readonly log: (message: string) => void;
}

/** `port-taken`: try another port. `cluster-busy`: a server or what is left of it still uses the cluster; try later. */
export type LaunchResult =
  | { readonly kind: 'ready'; readonly lease: Lease }
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'cluster-busy' };

/**
 * Starts the server and waits until it answers. It gets a session of its own, so that Ctrl-C in the terminal reaches
 * the gateway only, which settles its calls first; its output goes to a file, as a pipe would end with the gateway.
 */
export async function launchServer(launch: ServerLaunch): Promise<LaunchResult> {
  const logFile = path.join(launch.dataDir, 'server.log');
  await rotateLog(logFile);
  const output = await open(logFile, 'a', 0o600);
  const logStart = (await output.stat()).size;
  const child = spawnServer(launch, output.fd, logFile);
  const ended = endOf(child);
  await output.close();
  child.unref();
  const lease = await waitUntilReady(launch, ended);
  if (lease !== undefined) return { kind: 'ready', lease };
  return explainFailure(await readFrom(logFile, logStart), logFile);
}

/**
 * Waits until the server answers and serves this cluster; undefined if `gone` said meanwhile that it has ended.
 * @throws EmbeddedPostgresError if it neither answers nor ends in time
 */
export async function waitUntilReady(
  { address, clusterDir, log }: Pick<ServerLaunch, 'address' | 'clusterDir' | 'log'>,
  gone: EndWatch,
): Promise<Lease | undefined> {
  const startedAt = performance.now();
  let nextProgress = PROGRESS_MS;
  let reason = '';
  let refused = false;
  for (;;) {
    const lease = await Lease.open(address, log).catch((error: unknown) => {
      reason = String(error);
      refused = errorCode(error) === INVALID_PASSWORD;
      return undefined;
    });
    if (lease !== undefined) {
      if (path.resolve(await lease.dataDirectory()) === clusterDir) return lease;
      reason = 'another server answers on its port';
      await lease.close();
    }
    if (await gone()) return undefined;
    const elapsed = performance.now() - startedAt;
    if (refused && elapsed > REFUSED_TIMEOUT_MS) throw refusedError(clusterDir);
    if (elapsed > READY_TIMEOUT_MS) {
      throw new EmbeddedPostgresError(`The embedded PostgreSQL runs but does not answer (${reason}).`);
    }
    if (elapsed > nextProgress) {
      log(`Waiting for PostgreSQL (${Math.round(elapsed / 1000)} s): ${reason}`);
      nextProgress += PROGRESS_MS;
    }
    await sleep(POLL_MS);
  }
}

/** Tells whether the server has ended. */
export type EndWatch = () => boolean | Promise<boolean>;

/**
 * Stops the server of the cluster, if one runs, and waits until its process is gone. Connected clients are cut off.
 * @throws EmbeddedPostgresError if even SIGKILL does not end it
 */
export async function stopServer(clusterDir: string, nativeDir: string, log: (message: string) => void): Promise<void> {
  const pid = (await readPostmasterFile(clusterDir))?.pid;
  if (pid === undefined || !(await isPostmasterOf(pid, clusterDir))) return;
  // On Windows a signal from Node would end the process hard; pg_ctl asks it through PostgreSQL's own pipe.
  if (IS_WINDOWS) return stopOnWindows(clusterDir, nativeDir);
  for (const { signal, waitMs } of STOP_STEPS) {
    if (signal !== 'SIGINT') log(`PostgreSQL has not stopped yet; sending ${signal}.`);
    if (await signalAndWait({ pid, clusterDir, signal, waitMs })) return;
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL (process ${pid}) cannot be stopped.`);
}

function spawnServer(launch: ServerLaunch, output: number, logFile: string): ChildProcess {
  const file = program(launch.nativeDir, IS_WINDOWS ? 'pg_ctl' : 'postgres');
  // On Windows pg_ctl gives up an administrator's rights, with which the server would refuse to start.
  const args = IS_WINDOWS ? ['start', '--no-wait', '-l', logFile, '-D', launch.clusterDir] : ['-D', launch.clusterDir];
  const command = asIdentity(launch.identity, file, args);
  return spawn(command.file, [...command.args], {
    cwd: launch.nativeDir,
    env: postgresEnvironment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output],
    ...command.user,
  });
}

function endOf(child: ChildProcess): EndWatch {
  let ended = false;
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  child.once('exit', (code) => {
    // pg_ctl ends when the server has been started, the server only when something is wrong.
    ended = !IS_WINDOWS || code !== 0;
  });
  return () => {
    if (failure !== undefined) throw programError('server', failure, failure.message);
    return ended;
  };
}

function refusedError(clusterDir: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The PostgreSQL on ${clusterDir} does not accept the password that is kept beside its cluster. The password file ` +
      'does not belong to this cluster: restore both from the same backup.',
  );
}

function explainFailure(output: string, logFile: string): LaunchResult {
  if (/Address already in use|could not bind|could not create any TCP\/IP sockets/.test(output)) {
    return { kind: 'port-taken' };
  }
  if (/lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(output)) {
    return { kind: 'cluster-busy' };
  }
  const told = output.trim().split('\n').slice(-6).join('\n');
  throw new EmbeddedPostgresError(`The embedded PostgreSQL does not start:\n${told}\nIts whole log is ${logFile}.`);
}

interface StopStep {
  readonly pid: number;
  readonly clusterDir: string;
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

async function signalAndWait({ pid, clusterDir, signal, waitMs }: StopStep): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  try {
    process.kill(pid, signal);
  } catch {
    return true;
  }
  while (performance.now() < deadline) {
    if (!(await isPostmasterOf(pid, clusterDir))) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function stopOnWindows(clusterDir: string, nativeDir: string): Promise<void> {
  const args = ['stop', '--mode=fast', '--wait', '-D', clusterDir];
  const child = spawn(program(nativeDir, 'pg_ctl'), args, { stdio: 'ignore', windowsHide: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new EmbeddedPostgresError(`The embedded PostgreSQL cannot be stopped (pg_ctl: ${code}).`));
    });
  });
}

async function rotateLog(logFile: string): Promise<void> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
}

async function readFrom(file: string, start: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const length = (await handle.stat()).size - start;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(length, 0)), 0, Math.max(length, 0), start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
