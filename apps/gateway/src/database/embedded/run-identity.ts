import { execFile } from 'node:child_process';
import { chmod, chown, cp, lchown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const run = promisify(execFile);

/**
 * As whom the PostgreSQL programs run. PostgreSQL refuses to run as root, and containers often give nothing else:
 * - `self`: the current user, the normal case
 * - `namespace`: root inside a user namespace of its own, where root's files look like those of user 1000. Works in
 *   any folder, but needs util-linux and a kernel that permits it (many container engines do not).
 * - `other`: the system user `postgres` or `nobody`; files that this user cannot reach must be copied first
 */
export type RunIdentity =
  | { readonly kind: 'self' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'other'; readonly uid: number; readonly gid: number; readonly name: string };

/** A command as it has to be spawned for an identity. */
export interface IdentityCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** To be spread into the options of `spawn`; empty for the current user. */
  readonly user: { readonly uid?: number; readonly gid?: number };
}

/** Maps root to an ordinary user inside a new user namespace; `unshare` then replaces itself, so the pid stays. */
const UNSHARE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const;

/** A place that every user can reach, for root without user namespaces. Not /tmp: the cluster must survive a reboot. */
const REACHABLE_BASE = '/var/lib/nyla-postgres';

/**
 * Chooses how to run PostgreSQL as the current user.
 * @throws EmbeddedPostgresError if root can neither make a user namespace nor find an unprivileged user
 */
export async function chooseIdentity(preferOtherUser = false): Promise<RunIdentity> {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  if (!preferOtherUser && (await canUnshare())) return { kind: 'namespace' };
  for (const name of ['postgres', 'nobody']) {
    const user = await lookUpUser(name);
    if (user !== undefined) return { kind: 'other', name, ...user };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and neither a user namespace nor the user "postgres" or "nobody" is available. ' +
      'Start Nyla as another user, or set DATABASE_URL and BILLING_DATABASE_URL.',
  );
}

/** The command to spawn so that `file` runs under the identity. */
export function asIdentity(identity: RunIdentity, file: string, args: readonly string[]): IdentityCommand {
  if (identity.kind === 'self') return { file, args, user: {} };
  if (identity.kind === 'other') return { file, args, user: { uid: identity.uid, gid: identity.gid } };
  const [unshare, ...options] = UNSHARE;
  return { file: unshare, args: [...options, '--', file, ...args], user: {} };
}

/** Gives a file or a whole folder to the identity: PostgreSQL insists on owning its cluster. Follows no symlinks in it. */
export async function giveTo(identity: RunIdentity, target: string): Promise<void> {
  if (identity.kind === 'self') return;
  const { uid, gid } = identity.kind === 'other' ? identity : { uid: 0, gid: 0 };
  const info = await stat(target);
  if (info.uid === uid && info.gid === gid) return;
  // The folder itself comes last: if this is interrupted, its old owner makes the next start do it again.
  if (info.isDirectory()) {
    for (const entry of await readdir(target, { recursive: true })) await lchown(path.join(target, entry), uid, gid);
  }
  await chown(target, uid, gid);
}

/** The folder of the programs, or a copy of it if the identity cannot reach it. */
export async function reachableNativeDir(
  identity: RunIdentity,
  nativeDir: string,
  version: string,
  base = REACHABLE_BASE,
): Promise<string> {
  if (await isReachable(identity, path.join(nativeDir, 'bin'))) return nativeDir;
  const copy = path.join(base, `programs-${version}`);
  if ((await stat(copy).catch(() => undefined)) !== undefined) return copy;
  // Copied beside and renamed: a copy that was interrupted is never taken for a complete one.
  const unfinished = `${copy}.${process.pid}`;
  await makePassable(base);
  await cp(nativeDir, unfinished, { recursive: true, verbatimSymlinks: true });
  await chmod(unfinished, 0o755);
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  return copy;
}

/** A folder for the cluster that the identity can reach: the given one, or one outside that is named by `key`. */
export async function reachableClusterParent(
  identity: RunIdentity,
  dataDir: string,
  key: string,
  base = REACHABLE_BASE,
): Promise<string> {
  if (await isReachable(identity, dataDir)) return dataDir;
  const outside = path.join(base, key);
  await makePassable(base);
  await makePassable(outside);
  return outside;
}

/** Makes a folder that everyone may enter, also where the umask would take that right away. */
async function makePassable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/** Whether the identity may enter every folder on the way. Root and the current user are taken to reach their own. */
export async function isReachable(identity: RunIdentity, folder: string): Promise<boolean> {
  if (identity.kind !== 'other') return true;
  for (let step = path.resolve(folder); ; step = path.dirname(step)) {
    const info = await stat(step);
    const shift = info.uid === identity.uid ? 6 : info.gid === identity.gid ? 3 : 0;
    if (((info.mode >> shift) & 0o1) === 0) return false;
    if (step === path.dirname(step)) return true;
  }
}

async function canUnshare(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const [unshare, ...options] = UNSHARE;
  return run(unshare, [...options, 'id', '-u']).then(
    ({ stdout }) => stdout.trim() === '1000',
    () => false,
  );
}

async function lookUpUser(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
