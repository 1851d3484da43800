import type { MailData } from '@nyla/contracts';
import { LedgerService } from '../../src/billing/ledger/ledger.service.js';
import { LedgerGateway, reservationOf, settlementOf } from './ledger-gateways.js';
import type { TestApp } from './test-app.js';
import { SUM_USAGE } from './usage.js';
import { eventually, pause, type World } from './world.js';

export interface CrossingRow {
  readonly level: 'low' | 'exhausted';
  readonly free: string;
  readonly warn_below: string | null;
  readonly user_id: string | null;
  readonly handled_at: Date | null;
}

export interface MailRow {
  readonly kind: 'balance_warning' | 'credit_exhausted';
  readonly address: string;
  readonly locale: string;
  readonly user_id: string | null;
  readonly data: MailData['balance_warning'];
}

/** Balances that fall, and what is written because of it. */
export class Falls {
  private constructor(private readonly world: World) {}

  /** With a price for the calls, so that their receipts can be verified. */
  static async of(world: World): Promise<Falls> {
    const gateway = await LedgerGateway.open({ urls: world.databaseUrls, drop: () => Promise.resolve() });
    await gateway.close();
    return new Falls(world);
  }

  /** A call that costs so much, through one gateway. */
  async spend(
    mandateId: string,
    amount: string,
    { app, userId }: { app?: TestApp; userId?: string } = {},
  ): Promise<void> {
    const ledger = (app ?? this.world.app).get(LedgerService);
    const { id } = await this.world.account(mandateId, userId ?? null);
    const reservation = reservationOf(id, amount);
    const { status } = await ledger.reserve(reservation);
    if (status !== 'granted') throw new Error(`a call of ${amount} was answered ${status}`);
    await ledger.settle(id, settlementOf(reservation.id, amount));
  }

  /** Use of the past, a day each, as the forecast reads it. */
  async usedDaily(mandateId: string, amount: string, days: number, userId?: string): Promise<void> {
    await this.world.billing.query(
      `INSERT INTO billing_usage_daily (mandate_id, day, user_id, connector_type, model, feature, calls, input_tokens,
         cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
       SELECT $1, (now() AT TIME ZONE 'Europe/Zurich')::date - n, $4, 'demo', 'past', 'chat', 1, 0, 0, 0, 0, 0, $2
       FROM generate_series(0, $3::int - 1) n`,
      [mandateId, amount, days, userId ?? null],
    );
    await this.world.billing.query(SUM_USAGE);
  }

  /** Each of those days has cost so much instead. */
  async pastWas(mandateId: string, amount: string): Promise<void> {
    await this.world.billing.query(
      "UPDATE billing_usage_daily SET amount = $2 WHERE mandate_id = $1 AND model = 'past'",
      [mandateId, amount],
    );
    await this.world.billing.query(SUM_USAGE);
  }

  /** No booking was behind it. */
  async forgetPast(): Promise<void> {
    await this.world.billing.query("DELETE FROM billing_usage_daily WHERE model = 'past'");
    await this.world.billing.query(SUM_USAGE);
  }

  /** Of one mandate, oldest first. */
  async crossings(mandateId: string): Promise<CrossingRow[]> {
    const { rows } = await this.world.billing.query<CrossingRow>(
      'SELECT * FROM balance_crossing WHERE mandate_id = $1 ORDER BY created_at, level DESC',
      [mandateId],
    );
    return rows;
  }

  async levels(mandateId: string): Promise<string[]> {
    return (await this.crossings(mandateId)).map(({ level }) => level);
  }

  /** Waits until every fall was told of, and a little longer: another gateway may do it once more. */
  async told(mandateId: string): Promise<void> {
    await eventually(async () => (await this.crossings(mandateId)).every(({ handled_at }) => handled_at !== null));
    await pause(150);
  }

  async mails(mandateId: string): Promise<MailRow[]> {
    const { rows } = await this.world.billing.query<MailRow>(
      `SELECT * FROM mail_outbox
       WHERE mandate_id = $1 AND kind IN ('balance_warning', 'credit_exhausted') ORDER BY created_at, address`,
      [mandateId],
    );
    return rows;
  }

  /** Whom the bell rang for, by kind. */
  async bells(mandateId: string): Promise<string[]> {
    const { rows } = await this.world.appDb.query<{ bell: string }>(
      `SELECT n.kind || ' ' || u.email AS bell FROM notification n JOIN app_user u ON u.id = n.user_id
       WHERE n.mandate_id = $1 AND n.kind IN ('low_balance', 'balance_exhausted') ORDER BY 1`,
      [mandateId],
    );
    return rows.map(({ bell }) => bell);
  }

  async alert(mandateId: string, userId: string | null = null): Promise<{ alert: string; warn_below: string | null }> {
    const { rows } = await this.world.billing.query<{ alert: string; warn_below: string | null }>(
      'SELECT alert, warn_below FROM billing_account WHERE mandate_id = $1 AND user_id IS NOT DISTINCT FROM $2',
      [mandateId, userId],
    );
    if (!rows[0]) throw new Error('there is no such account');
    return rows[0];
  }
}
