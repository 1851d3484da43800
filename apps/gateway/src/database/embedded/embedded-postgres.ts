import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateBinaries, type PostgresBinaries } from './binaries.js';
import { configureCluster, createCluster, findCluster, handOver, loadPassword, SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError, explainFileError } from './embedded-postgres-error.js';
import type { Lease } from './lease.js';
import { ORDINARY_ROLE } from './ordinary-role.js';
import { findFreePort, isPortFree } from './ports.js';
import { findRunningPostmaster, isPostmasterOf, type PostmasterInfo, readPostmasterFile } from './postmaster-file.js';
import { chooseIdentity, type RunIdentity, reachableNativeDir } from './run-identity.js';
import { launchServer, stopServer, waitUntilReady } from './server-process.js';
import { withStartLock } from './start-lock.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';

const LAUNCH_TRIES = 20;
const BUSY_PAUSE_MS = 500;
/** A process that was just killed needs a moment until PostgreSQL has noticed it. */
const RECOUNT_PAUSE_MS = 150;

/** What the launcher has to know. */
export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its password, its log and the lock. Made if absent; on a local disk of this machine. */
  readonly dataDir: string;
  /** Receives one line per event, without secrets. */
  readonly log: (message: string) => void;
  /** Further settings for `postgresql.conf`, in force from the next real start; address and port cannot be set here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Wished port. Absent or taken: the port of last time, else a free one. */
  readonly port?: number;
  /** As root on Linux: run as the user `postgres` or `nobody` even where a user namespace would be possible. */
  readonly preferOtherUser?: boolean;
}

/** A running server that this process uses. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** True if the server was running already, because another process uses it or its last user was killed. */
  readonly adopted: boolean;
  /** Connection URL of a database. It holds the password: never log it. */
  urlFor(database: string): string;
  /** The same as an ordinary role, which owns the databases that were handed over to it. */
  ordinaryUrlFor(database: string): string;
  /** Makes a database unless it exists, and hands it over to the ordinary role with all that is in it. */
  ensureOwnedDatabase(name: string): Promise<void>;
  /** Makes a database unless it exists. Allowed are lower-case letters, digits and underscores. */
  ensureDatabase(name: string): Promise<void>;
  /**
   * Ends this process's use; close your own connections before. The server is stopped by whoever leaves last, also if
   * it was adopted: as long as another process uses it, it goes on. Calling it again does nothing.
   */
  stop(): Promise<void>;
}

interface Start {
  readonly options: EmbeddedPostgresOptions;
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
}

interface Running {
  readonly lease: Lease;
  readonly port: number;
  readonly password: string;
  readonly clusterDir: string;
  readonly adopted: boolean;
}

/**
 * Starts the PostgreSQL that comes with Nyla on a data folder, or joins the one that already runs there. Every start
 * ends in a working server or in a clear refusal, whatever the last run left: a half-made cluster, a stale pid file,
 * a taken port, a server without its gateway.
 * @throws EmbeddedPostgresError with a message for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const dataDir = await prepareFolder(options.dataDir);
    const start: Start = { options, dataDir, binaries: await locateBinaries() };
    const running = await withStartLock(lockFile(dataDir), () => bringUp(start));
    return toHandle(start, running);
  } catch (error) {
    throw explainFileError(error, options.dataDir);
  }
}

async function prepareFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return realpath(folder);
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, 'start.lock');
}

async function bringUp(start: Start): Promise<Running> {
  const { options, dataDir, binaries } = start;
  let wishedPort = options.port ?? (await rememberedPort(dataDir));
  for (let attempt = 0; attempt < LAUNCH_TRIES; attempt += 1) {
    const found = await findCluster({ dataDir, binaries, log: options.log });
    const password = await loadPassword(dataDir, found !== undefined);
    const postmaster = found === undefined ? undefined : await findRunningPostmaster(found, options.log);
    if (found !== undefined && postmaster !== undefined) {
      const adopted = await adopt(start, { clusterDir: found, postmaster, password });
      if (adopted !== undefined) return adopted;
      continue;
    }
    const port = await choosePort(wishedPort, options.log);
    const launched = await launch(start, { found, password, port });
    if (typeof launched === 'object') return launched;
    if (launched === 'cluster-busy') await sleep(BUSY_PAUSE_MS);
    else wishedPort = undefined;
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${dataDir} does not start: processes of an earlier server still use its cluster. ` +
      'End the remaining "postgres" processes, then try again.',
  );
}

interface AdoptInput {
  readonly clusterDir: string;
  readonly postmaster: PostmasterInfo;
  readonly password: string;
}

/** Joins a running server; undefined if it ended before it answered. */
async function adopt(
  { options }: Start,
  { clusterDir, postmaster, password }: AdoptInput,
): Promise<Running | undefined> {
  const isGone = async (): Promise<boolean> => !(await isPostmasterOf(postmaster.pid, clusterDir));
  const port = postmaster.port ?? (await waitForPort(clusterDir, isGone));
  if (port === undefined) return undefined;
  const lease = await waitUntilReady({ address: { port, password }, clusterDir, log: options.log }, isGone);
  if (lease === undefined) return undefined;
  options.log(`Using the PostgreSQL that already runs on port ${port} (process ${postmaster.pid}).`);
  return { lease, port, password, clusterDir, adopted: true };
}

/** A server that was just started writes its port a moment after its pid. */
async function waitForPort(clusterDir: string, isGone: () => Promise<boolean>): Promise<number | undefined> {
  while (!(await isGone())) {
    const port = (await readPostmasterFile(clusterDir))?.port;
    if (port !== undefined) return port;
    await sleep(BUSY_PAUSE_MS);
  }
  return undefined;
}

interface LaunchInput {
  readonly found: string | undefined;
  readonly password: string;
  readonly port: number;
}

async function launch(
  { options, dataDir, binaries }: Start,
  { found, password, port }: LaunchInput,
): Promise<Running | 'port-taken' | 'cluster-busy'> {
  const { log, settings = {} } = options;
  const identity = await chooseIdentity(options.preferOtherUser);
  await letThrough(identity, dataDir);
  const cluster = { dataDir, binaries, log };
  const clusterDir =
    found === undefined ? await createCluster(cluster, identity, password) : await handOver(cluster, identity, found);
  await configureCluster(clusterDir, identity, port, settings);
  const nativeDir = await reachableNativeDir(identity, binaries.nativeDir, binaries.packageVersion);
  const address = { port, password };
  const result = await launchServer({ dataDir, clusterDir, nativeDir, identity, address, log });
  if (result.kind !== 'ready') return result.kind;
  await writeFile(portFile(dataDir), `${port}\n`);
  log(`PostgreSQL ${binaries.majorVersion} runs on port ${port}, loopback only.`);
  return { lease: result.lease, port, password, clusterDir, adopted: false };
}

/** Another user must be able to pass through the data folder; the files in it stay readable for their owners only. */
async function letThrough(identity: RunIdentity, dataDir: string): Promise<void> {
  if (identity.kind === 'other') await chmod(dataDir, 0o711);
}

function portFile(dataDir: string): string {
  return path.join(dataDir, 'port');
}

async function rememberedPort(dataDir: string): Promise<number | undefined> {
  const port = Number.parseInt(await readFile(portFile(dataDir), 'utf8').catch(() => ''), 10);
  return port > 0 && port < 65_536 ? port : undefined;
}

async function choosePort(wished: number | undefined, log: (message: string) => void): Promise<number> {
  if (wished !== undefined && (await isPortFree(wished))) return wished;
  const port = await findFreePort();
  if (wished !== undefined) log(`Port ${wished} is taken by another program; PostgreSQL uses ${port} instead.`);
  return port;
}

function toHandle(start: Start, { lease, port, password, clusterDir, adopted }: Running): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    const isLast = !(await isUsedByOthers(lease));
    await lease.close();
    if (isLast) await stopServer(clusterDir, start.binaries.nativeDir, start.options.log);
    else start.options.log('PostgreSQL goes on running: another process uses it.');
  };
  const urlOf = (user: string, database: string): string =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const ensureDatabase = async (name: string): Promise<void> => {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new EmbeddedPostgresError(`"${name}" cannot name a database.`);
    await lease.createDatabase(name);
  };
  return {
    port,
    adopted,
    urlFor: (database) => urlOf(SUPERUSER, database),
    ordinaryUrlFor: (database) => urlOf(ORDINARY_ROLE, database),
    ensureDatabase,
    ensureOwnedDatabase: async (name) => {
      await ensureDatabase(name);
      await lease.giveToOrdinaryRole(name);
    },
    stop: () => {
      stopped ??= withStartLock(lockFile(start.dataDir), leave).catch((error: unknown) => {
        throw explainFileError(error, start.dataDir);
      });
      return stopped;
    },
  };
}

async function isUsedByOthers(lease: Lease): Promise<boolean> {
  if ((await lease.countOthers().catch(() => 0)) === 0) return false;
  await sleep(RECOUNT_PAUSE_MS);
  return (await lease.countOthers().catch(() => 0)) > 0;
}
