import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import { APP_DATABASE_NAME, BILLING_DATABASE_NAME } from '../database/data-sources.js';
import type { DatabaseUrls } from '../database/database.module.js';
import { migrateDatabases } from '../database/open-databases.js';
import { send } from './client.js';
import { Gateway } from './gateway.js';
import { Journal } from './journal.js';
import { MODEL } from './load.js';
import { type Customer, type Population, populate } from './population.js';
import { PostgresServer } from './postgres-server.js';

const VERIFY_SCRIPT = path.resolve(import.meta.dirname, '../cli/main.js');
const VERIFY_TIMEOUT_MS = 120_000;

/** Short, so that holds of the dead end within a round. */
export const HOLD_TTL_SECONDS = 2;

const DURABLE = { max_connections: '150', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
/** The negative control: commits are acknowledged before they are written, and written as late as possible. */
const NOT_DURABLE = { ...DURABLE, synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB' };

interface InstallationOptions {
  readonly parent: string;
  readonly isDurable: boolean;
  readonly log: (line: string) => void;
}

/** A whole Nyla on its own: PostgreSQL, two gateways, a provider, an operator and customers. */
export class Installation {
  /** Of all rounds: what was acknowledged in an earlier one must not be lost in a later. */
  readonly journal: Journal;

  private constructor(
    readonly folder: string,
    readonly postgres: PostgresServer,
    readonly urls: DatabaseUrls,
    readonly provider: FakeProvider,
    readonly gateways: readonly [Gateway, Gateway],
    readonly population: Population,
    /** One of each customer, in their order. */
    readonly automations: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.journal = new Journal(path.join(folder, 'journal.jsonl'));
  }

  static async open({ parent, isDurable, log }: InstallationOptions): Promise<Installation> {
    const folder = await mkdtemp(path.join(parent, 'nyla-torture-'));
    log(`making an installation in ${folder}`);
    const postgres = await PostgresServer.start(path.join(folder, 'postgres'), isDurable ? DURABLE : NOT_DURABLE);
    return Installation.furnished(folder, postgres).catch(async (error: unknown) => {
      await postgres.stop();
      throw error;
    });
  }

  private static async furnished(folder: string, postgres: PostgresServer): Promise<Installation> {
    const urls = {
      app: await postgres.database(APP_DATABASE_NAME),
      billing: await postgres.database(BILLING_DATABASE_NAME),
    };
    await migrateDatabases(urls);
    const secret = randomBytes(32).toString('base64url');
    const population = await populate(urls, folder, secret);
    const provider = await startFakeProvider({ rememberedRequests: 100 });
    const env = {
      PORT: '0',
      NYLA_DEMO: '0',
      NYLA_SECRET: secret,
      DATABASE_URL: urls.app,
      BILLING_DATABASE_URL: urls.billing,
      OPENAI_API_KEY: String(provider.apiKey),
      OPENAI_BASE_URL: provider.baseUrl,
      HOLD_TTL_SECONDS: String(HOLD_TTL_SECONDS),
      LOG_LEVEL: 'info',
    };
    const gateways = [
      new Gateway({ name: 'gateway-1', folder, env, postgres }),
      new Gateway({ name: 'gateway-2', folder, env, postgres }),
    ] as const;
    await Promise.all(gateways.map((gateway) => gateway.start()));
    const [{ url, faults }] = gateways;
    if (url === undefined) throw new Error(faults.join('\n'));
    for (const customer of population.customers) await furnish(url, population, customer);
    const automations: string[] = [];
    for (const customer of population.customers) automations.push(await createAutomation(url, customer));
    // What people begin with is not at stake, not even without durable commits.
    await postgres.checkpoint();
    return new Installation(folder, postgres, urls, provider, gateways, population, automations, env);
  }

  /** The operator's own check, as a process of its own. Answers what it finds. */
  verify(): Promise<string[]> {
    const child = spawn(process.execPath, [VERIFY_SCRIPT, '--json', 'verify'], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', NYLA_DATA_DIR: this.folder, ...this.env, LOG_LEVEL: 'error' },
      timeout: VERIFY_TIMEOUT_MS,
      // Ctrl-C lets the round end, and its check with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise((resolve) => {
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
      child.once('error', (error) => resolve([`verify: ${error.message}`]));
      child.once('close', (code, signal) => resolve(code === 0 ? [] : [`verify: ${output.trim() || signal}`]));
    });
  }

  /**
   * @param keep leaves the database and the logs in the folder
   * @throws Error for a gateway that does not end; the folder is kept then
   */
  async close(keep: boolean): Promise<void> {
    const stops = await Promise.allSettled(this.gateways.map((gateway) => gateway.stop()));
    await this.provider.close();
    await this.postgres.stop();
    for (const stop of stops) if (stop.status === 'rejected') throw stop.reason;
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  async write(file: string, content: unknown): Promise<void> {
    await writeFile(path.join(this.folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** Billing model, limits and the first credit, as the operator gives them. */
async function furnish(baseUrl: string, { operator }: Population, customer: Customer): Promise<void> {
  const { mandateId, billingModel, creditLimit, credit, isShort, users } = customer;
  const as = { baseUrl, key: operator.key };
  const settings = { billingModel, creditLimit, selfTopUpLimit: isShort ? '0' : '1000000' };
  demand(await send('PUT', `admin/mandates/${mandateId}/settings`, { ...as, body: settings }), 200);
  if (credit === '0') return;
  const owners = billingModel === 'PREPAY_USER' ? [{}, ...users.map(({ userId }) => ({ userId }))] : [{}];
  for (const [index, owner] of owners.entries()) {
    const body = { amount: credit, reason: 'The first credit', ...owner };
    const idempotencyKey = `first-${mandateId}-${index}`;
    demand(await send('POST', `admin/mandates/${mandateId}/credits`, { ...as, idempotencyKey, body }), 201);
  }
}

/** Two steps, and limits that its runs reach in the end. */
async function createAutomation(baseUrl: string, { users }: Customer): Promise<string> {
  const step = (id: string) => ({
    id,
    name: id,
    kind: 'prompt',
    prompt: {
      prompt: 'Guten Tag [[fake:words=12;wordDelayMs=25]]',
      system: null,
      jsonSchema: null,
      maxOutputTokens: 64,
      models: [],
    },
  });
  const definition = { variables: [], steps: [step('eins'), step('zwei')], models: [MODEL], allowedHosts: [] };
  const body = { name: 'Lauf', description: '', definition, schedule: null, runLimit: '0.002', monthLimit: '0.05' };
  const key = users[0]?.key ?? '';
  const answer = demand(await send<{ id: string }>('POST', 'automations', { baseUrl, key, body }), 201);
  return answer.id;
}

function demand<T>(reply: { status: number; body: T } | undefined, status: number): T {
  if (reply?.status === status) return reply.body;
  throw new Error(`the installation could not be furnished: ${reply?.status} ${JSON.stringify(reply?.body)}`);
}
