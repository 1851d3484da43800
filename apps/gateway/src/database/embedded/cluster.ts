import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, open, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PostgresBinaries, program } from './binaries.js';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';
import {
  asIdentity,
  giveTo,
  isReachable,
  type RunIdentity,
  reachableClusterParent,
  reachableNativeDir,
} from './run-identity.js';

/** The superuser that initdb makes; nothing but Nyla knows its password. */
export const SUPERUSER = 'postgres';

/** Written into a cluster after initdb has finished. A cluster without it was never used by Nyla. */
const MARKER = 'nyla-cluster.json';
const SETTINGS_FILE = 'nyla.conf';
const INCLUDE_LINE = `include_if_exists = '${SETTINGS_FILE}'`;
const INITDB_PREFIX = 'data.initdb-';
/** PostgreSQL numbers its own databases below this; a folder above it was made by CREATE DATABASE. */
const FIRST_USER_OID = 16_384;
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/** What is needed to make or open the cluster of a data folder. */
export interface ClusterOptions {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly log: (message: string) => void;
}

/** Environment of every PostgreSQL program: no keys or settings of the gateway, messages in English, times in UTC. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR'];
  const inherited = Object.fromEntries(kept.map((key) => [key, process.env[key]]).filter(([, value]) => value));
  return { ...inherited, LC_ALL: 'C', TZ: 'UTC' };
}

/** Real path of the data folder's cluster, undefined if there is none. Puts half-made clusters aside. */
export async function findCluster({ dataDir, binaries, log }: ClusterOptions): Promise<string | undefined> {
  const entry = path.join(dataDir, 'data');
  const dir = await realpath(entry).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (dir === undefined) return undefined;
  if (!(await isComplete(dir))) {
    const aside = path.join(dataDir, `data.incomplete-${Date.now()}`);
    await rename(entry, aside);
    log(`The PostgreSQL cluster was only half made and never used; it now lies in ${aside}, a new one is made.`);
    return undefined;
  }
  await requireSameMajorVersion(dir, binaries);
  return dir;
}

/** Makes a new cluster and returns its real path. It gets its name in the last step, so a half-made one is never used. */
export async function createCluster(
  { dataDir, binaries, log }: ClusterOptions,
  identity: RunIdentity,
  password: string,
): Promise<string> {
  await removeLeftovers(dataDir);
  log(`Making a new PostgreSQL ${binaries.majorVersion} cluster in ${dataDir} …`);
  const parent = await reachableClusterParent(identity, dataDir, outsideKey(dataDir));
  if (parent !== dataDir) {
    log(`The user "${nameOf(identity)}" cannot reach ${dataDir}; the cluster itself lies in ${parent}.`);
    await removeLeftovers(parent);
  }
  const unfinished = path.join(parent, `${INITDB_PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(unfinished, { mode: 0o700 });
  await giveTo(identity, unfinished);
  await runInitdb({ target: unfinished, identity, binaries, password });
  const marker = { postgres: binaries.packageVersion, createdAt: new Date().toISOString() };
  await writeDurably(path.join(unfinished, MARKER), `${JSON.stringify(marker)}\n`);
  const dir = path.join(parent, 'data');
  await moveAside(dir);
  await rename(unfinished, dir);
  if (parent !== dataDir) await symlink(dir, path.join(dataDir, 'data'));
  await syncFolder(parent);
  return realpath(dir);
}

/** Copies an existing cluster to where the identity can reach it, if need be, and makes it the owner. Returns its path. */
export async function handOver(options: ClusterOptions, identity: RunIdentity, dir: string): Promise<string> {
  const { dataDir, log } = options;
  let place = dir;
  if (!(await isReachable(identity, path.dirname(dir)))) {
    const parent = await reachableClusterParent(identity, dataDir, outsideKey(dataDir));
    place = path.join(parent, 'data');
    log(`The user "${nameOf(identity)}" cannot reach ${dir}; the cluster is copied to ${place}.`);
    // The link in the data folder is made last, so a copy that exists without it is unfinished or of a former folder.
    await moveAside(place);
    await cp(dir, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await rename(path.join(dataDir, 'data'), path.join(dataDir, `data.before-copy-${Date.now()}`));
    await symlink(place, path.join(dataDir, 'data'));
  }
  await giveTo(identity, place);
  return realpath(place);
}

/**
 * Writes the settings of this start. The caller's come first and ours last, because the last value wins: no setting
 * can open the server to other machines.
 */
export async function configureCluster(
  dir: string,
  identity: RunIdentity,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const all = {
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
  };
  const lines = Object.entries(all).map(([name, value]) => `${settingName(name)} = '${value.replaceAll("'", "''")}'`);
  const file = path.join(dir, SETTINGS_FILE);
  await writeFile(file, `# Written by Nyla at every start.\n${lines.join('\n')}\n`, { mode: 0o600 });
  await giveTo(identity, file);
  const mainFile = path.join(dir, 'postgresql.conf');
  const main = await readFile(mainFile, 'utf8');
  if (!main.includes(INCLUDE_LINE)) await writeFile(mainFile, `${main}\n${INCLUDE_LINE}\n`);
}

/** The superuser's password: read, or generated and kept in a file that only the current user may read. */
export async function loadPassword(dataDir: string, clusterExists: boolean): Promise<string> {
  const file = path.join(dataDir, 'password');
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (known !== '') return known;
  if (clusterExists) {
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL is missing (${file}), but its cluster exists. Restore that file from ` +
        'a backup together with the folder.',
    );
  }
  const password = randomBytes(24).toString('hex');
  await rm(file, { force: true });
  await writeDurably(file, `${password}\n`);
  return password;
}

async function isComplete(dir: string): Promise<boolean> {
  if ((await stat(path.join(dir, MARKER)).catch(() => undefined)) !== undefined) return true;
  // A cluster restored from a backup may lack the marker. If it holds databases of its own, it is data, not a ruin.
  const databases = await readdir(path.join(dir, 'base')).catch(() => []);
  return databases.some((oid) => Number(oid) >= FIRST_USER_OID);
}

async function requireSameMajorVersion(dir: string, binaries: PostgresBinaries): Promise<void> {
  const found = (await readFile(path.join(dir, 'PG_VERSION'), 'utf8')).trim();
  if (found === binaries.majorVersion) return;
  throw new EmbeddedPostgresError(
    `The database in ${dir} was made by PostgreSQL ${found}, but this version of Nyla brings PostgreSQL ` +
      `${binaries.majorVersion}. Nothing was changed. Export it with the version that made it (pg_dumpall) and import ` +
      'it again, or set DATABASE_URL and BILLING_DATABASE_URL to a server that holds the data.',
  );
}

interface InitdbRun {
  readonly target: string;
  readonly identity: RunIdentity;
  readonly binaries: PostgresBinaries;
  readonly password: string;
}

async function runInitdb({ target, identity, binaries, password }: InitdbRun): Promise<void> {
  const nativeDir = await reachableNativeDir(identity, binaries.nativeDir, binaries.packageVersion);
  const passwordFile = `${target}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await giveTo(identity, passwordFile);
    const options = [
      `--pgdata=${target}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ];
    await execute(identity, program(nativeDir, 'initdb'), options, nativeDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function execute(identity: RunIdentity, file: string, args: readonly string[], cwd: string): Promise<void> {
  const command = asIdentity(identity, file, args);
  const options = { cwd, env: postgresEnvironment(), maxBuffer: OUTPUT_LIMIT_BYTES, ...command.user };
  return new Promise((resolve, reject) => {
    execFile(command.file, [...command.args], options, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(programError(path.basename(file), error, stderr));
    });
  });
}

/** What to tell the operator if a PostgreSQL program could not run. Its own messages hold no secret. */
export function programError(name: string, error: Error, stderr: string): EmbeddedPostgresError {
  const hint =
    errorCode(error) === 'ENOENT'
      ? 'it cannot run on this system (the programs need glibc on Linux). Set DATABASE_URL and BILLING_DATABASE_URL'
      : stderr.trim().split('\n').slice(-5).join('\n') || 'no reason was given';
  return new EmbeddedPostgresError(`PostgreSQL's ${name} failed: ${hint}`);
}

/** Renames a folder that is in the way, if there is one; data of unknown origin is never deleted. */
async function moveAside(folder: string): Promise<void> {
  await rename(folder, `${folder}.before-${Date.now()}`).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

/** Removes what an interrupted initdb left. An orphaned one may still write there; then a later start removes it. */
async function removeLeftovers(folder: string): Promise<void> {
  const entries = (await readdir(folder)).filter((name) => name.startsWith(INITDB_PREFIX));
  await Promise.allSettled(entries.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

function settingName(name: string): string {
  if (/^[a-z_][a-z0-9_.]*$/.test(name)) return name;
  throw new EmbeddedPostgresError(`"${name}" is not the name of a PostgreSQL setting.`);
}

function nameOf(identity: RunIdentity): string {
  return identity.kind === 'other' ? identity.name : 'current user';
}

/** A stable, collision-free folder name for a cluster that lies outside its data folder. */
function outsideKey(dataDir: string): string {
  return createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16);
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename survive a power cut. Windows neither needs nor offers it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
