import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { House } from './houses.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NODE = path.join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const DIST = path.join(ROOT, 'apps', 'gateway', 'dist');
const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 20_000;
const VERIFY_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

const execFileAsync = promisify(execFile);

export const PROVIDER_KEY = 'sk-fake-provider-key';

/** The gateway as its own process with an embedded database in a new folder, started as an operator starts it. */
export class GatewayProcess {
  private output = '';
  private readonly exit: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    readonly dataDir: string,
    private readonly providerPort: number,
  ) {
    const collect = (chunk: unknown): void => {
      this.output += String(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.exit = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code));
    });
  }

  /** Resolves when the gateway answers. */
  static async start(providerPort: number): Promise<GatewayProcess> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'nyla-e2e-'));
    const child = spawn(NODE, [path.join(DIST, 'main.js')], {
      // The data folder has no `.env`.
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(dataDir, providerPort),
    });
    const gateway = new GatewayProcess(child, dataDir, providerPort);
    await gateway.ready();
    return gateway;
  }

  get baseUrl(): string {
    const [, address] = /Nyla is ready: (\S+)/.exec(this.output) ?? [];
    if (address === undefined) throw new Error(`the gateway has not started:\n${this.output}`);
    return address;
  }

  /** Ends it as Ctrl-C does. @throws Error when it does not end in good order, or leaves books that do not tie. */
  async end(): Promise<void> {
    try {
      await this.interrupt();
      await this.verify();
    } finally {
      rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  private async interrupt(): Promise<void> {
    this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_TIMEOUT_MS);
    const code = await this.exit;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`the gateway ended with ${code ?? 'a signal'} instead of 0:\n${this.output}`);
  }

  /** The operator's own check: balances, numbers, hashes, holds, statistics and every receipt computed anew. */
  private async verify(): Promise<void> {
    const args = [path.join(DIST, 'cli', 'main.js'), '--json', 'verify'];
    const options = {
      cwd: this.dataDir,
      env: environment(this.dataDir, this.providerPort),
      timeout: VERIFY_TIMEOUT_MS,
    };
    await execFileAsync(NODE, args, options).catch((error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`the ledger does not verify: ${error.message}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    });
  }

  private async ready(): Promise<void> {
    const until = Date.now() + START_TIMEOUT_MS;
    while (!this.output.includes('Nyla is ready')) {
      if (this.child.exitCode !== null || Date.now() > until) {
        this.child.kill('SIGKILL');
        rmSync(this.dataDir, { recursive: true, force: true });
        throw new Error(`the gateway has not started:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** Runs an operator's command beside a gateway, with a line on its standard input. */
export async function runCommand(
  { dataDir, providerPort }: Pick<House, 'dataDir' | 'providerPort'>,
  args: readonly string[],
  input: string,
): Promise<void> {
  const running = execFileAsync(NODE, [path.join(DIST, 'cli', 'main.js'), ...args], {
    cwd: dataDir,
    env: environment(dataDir, providerPort),
    timeout: VERIFY_TIMEOUT_MS,
  });
  running.child.stdin?.end(`${input}\n`);
  await running;
}

/** Nothing of the caller's environment but the path comes along: no database and no key of theirs can be reached. */
function environment(dataDir: string, providerPort: number): NodeJS.ProcessEnv {
  const provider = `http://127.0.0.1:${providerPort}`;
  return {
    PATH: process.env['PATH'],
    PORT: '0',
    LOG_LEVEL: 'error',
    NYLA_DATA_DIR: dataDir,
    NYLA_DEMO: '1',
    DEMO_WORD_DELAY_MS: '5',
    OPENAI_API_KEY: PROVIDER_KEY,
    OPENAI_BASE_URL: `${provider}/v1`,
    ANTHROPIC_API_KEY: PROVIDER_KEY,
    ANTHROPIC_BASE_URL: provider,
    TAVILY_API_KEY: PROVIDER_KEY,
    TAVILY_BASE_URL: `${provider}/tavily`,
  };
}
