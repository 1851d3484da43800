// Finds a browser for the end-to-end tests, or installs one: whoever runs `npm test` need not prepare anything.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './exec.mjs';
import { nodeBinary } from './setup.mjs';
import { StepError } from './steps.mjs';
import { ROOT } from './workspace.mjs';

const DOWNLOAD_HOST = 'https://cdn.playwright.dev';
const REACH_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 240_000;
const PACKAGE_TIMEOUT_MS = 600_000;
const CHECK_TIMEOUT_MS = 20_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const E2E = path.join(ROOT, 'e2e');

/**
 * The path of a working Chromium or Chrome: one that is here, else Playwright's own, else (as root) Debian's package.
 * Throws a StepError that says what was tried and what to do.
 */
export async function ensureChromium() {
  const present = findInstalled() ?? usable(playwrightsOwn());
  if (present !== undefined) return present;
  const tried = [];
  for (const install of [installByPlaywright, installByDebian]) {
    try {
      const found = await install();
      if (found !== undefined) return found;
    } catch (error) {
      tried.push(error.output?.trim() || error.message);
    }
  }
  throw new StepError(
    'No Chromium or Chrome for the end-to-end tests. Install one, or set CHROME_PATH to the executable of one.',
    tried.join('\n\n'),
  );
}

function findInstalled() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (usable(named) === undefined) throw new StepError(`CHROME_PATH names ${named}, which does not run.`);
    return named;
  }
  return candidates().find((file) => usable(file) !== undefined);
}

function candidates() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium']
      .map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
      .concat(onPath);
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    return roots.filter(Boolean).map((root) => path.join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  return [...onPath, '/usr/bin/chromium', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/snap/bin/chromium'];
}

/** The file itself if it runs. Some systems have a placeholder of that name; downloads may lack system libraries. */
function usable(file) {
  if (file === undefined || !existsSync(file)) return undefined;
  // On Windows `--version` would open a window.
  if (process.platform === 'win32') return file;
  try {
    execFileSync(file, ['--version'], { stdio: 'ignore', timeout: CHECK_TIMEOUT_MS });
    return file;
  } catch {
    return undefined;
  }
}

function playwrightsOwn() {
  const program = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
  try {
    return execFileSync(nodeBinary(), ['-e', program], { cwd: E2E, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

async function installByPlaywright() {
  if (!(await canDownload())) throw new StepError(`Playwright's Chromium: ${DOWNLOAD_HOST} cannot be reached.`);
  const cli = path.join(E2E, 'node_modules', '@playwright', 'test', 'cli.js');
  const command = { file: nodeBinary(), args: [cli, 'install', 'chromium'] };
  await runQuietly(command, { cwd: E2E, env: process.env, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  const file = playwrightsOwn();
  if (usable(file) === undefined) throw new StepError(`Playwright's Chromium does not run here (${file}).`);
  return file;
}

/** Without this look, Playwright would try for ten minutes where the network has no way out. */
async function canDownload() {
  // Behind a proxy or with a mirror only Playwright itself can tell; Node's fetch knows neither.
  const { PLAYWRIGHT_DOWNLOAD_HOST, HTTPS_PROXY, https_proxy } = process.env;
  if (PLAYWRIGHT_DOWNLOAD_HOST || HTTPS_PROXY || https_proxy) return true;
  const look = fetch(DOWNLOAD_HOST, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
  return look.then(
    () => true,
    () => false,
  );
}

async function installByDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const options = {
    cwd: ROOT,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: PACKAGE_TIMEOUT_MS,
  };
  await runQuietly({ file: 'apt-get', args: ['update'] }, options);
  const packages = ['chromium', 'fonts-liberation'];
  await runQuietly({ file: 'apt-get', args: ['install', '-y', '--no-install-recommends', ...packages] }, options);
  return findInstalled();
}
