import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { StepError } from './steps.mjs';

/** npm's runner for packages; `shell` is set only where Windows cannot start a script otherwise. */
function npx() {
  const besideNpm = path.join(path.dirname(process.env.npm_execpath ?? ''), 'npx-cli.js');
  // Run by npm, its own script is known and needs neither PATH nor, on Windows, a shell.
  if (process.env.npm_execpath && existsSync(besideNpm)) return { file: process.execPath, args: [besideNpm] };
  return process.platform === 'win32' ? { file: 'npx.cmd', args: [], shell: true } : { file: 'npx', args: [] };
}

/** pnpm in the version of this project, fetched by npx into npm's cache; nothing is installed globally. */
export function pnpm(args) {
  const { file, args: first, shell = false } = npx();
  return { file, args: [...first, '--yes', 'pnpm@12', ...args], shell };
}

/** Runs a command quietly and returns what it printed; throws a StepError with all of it if that fails. */
export function runQuietly({ file, args, shell = false }, { cwd, env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const chunks = [];
    const fail = (reason) => {
      reject(new StepError(`${nameOf(file, args)} ${reason}`, Buffer.concat(chunks).toString('utf8')));
    };
    const giveUp = () => {
      fail(`took longer than ${timeoutMs / 1000} s`);
      child.kill('SIGKILL');
      // Its own children would keep the pipes, and with them this process, open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs);
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else fail(`ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

const PARENT_CHECK_MS = 1_000;

/**
 * Runs a command in the foreground and returns its exit code. SIGINT, SIGTERM and SIGHUP are passed on once; then its
 * end is awaited, however long it takes to settle its work. Ended by a signal that was asked for, it counts as 0.
 * `endsWithUs`: the child is also ended when this process, or whoever started it, dies without a signal.
 */
export function runForeground(
  { file, args, shell = false },
  { cwd, env, onStop = () => undefined, endsWithUs = false },
) {
  return new Promise((resolve, reject) => {
    // Through the extra channel the child learns that this process is gone, however it ended.
    const stdio = endsWithUs ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit';
    const child = spawn(file, args, { cwd, env, shell, stdio });
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (endsWithUs && process.ppid !== parent) passOn('SIGTERM');
    }, PARENT_CHECK_MS).unref();
    let asked = false;
    const passOn = (signal) => {
      // In a terminal, Ctrl-C arrives here from the terminal and again from npm.
      if (asked) return;
      asked = true;
      onStop(signal);
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    child.once('error', (error) => reject(new StepError(`${file}: ${error.message}`)));
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, passOn);
      if (signal === null) resolve(code ?? 1);
      else resolve(asked && signals.includes(signal) ? 0 : 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function nameOf(file, args) {
  return [path.basename(file), ...args.map((arg) => path.basename(arg))].join(' ');
}
