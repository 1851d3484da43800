import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Cell } from './runner.js';
import { closedLoop } from './runner.js';
import { type Figure, figureOf } from './statistics.js';

export const REFERENCE_CALLERS = 32;
export const BARE = 'bare statement';
const ACCOUNTS = 1_000;
const FSYNCS = 200;
const PAGE_BYTES = 8_192;

const TABLES = `
  CREATE TABLE account (id int PRIMARY KEY, balance numeric(20,9) NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE booking (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id int NOT NULL,
    amount numeric(20,9) NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  INSERT INTO account SELECT n, 1000000 FROM generate_series(1, ${ACCOUNTS}) n;
`;

const BARE_STATEMENT = `
  WITH charged AS (UPDATE account SET balance = balance - $2 WHERE id = $1 RETURNING id)
  INSERT INTO booking (account_id, amount) SELECT id, -$2::numeric FROM charged
`;

/** The least that a charge could cost on this machine: one prepared statement, one durable commit. */
export class BareReference {
  private constructor(private readonly clients: readonly pg.Client[]) {}

  static async open(url: string): Promise<BareReference> {
    const clients = await openClients(url);
    await clients[0]?.query(TABLES);
    return new BareReference(clients);
  }

  cell(roundMs: number): Cell<Figure> {
    return {
      id: BARE,
      what: `one prepared UPDATE + INSERT, one commit, ${REFERENCE_CALLERS} connections, ${ACCOUNTS} accounts`,
      run: (share) => closedLoop(REFERENCE_CALLERS, roundMs * share, (caller) => this.charge(caller)),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }

  private async charge(caller: number): Promise<void> {
    const account = 1 + Math.floor(Math.random() * ACCOUNTS);
    await this.clients[caller]?.query({ name: 'charge', text: BARE_STATEMENT, values: [account, '0.000012345'] });
  }
}

/** A connection for each caller of a reference. */
export async function openClients(url: string): Promise<pg.Client[]> {
  const clients = Array.from({ length: REFERENCE_CALLERS }, () => new pg.Client({ connectionString: url }));
  // Whoever waits for an answer is told that the server went; an idle one without a listener would end the process.
  for (const client of clients) client.on('error', () => undefined);
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

/** What one page takes to reach the disk of a folder. Microseconds mean that there is no disk behind it. */
export async function measureFsync(folder: string): Promise<Figure> {
  const file = path.join(folder, 'fsync');
  const handle = await open(file, 'w');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const latenciesMs: number[] = [];
  const begin = performance.now();
  try {
    for (let count = 0; count < FSYNCS; count++) {
      const started = performance.now();
      await handle.write(page, 0, PAGE_BYTES, 0);
      await handle.datasync();
      latenciesMs.push(performance.now() - started);
    }
    return figureOf(latenciesMs, performance.now() - begin);
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}
