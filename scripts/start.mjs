// npm start: from a fresh clone to a running Nyla, with Node.js >= 18 and npm only.
import './lib/require-node.mjs';
import path from 'node:path';
import { runForeground } from './lib/exec.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, projectEnvironment } from './lib/setup.mjs';
import { printFailure, Steps } from './lib/steps.mjs';
import { ROOT } from './lib/workspace.mjs';

try {
  const steps = new Steps(3);
  await steps.run('Install packages', ensureInstalled);
  await steps.run('Build', ensureBuilt);
  console.log('[3/3] Start Nyla (Ctrl-C ends it) …');
  const gateway = {
    file: nodeBinary(),
    args: [path.join(ROOT, 'apps', 'gateway', 'dist', 'main.js'), ...process.argv.slice(2)],
  };
  process.exitCode = await runForeground(gateway, {
    cwd: ROOT,
    env: projectEnvironment(),
    endsWithUs: true,
    onStop: () => console.log('\nStopping; running calls are settled first …'),
  });
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
