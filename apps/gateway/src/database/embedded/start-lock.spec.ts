import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { withStartLock } from './start-lock.js';

const TIMES = { pollMs: 2, heartbeatMs: 10, abandonedMs: 100, timeoutMs: 2_000 };
/** Above the highest pid that Linux, macOS or Windows would give. */
const NO_SUCH_PID = 2 ** 30;

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nyla-lock-'));
  file = path.join(folder, 'start.lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('lets one task run at a time and leaves no file behind', async () => {
  let inside = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withStartLock(file, task, TIMES)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('is released when the task fails', async () => {
  await expect(withStartLock(file, () => Promise.reject(new Error('task')), TIMES)).rejects.toThrow('task');
  await expect(withStartLock(file, () => Promise.resolve('next'), TIMES)).resolves.toBe('next');
});

it('takes the lock of a process that is gone', async () => {
  await writeFile(file, JSON.stringify({ pid: NO_SUCH_PID, token: 'dead' }));
  await expect(withStartLock(file, () => Promise.resolve('mine'), TIMES)).resolves.toBe('mine');
});

it.each([
  ['whose pid was given to another program', JSON.stringify({ pid: process.pid, token: 'dead' })],
  ['that was killed before it had written its name', ''],
])('takes the lock of a holder %s once its heartbeat stops', async (_case, content) => {
  await writeFile(file, content);
  const startedAt = performance.now();
  await withStartLock(file, () => Promise.resolve(), TIMES);
  expect(performance.now() - startedAt).toBeGreaterThan(TIMES.abandonedMs);
});

it('waits for a living holder however long its task takes, and says so in the end', async () => {
  const holder = withStartLock(file, () => sleep(400), TIMES);
  await sleep(20);
  const impatient = withStartLock(file, () => Promise.resolve(), { ...TIMES, timeoutMs: 250 });
  await expect(impatient).rejects.toBeInstanceOf(EmbeddedPostgresError);
  await holder;
});
