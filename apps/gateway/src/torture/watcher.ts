import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Journal } from './journal.js';

const EVERY_MS = 15;

/** Looks at all accounts all the time, and tells of any that is ever where it must not be. */
export class Watcher {
  looks = 0;
  private isOver = false;
  private readonly watching: Promise<void>;

  constructor(
    private readonly billingUrl: string,
    private readonly journal: Journal,
  ) {
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.watching;
  }

  /** The database goes away under it now and then. */
  private async watch(): Promise<void> {
    while (!this.isOver) {
      const client = new pg.Client({ connectionString: this.billingUrl });
      client.on('error', () => undefined);
      try {
        await client.connect();
        while (!this.isOver) await this.look(client);
      } catch {
        await sleep(EVERY_MS * 10);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  private async look(client: pg.Client): Promise<void> {
    const { rows } = await client.query<object>(
      `SELECT 'account' AS what, id, balance, held, credit_limit FROM billing_account
       WHERE held < 0 OR balance - held < -credit_limit
       UNION ALL SELECT 'budget', id, used, held, limit_amount FROM billing_budget WHERE held < 0 OR used < 0`,
    );
    this.looks++;
    for (const row of rows) this.journal.sight(`was seen out of bounds: ${JSON.stringify(row)}`);
    await sleep(EVERY_MS);
  }
}
