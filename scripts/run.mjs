// node scripts/run.mjs [--build] <command> [arguments]
// Sets the project up, then runs a command with the project's Node.js and tools.
import './lib/require-node.mjs';
import { pnpm, runForeground } from './lib/exec.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, projectEnvironment } from './lib/setup.mjs';
import { printFailure, Steps } from './lib/steps.mjs';
import { ROOT } from './lib/workspace.mjs';

const args = process.argv.slice(2);
const withBuild = args[0] === '--build';
const [name, ...rest] = withBuild ? args.slice(1) : args;

/** turbo starts the packages' scripts through pnpm, which is on the PATH only below npx. */
function toCommand() {
  if (name === 'turbo') return pnpm(['exec', name, ...rest]);
  if (name === 'node') return { file: nodeBinary(), args: rest };
  // The tools in node_modules/.bin are .cmd files on Windows, which only a shell can start.
  return { file: name, args: rest, shell: process.platform === 'win32' };
}

try {
  if (name === undefined) throw new Error('Usage: node scripts/run.mjs [--build] <command> [arguments]');
  // The command's own output may be read by machines (--json), so progress goes to the other channel.
  const steps = new Steps(withBuild ? 2 : 1, { print: (line) => console.error(line), silentMs: 500 });
  await steps.run('Install packages', ensureInstalled);
  if (withBuild) await steps.run('Build', ensureBuilt);
  process.exitCode = await runForeground(toCommand(), { cwd: ROOT, env: projectEnvironment() });
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
