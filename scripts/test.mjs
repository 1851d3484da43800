// npm test: the same set-up as npm start, then every test.
// Developers: npm test -- [--only unit|integration|e2e] [patterns that are passed on to the runners]
import './lib/require-node.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { runForeground } from './lib/exec.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, projectEnvironment } from './lib/setup.mjs';
import { printFailure, StepError, Steps } from './lib/steps.mjs';
import { judge, KINDS, RUNNERS, STAGES, summary, total } from './lib/test-stages.mjs';
import { ROOT } from './lib/workspace.mjs';

let interrupted = false;
const FAILED = { passed: 0, failed: 1, skipped: 0 };

const results = await runAll(process.argv.slice(2)).catch((error) => {
  printFailure(error);
  return [{ name: 'set-up', result: FAILED }];
});
const sum = total(results.map(({ result }) => result));
console.log('');
for (const { name, result } of results) console.log(`${name.padEnd(28)} ${summary(result)}`);
console.log(`\n${summary(sum)}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

async function runAll(args) {
  const { only, patterns } = parse(args);
  const stages = STAGES.filter(({ kind }) => only === undefined || kind === only);
  const needsBrowser = stages.some(({ kind }) => kind === 'e2e');
  const steps = new Steps(needsBrowser ? 3 : 2);
  await steps.run('Install packages', ensureInstalled);
  await steps.run('Build', ensureBuilt);
  let browser;
  if (needsBrowser) {
    await steps.run('Find a browser', async () => {
      browser = await findBrowser();
      return browser ?? 'none: the end-to-end tests count as failed';
    });
  }

  const results = [];
  for (const [index, stage] of stages.entries()) {
    if (interrupted) break;
    const name = `${stage.kind} ${stage.folder}`;
    console.log(`\n── Tests ${index + 1}/${stages.length}: ${name} ──`);
    const cannotRun = stage.kind === 'e2e' && browser === undefined;
    const result = cannotRun ? FAILED : await runStage(stage, patterns, browser);
    console.log(`${name}: ${summary(result)}`);
    results.push({ name, result });
  }
  return results;
}

function parse(args) {
  const at = args.indexOf('--only');
  if (at === -1) return { only: undefined, patterns: args };
  const only = args[at + 1];
  if (!KINDS.includes(only)) throw new StepError(`--only takes one of ${KINDS.join(', ')}.`);
  return { only, patterns: args.filter((_, index) => index !== at && index !== at + 1) };
}

/** The other tests should run even where no browser can be had. */
async function findBrowser() {
  try {
    return await ensureChromium();
  } catch (error) {
    printFailure(error);
    return undefined;
  }
}

async function runStage(stage, patterns, browser) {
  const folder = mkdtempSync(path.join(tmpdir(), 'nyla-test-'));
  const report = path.join(folder, 'report.json');
  const runner = RUNNERS[stage.runner];
  // A pattern of a developer need not match in every package.
  const allowEmpty = patterns.length > 0;
  const browserEnv = browser === undefined ? {} : { NYLA_CHROMIUM: browser };
  try {
    const exitCode = await runForeground(
      { file: nodeBinary(), args: runner.args(stage, { report, patterns, allowEmpty }) },
      {
        cwd: path.join(ROOT, stage.folder),
        env: { ...projectEnvironment(), ...runner.env({ report }), ...browserEnv },
        onStop: () => {
          interrupted = true;
        },
      },
    );
    if (interrupted) return FAILED;
    return judge({ exitCode, counts: readCounts(report, runner), allowEmpty });
  } catch (error) {
    printFailure(error);
    return FAILED;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(report, runner) {
  try {
    return runner.count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    // The runner crashed before its report; what it printed has been shown.
    return undefined;
  }
}
