import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { locateBinaries } from './binaries.js';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres.js';
import { isPostmasterOf, processExists, readPostmasterFile } from './postmaster-file.js';
import { chooseIdentity, isReachable, reachableNativeDir } from './run-identity.js';

const IS_LINUX_ROOT = process.platform === 'linux' && process.getuid?.() === 0;

let dataDir: string;
let messages: string[];
let running: EmbeddedPostgres[];
let helpers: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'nyla-postgres-'));
  messages = [];
  running = [];
  helpers = [];
});

afterEach(async () => {
  for (const helper of helpers) helper.kill('SIGKILL');
  for (const server of running) await server.stop();
  // A server that a killed helper left, if the test failed before it adopted it.
  const left = await readPostmasterFile(clusterDir());
  if (left !== undefined && (await isPostmasterOf(left.pid, clusterDir()))) process.kill(left.pid, 'SIGQUIT');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

describe('a fresh start', () => {
  it('makes a cluster, answers, keeps the data and the port for the next start', async () => {
    const first = await start({ settings: { max_connections: '37' } });
    expect(first.adopted).toBe(false);
    await first.ensureDatabase('kept');
    await first.ensureDatabase('kept');
    await query(first, 'CREATE TABLE note (text text)', 'kept');
    await query(first, `INSERT INTO note VALUES ('Grüezi')`, 'kept');
    expect(await query(first, 'SHOW max_connections')).toBe('37');
    expect(await query(first, 'SHOW fsync')).toBe('on');
    expect(await query(first, 'SHOW listen_addresses')).toBe('127.0.0.1');
    await first.stop();
    await first.stop();

    const second = await start();
    expect(second).toMatchObject({ adopted: false, port: first.port });
    expect(await query(second, 'SELECT text FROM note', 'kept')).toBe('Grüezi');
    expect(await query(second, 'SHOW max_connections')).toBe('100');
  });

  it('keeps the password in a private file, out of the log, and refuses a wrong one', async () => {
    const server = await start();
    const file = path.join(dataDir, 'password');
    const password = (await readFile(file, 'utf8')).trim();
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(messages.join('\n')).not.toContain(password);
    const wrong = new Client({ connectionString: server.urlFor('postgres').replace(password, 'guess') });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('lets no setting open the server to other machines or smuggle lines into the configuration', async () => {
    const server = await start({ settings: { listen_addresses: '*', application_name: "it's" } });
    expect(await query(server, 'SHOW listen_addresses')).toBe('127.0.0.1');
    await expect(server.ensureDatabase('x"; DROP DATABASE y')).rejects.toBeInstanceOf(EmbeddedPostgresError);
    await server.stop();
    await expect(start({ settings: { 'port = 1\nfsync': 'off' } })).rejects.toThrow(
      'not the name of a PostgreSQL setting',
    );
  });
});

describe('what an earlier run left', () => {
  it('recovers after the server was killed, though its pid now belongs to another program', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE survivor (id int)');
    const killed = await killServer();
    const stranger = helper(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']));
    const pidFile = path.join(clusterDir(), 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    expect(left.startsWith(`${killed}\n`)).toBe(true);
    await writeFile(pidFile, left.replace(String(killed), String(stranger.pid)));

    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second, 'SELECT count(*)::text FROM survivor')).toBe('0');
    expect(processExists(stranger.pid ?? 0)).toBe(true);
    expect(messages.join('\n')).toContain('was not stopped cleanly');
  });

  it('starts again at once after kill -9, with the pid file as it was left', async () => {
    await start();
    await killServer();
    const second = await start();
    expect(await query(second, 'SELECT 1::text')).toBe('1');
  });

  it('makes a half-made cluster anew and deletes nothing that it did not make', async () => {
    await mkdir(path.join(dataDir, 'data.initdb-1-dead', 'base'), { recursive: true });
    await mkdir(path.join(dataDir, 'data', 'base', '1'), { recursive: true });
    await writeFile(path.join(dataDir, 'data', 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await query(server, 'SELECT 1::text')).toBe('1');
    const names = await readdir(dataDir);
    expect(names.filter((name) => name.startsWith('data.initdb-'))).toEqual([]);
    expect(names.filter((name) => name.startsWith('data.incomplete-'))).toHaveLength(1);
  });

  it('recovers from a start that was killed in the middle of initdb', async () => {
    const child = helperGateway();
    await until(async () => (await readdir(dataDir)).some((name) => name.startsWith('data.initdb-')));
    child.process.kill('SIGKILL');
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(await query(server, 'SELECT 1::text')).toBe('1');
  });

  it('keeps a cluster with data even if its marker is lost', async () => {
    const first = await start();
    await first.ensureDatabase('kept');
    await first.stop();
    await rm(path.join(clusterDir(), 'nyla-cluster.json'));
    const second = await start();
    expect(await query(second, `SELECT datname FROM pg_database WHERE datname = 'kept'`)).toBe('kept');
  });

  it('joins the server of a gateway that was killed, and stops it as its last user', async () => {
    const child = helperGateway();
    expect(await child.up).toMatchObject({ adopted: false });
    child.process.kill('SIGKILL');
    const server = await start();
    expect(server.adopted).toBe(true);
    const isUp = await serverWatch();
    await server.stop();
    expect(await isUp()).toBe(false);
  });
});

describe('several users', () => {
  it('gives two gateways that start at once one server, which the last one stops', async () => {
    const [one, two] = [helperGateway(), helperGateway()];
    const states = await Promise.all([one.up, two.up]);
    expect(states.map((state) => state.adopted).sort()).toEqual([false, true]);
    expect(states[0]?.port).toBe(states[1]?.port);
    const isUp = await serverWatch();
    await one.leave();
    expect(await isUp()).toBe(true);
    await two.leave();
    expect(await isUp()).toBe(false);
  });
});

describe('circumstances', () => {
  it('takes another port if the wished one is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const server = await start({ port });
      expect(server.port).not.toBe(port);
      expect(messages.join('\n')).toContain(`Port ${port} is taken`);
    } finally {
      blocker.close();
    }
  });

  it('refuses a cluster of another major version and leaves it alone', async () => {
    await (await start()).stop();
    await writeFile(path.join(clusterDir(), 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17.*Nothing was changed/s);
    expect(await readFile(path.join(clusterDir(), 'PG_VERSION'), 'utf8')).toBe('17\n');
  });

  it('says so if the password file is not the one of the cluster', async () => {
    await (await start()).stop();
    await writeFile(path.join(dataDir, 'password'), 'another\n');
    await expect(start()).rejects.toThrow('does not accept the password');
  });

  it('says so if the folder cannot be used', async () => {
    await writeFile(path.join(dataDir, 'file'), '');
    const refused = startEmbeddedPostgres({ dataDir: path.join(dataDir, 'file', 'pg'), log: () => undefined });
    await expect(refused).rejects.toThrow(/cannot use the folder .* NYLA_DATA_DIR/);
  });

  it('shows what PostgreSQL says if it does not start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/does not start:.*shared_buffers/s);
  });

  it('asks for DATABASE_URL where there is no PostgreSQL package', async () => {
    await expect(locateBinaries('sunos', 'x64')).rejects.toThrow(/no embedded PostgreSQL for sunos.*DATABASE_URL/);
  });
});

(IS_LINUX_ROOT ? describe : describe.skip)('as root without user namespaces', () => {
  it('runs as an unprivileged user, and later goes back to a user namespace', async () => {
    const first = await start({ preferOtherUser: true });
    const pid = (await readPostmasterFile(clusterDir()))?.pid;
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    await first.stop();
    const second = await start();
    expect(await query(second, 'SELECT 1::text')).toBe('1');
  });

  it('copies the programs if that user cannot reach them', async () => {
    const identity = await chooseIdentity(true);
    const hidden = path.join(dataDir, 'native');
    await mkdir(path.join(hidden, 'bin'), { recursive: true });
    await writeFile(path.join(hidden, 'bin', 'postgres'), 'program');
    const copy = await reachableNativeDir(identity, hidden, '1', await mkdtemp('/var/tmp/nyla-test-'));
    try {
      expect(await isReachable(identity, hidden)).toBe(false);
      expect(await isReachable(identity, path.dirname(copy))).toBe(true);
      expect(await readFile(path.join(copy, 'bin', 'postgres'), 'utf8')).toBe('program');
    } finally {
      await rm(path.dirname(copy), { recursive: true });
    }
  });
});

function clusterDir(): string {
  return path.join(dataDir, 'data');
}

async function start(
  options: { port?: number; settings?: Record<string, string>; preferOtherUser?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (message) => messages.push(message), ...options });
  running.push(server);
  return server;
}

/** The first column of the first row. */
async function query(server: EmbeddedPostgres, sql: string, database = 'postgres'): Promise<string | undefined> {
  const client = new Client({ connectionString: server.urlFor(database) });
  await client.connect();
  try {
    const result = await client.query<[string]>({ text: sql, rowMode: 'array' });
    return result.rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Tells whether the server of now still runs; by process, because an orphan without an `init` stays as a zombie. */
async function serverWatch(): Promise<() => Promise<boolean>> {
  const pid = (await readPostmasterFile(clusterDir()))?.pid ?? 0;
  return () => isPostmasterOf(pid, clusterDir());
}

async function killServer(): Promise<number> {
  const pid = (await readPostmasterFile(clusterDir()))?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await until(async () => !(await isPostmasterOf(pid, clusterDir())));
  return pid;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('The condition did not come true in 5 s.');
}

function helper(child: ChildProcess): ChildProcess {
  helpers.push(child);
  return child;
}

interface HelperGateway {
  readonly process: ChildProcess;
  readonly up: Promise<{ adopted: boolean; port: number }>;
  leave(): Promise<void>;
}

/** Another Node process that uses the launcher on the same folder until its standard input ends. */
function helperGateway(): HelperGateway {
  // Node runs TypeScript as it is, but looks for the `.js` files that the imports name.
  const hooks = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) =>
      next(name.startsWith('./') && context.parentURL.endsWith('.ts') ? name.replace(/js$/, 'ts') : name, context) });`;
  const launcher = pathToFileURL(path.join(import.meta.dirname, 'embedded-postgres.ts'));
  const program = `${hooks}
    const { startEmbeddedPostgres } = await import(${JSON.stringify(launcher.href)});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} });
    console.log(JSON.stringify({ adopted: server.adopted, port: server.port }));
    process.stdin.resume().on('end', () => server.stop());`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  helper(child);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const up = new Promise<{ adopted: boolean; port: number }>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    void exited.then(() => reject(new Error('The helper ended before its server was up.')));
  });
  // A helper that is killed on purpose never comes up; whoever awaits `up` still sees the error.
  up.catch(() => undefined);
  const leave = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  return { process: child, up, leave };
}
