import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pnpm, runQuietly } from './exec.mjs';
import { StepError } from './steps.mjs';
import { fingerprint, manifestOf, ROOT, sourceFiles, workspacePackages } from './workspace.mjs';

const NODE_MAJOR = 24;
const BIN = path.join(ROOT, 'node_modules', '.bin');
/** Stamps live in node_modules: whoever deletes that folder gets a new installation and a new build. */
const STAMPS = path.join(ROOT, 'node_modules', '.nyla');

/** Installs all dependencies unless those of the present lockfile are installed. Needs the network only then. */
export async function ensureInstalled() {
  const wanted = installFingerprint();
  if (readStamp('install') === wanted && missingModules().length === 0) return 'up to date';
  await runQuietly(pnpm(['install', '--frozen-lockfile']), { cwd: ROOT, env: setupEnvironment() });
  nodeBinary();
  writeStamp('install', wanted);
  return 'installed';
}

/** Builds all packages unless no source has changed since the last build; turbo then builds only what has changed. */
export async function ensureBuilt() {
  const wanted = buildFingerprint();
  if (readStamp('build') === wanted && missingOutputs().length === 0) return 'up to date';
  await runQuietly(pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']), {
    cwd: ROOT,
    env: projectEnvironment(setupEnvironment()),
  });
  const missing = missingOutputs();
  if (missing.length > 0) throw new StepError(`The build ended well, but there is no ${missing.join(', ')}.`);
  writeStamp('build', wanted);
  return 'built';
}

const NO_USAGE_DATA = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };

/**
 * The Node.js that comes with the project. Another one of at least the same major version may stand in where the
 * package's install script was not allowed to run.
 */
export function nodeBinary() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = path.join(ROOT, 'node_modules', 'node', 'bin', name);
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new StepError(
    `Nyla runs on Node.js ${NODE_MAJOR}, which should have been installed at ${path.relative(ROOT, own)}. Are install ` +
      `scripts switched off (ignore-scripts)? Allow them and delete node_modules, or start with Node.js ${NODE_MAJOR}.`,
  );
}

/** The environment for the project's programs: its own Node.js and its tools come first on the PATH. */
export function projectEnvironment(base = process.env) {
  // On Windows the variable is often spelt "Path", and two spellings at once would lead to either.
  const name = Object.keys(base).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [path.dirname(nodeBinary()), BIN, base[name] ?? ''].filter((folder) => folder !== '');
  return { ...NO_USAGE_DATA, ...base, [name]: folders.join(path.delimiter) };
}

/** For installing and building: never waits for an answer. */
function setupEnvironment() {
  const env = { ...process.env, CI: 'true' };
  // In "production" the tools that build Nyla would not be installed.
  delete env.NODE_ENV;
  return env;
}

function installFingerprint() {
  const manifests = workspacePackages().map((folder) => `${folder}/package.json`);
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...manifests];
  return fingerprint(files, `${process.platform}-${process.arch}`);
}

function buildFingerprint() {
  const common = ['package.json', 'pnpm-lock.yaml', 'turbo.json', 'tsconfig.base.json'];
  const sources = builtPackages().flatMap((folder) => sourceFiles(folder));
  return fingerprint([...common, ...sources]);
}

function builtPackages() {
  return workspacePackages().filter((folder) => manifestOf(folder).scripts?.build !== undefined);
}

function missingOutputs() {
  return builtPackages()
    .map((folder) => `${folder}/dist`)
    .filter((folder) => !existsSync(path.join(ROOT, folder)));
}

/** Packages whose dependencies are not linked, for example after a `git clean` in one folder. */
function missingModules() {
  return ['.', ...workspacePackages()].filter((folder) => {
    const { dependencies, devDependencies } = manifestOf(folder);
    const names = Object.keys({ ...dependencies, ...devDependencies });
    return names.some((name) => !existsSync(path.join(ROOT, folder, 'node_modules', name)));
  });
}

function readStamp(name) {
  const file = path.join(STAMPS, `${name}.sha256`);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function writeStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, `${name}.sha256`), `${value}\n`);
}
