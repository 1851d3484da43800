import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openClients, REFERENCE_CALLERS } from './references.js';
import type { Cell } from './runner.js';
import { closedLoop } from './runner.js';
import type { Figure } from './statistics.js';

export const LOCKING_HOT = 'locking control, hot';
export const LOCKING_SPREAD = 'locking control, spread';
const ACCOUNTS = 1_000;
const HELD = '0.000020000';
const COST = '0.000012345';

const TABLES = `
  CREATE TABLE locking_account (id int PRIMARY KEY, balance numeric(20,9) NOT NULL, held numeric(20,9) NOT NULL DEFAULT 0)
    WITH (fillfactor = 50);
  CREATE TABLE locking_hold (id uuid PRIMARY KEY, account_id int NOT NULL, amount numeric(20,9) NOT NULL);
  CREATE TABLE locking_booking (
    id uuid PRIMARY KEY, account_id int NOT NULL, amount numeric(20,9) NOT NULL, balance_after numeric(20,9) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
  INSERT INTO locking_account (id, balance) SELECT n, 1000000 FROM generate_series(1, ${ACCOUNTS}) n;
`;

/**
 * The usual way, for comparison: an ORM's transaction that locks the account, looks, and writes. Two of them make a
 * cycle. It has no hash chain, no statistics and no receipts, so it is still flattered.
 */
export class LockingControl {
  private constructor(private readonly clients: readonly pg.Client[]) {}

  static async open(url: string): Promise<LockingControl> {
    const clients = await openClients(url);
    await clients[0]?.query(TABLES);
    return new LockingControl(clients);
  }

  cells(roundMs: number): Cell<Figure>[] {
    const cell = (id: string, accounts: number): Cell<Figure> => ({
      id,
      what: `BEGIN, SELECT FOR UPDATE, writes, COMMIT, twice; ${REFERENCE_CALLERS} connections, ${accounts} account(s)`,
      run: (share) =>
        closedLoop(REFERENCE_CALLERS, roundMs * share, (caller) =>
          this.cycle(this.clients[caller] as pg.Client, 1 + Math.floor(Math.random() * accounts)),
        ),
    });
    return [cell(LOCKING_HOT, 1), cell(LOCKING_SPREAD, ACCOUNTS)];
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }

  private async cycle(client: pg.Client, account: number): Promise<void> {
    const id = randomUUID();
    await client.query('BEGIN');
    await client.query('SELECT balance, held FROM locking_account WHERE id = $1 FOR UPDATE', [account]);
    await client.query('UPDATE locking_account SET held = held + $2 WHERE id = $1', [account, HELD]);
    await client.query('INSERT INTO locking_hold (id, account_id, amount) VALUES ($1, $2, $3)', [id, account, HELD]);
    await client.query('COMMIT');
    await client.query('BEGIN');
    await client.query('SELECT amount FROM locking_hold WHERE id = $1 FOR UPDATE', [id]);
    await client.query('SELECT balance, held FROM locking_account WHERE id = $1 FOR UPDATE', [account]);
    await client.query(
      `INSERT INTO locking_booking (id, account_id, amount, balance_after)
       SELECT $1, id, -$3::numeric, balance - $3 FROM locking_account WHERE id = $2`,
      [id, account, COST],
    );
    await client.query('UPDATE locking_account SET balance = balance - $2, held = held - $3 WHERE id = $1', [
      account,
      COST,
      HELD,
    ]);
    await client.query('DELETE FROM locking_hold WHERE id = $1', [id]);
    await client.query('COMMIT');
  }
}
