// node test/faults/plant.mjs [words of a fault's name]
// Plants one fault after the other in the sources, runs the tests that are to notice it, and takes it out again. Run it
// in a checkout of its own, in the folder of the gateway, with everything installed and built: it rebuilds dist.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FAULTS } from './faults.mjs';
import { LESSON_FAULTS } from './lesson-faults.mjs';

const GATEWAY = path.resolve(import.meta.dirname, '../..');
const ROOT = path.resolve(GATEWAY, '../..');
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
const OUTPUT_BYTES = 64 * 1024 * 1024;

// Ending by a signal, it takes the fault out all the same, once the test at hand has ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const wanted = process.argv.slice(2).join(' ');
const faults = [...FAULTS, ...LESSON_FAULTS].filter(({ name }) => name.includes(wanted));
let missed = 0;
for (const fault of faults) {
  const noticed = withFault(fault, () => fault.tests.map((test) => [test, noticedBy(test)]));
  const found = noticed.flatMap(([test, names]) => names.map((name) => `${labelOf(test)} › ${name}`));
  const silent = noticed.filter(([, names]) => names.length === 0).map(([test]) => labelOf(test));
  if (found.length === 0) missed++;
  print(`${found.length === 0 ? 'MISSED ' : 'noticed'}  ${fault.name}`);
  for (const name of found) print(`           by ${name}`);
  for (const name of silent) print(`           not by ${name}`);
}
build();
print(`${faults.length - missed} of ${faults.length} faults noticed`);
process.exitCode = missed > 0 ? 1 : 0;

/** `and` says the same of another way that the code may take. */
function withFault({ name, and, ...first }, work) {
  const places = [first, ...(and ? [and] : [])].map(({ file, right, wrong }) => {
    const target = path.join(GATEWAY, file);
    const text = readFileSync(target, 'utf8');
    if (text.split(right).length !== 2) throw new Error(`${name}: ${file} must hold this once: ${right}`);
    return { target, text, fault: text.replace(right, () => wrong) };
  });
  const restore = () => places.forEach(({ target, text }) => writeFileSync(target, text));
  process.once('exit', restore);
  try {
    places.forEach(({ target, fault }) => writeFileSync(target, fault));
    build();
    return work();
  } finally {
    process.removeListener('exit', restore);
    restore();
  }
}

/** A fault may leave something unused; that is no reason not to try it. */
function build() {
  const { stdout } = run([
    TSC,
    '-p',
    'tsconfig.build.json',
    '--noUnusedLocals',
    'false',
    '--noUnusedParameters',
    'false',
  ]);
  if (stdout.includes('error TS')) throw new Error(stdout);
}

/** The names of the tests that failed. */
function noticedBy(test) {
  if (test.kind === 'torture') return noticedByTorture(test);
  const folder = mkdtempSync(path.join(tmpdir(), 'nyla-fault-'));
  const report = path.join(folder, 'report.json');
  const config = test.kind === 'int' ? ['-c', 'jest.int.config.mjs'] : [];
  const only = test.only === undefined ? [] : ['-t', test.only];
  const runs = test.runs === undefined ? {} : { NYLA_PROPERTY_RUNS: String(test.runs), NYLA_PROPERTY_SEED: '1' };
  try {
    const { stderr } = run([JEST, ...config, test.files, ...only, '--json', `--outputFile=${report}`], {
      NODE_OPTIONS,
      ...runs,
    });
    if (!existsSync(report)) throw new Error(`the tests ended without a report: ${stderr}`);
    const { testResults, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
    if (numTotalTests === 0) throw new Error(`no test ran: ${stderr}`);
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function noticedByTorture({ seed, rounds }) {
  const args = ['dist/torture/main.js', '--json', '--rounds', String(rounds), '--seed', String(seed)];
  const { stdout, stderr } = run(args);
  if (stdout === '') throw new Error(`the torture did not run: ${stderr}`);
  const { folder, rounds: results } = JSON.parse(stdout);
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  return results.flatMap(({ problems }) => problems).slice(0, 1);
}

function labelOf({ kind, files }) {
  return kind === 'torture' ? 'torture' : files;
}

function run(args, env = {}) {
  return spawnSync(process.execPath, args, {
    cwd: GATEWAY,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES,
  });
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
