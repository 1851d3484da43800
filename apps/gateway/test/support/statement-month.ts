import type { Feature } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import type pg from 'pg';
import { newId } from '../../src/common/ids.js';
import { LedgerGateway, purposeOf, receiptOf, reservationOf, settlementOf } from './ledger-gateways.js';
import type { World } from './world.js';

export interface PastCallDraft {
  readonly cost: string;
  readonly userId?: string;
  readonly model?: string;
  readonly feature?: Feature;
  readonly automationId?: string;
}

/** Books on accounts as of any moment, through the ledger's own functions. */
export class Bookkeeper {
  private constructor(readonly gateway: LedgerGateway) {}

  static async open(world: World): Promise<Bookkeeper> {
    return new Bookkeeper(await LedgerGateway.open(world.app.databases));
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  /** Answers the id of the booking. */
  async call(accountId: string, moment: string | undefined, { cost, ...purpose }: PastCallDraft): Promise<string> {
    const reservation = reservationOf(accountId, cost, { purpose: purposeOf(purpose) });
    await this.at(moment, async () => {
      await this.gateway.repository.apply([], [reservation], 'test');
      const settlement = settlementOf(reservation.id, cost, { receipt: receiptOf(parseChf(cost)) });
      await this.gateway.repository.apply([settlement], [], 'test');
    });
    return reservation.id;
  }

  async post(
    accountId: string,
    moment: string | undefined,
    type: 'credit' | 'adjustment' | 'expiry',
    amount: string,
    reversalOf: string | null = null,
  ): Promise<void> {
    await this.at(moment, async () => {
      const entry = {
        id: newId(),
        accountId,
        type,
        amount,
        userId: null,
        reason: `Grund: ${type}`,
        reference: 'RE-1',
        reversalOf,
      };
      await this.gateway.database.query('SELECT FROM ledger_post($1::jsonb)', [JSON.stringify([entry])]);
    });
  }

  async transfer(from: string, to: string, moment: string, amount: string): Promise<void> {
    await this.at(moment, async () => {
      const entry = (accountId: string, signed: string) => ({
        id: newId(),
        accountId,
        type: 'transfer',
        amount: signed,
      });
      await this.gateway.database.query('SELECT FROM ledger_post($1::jsonb)', [
        JSON.stringify([entry(from, `-${amount}`), entry(to, amount)]),
      ]);
    });
  }

  private at(moment: string | undefined, work: () => Promise<void>): Promise<void> {
    return this.gateway.database.run(async () => {
      if (moment !== undefined)
        await this.gateway.database.query(`SELECT set_config('nyla.moment', $1, true)`, [moment]);
      await work();
    });
  }
}

/** Puts a clock into the database that a test sets and that goes on from there. */
export class LedgerClock {
  private constructor(private readonly sql: pg.Pool) {}

  static async install(sql: pg.Pool): Promise<LedgerClock> {
    await sql.query(`
      CREATE TABLE test_clock (shift interval NOT NULL);
      INSERT INTO test_clock VALUES ('0');
      CREATE OR REPLACE FUNCTION ledger_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
        SELECT coalesce(nullif(current_setting('nyla.moment', true), '')::timestamptz,
          clock_timestamp() + (SELECT shift FROM test_clock))
      $$`);
    return new LedgerClock(sql);
  }

  async set(moment: string): Promise<void> {
    await this.sql.query('UPDATE test_clock SET shift = $1::timestamptz - clock_timestamp()', [moment]);
  }
}
