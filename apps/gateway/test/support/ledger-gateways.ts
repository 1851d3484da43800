import { Logger } from '@nestjs/common';
import { type BillingModel, CONNECTOR_TYPES, type ConnectorType } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { AicoreFacade, type Receipt } from '../../src/aicore/aicore.facade.js';
import { PriceListRepository } from '../../src/aicore/price-list.repository.js';
import { PriceListService } from '../../src/aicore/price-list.service.js';
import { AccountsRepository } from '../../src/billing/accounts.repository.js';
import { AccountsService } from '../../src/billing/accounts.service.js';
import { BudgetsRepository } from '../../src/billing/budgets.repository.js';
import { BudgetsService, type WantedBudget } from '../../src/billing/budgets.service.js';
import { MandateSettingsService } from '../../src/billing/credit/mandate-settings.service.js';
import { BalanceEvents } from '../../src/billing/ledger/balance-events.js';
import { LedgerRepository } from '../../src/billing/ledger/ledger.repository.js';
import { LedgerService } from '../../src/billing/ledger/ledger.service.js';
import type { CallPurpose, Posting, Reservation, Settlement } from '../../src/billing/ledger/ledger.types.js';
import { VerifyRepository } from '../../src/billing/ledger/verify.repository.js';
import { VerifyService } from '../../src/billing/ledger/verify.service.js';
import { StatisticsRepository } from '../../src/billing/statistics.repository.js';
import { WarnLevelsRepository } from '../../src/billing/warnings/warn-levels.repository.js';
import { WarnLevelsService } from '../../src/billing/warnings/warn-levels.service.js';
import { AuditTrail } from '../../src/common/audit/audit-trail.js';
import { Clock } from '../../src/common/clock.js';
import type { RequestContext } from '../../src/common/context/request-context.js';
import { GatewayIdentity } from '../../src/common/gateway-identity.js';
import { newId } from '../../src/common/ids.js';
import { readEnv } from '../../src/config/env.js';
import { BillingDatabase } from '../../src/database/billing-database.js';
import { createBillingDataSource } from '../../src/database/data-sources.js';
import type { MandatesFacade } from '../../src/mandates/mandates.facade.js';
import type { TestDatabases } from './test-databases.js';

interface NewAccount {
  readonly credit?: string;
  readonly limit?: string | null;
  readonly mandateId?: string;
}

/** The ledger as one gateway runs it: its own connections, its own lane. */
export class LedgerGateway {
  readonly events: BalanceEvents;
  readonly ledger: LedgerService;
  readonly budgets: BudgetsService;
  readonly verifier: VerifyService;
  /** As the operator changes them; asks for no more of the world than the name of the mandate and of the operator. */
  readonly settings: MandateSettingsService;

  private constructor(
    readonly database: BillingDatabase,
    readonly repository: LedgerRepository,
  ) {
    this.events = new BalanceEvents(database);
    this.ledger = new LedgerService(this.repository, this.events, new GatewayIdentity());
    this.budgets = new BudgetsService(new BudgetsRepository(database));
    const clock = new Clock();
    const prices = new PriceListService(new PriceListRepository(database), readEnv({}), clock);
    // The verifier asks for prices only: neither connectors nor a choice among them are needed.
    const none = undefined as never;
    const aicore = new AicoreFacade(none, none, prices, none, none);
    const accounts = new AccountsRepository(database);
    const levels = new WarnLevelsService(
      database,
      accounts,
      new StatisticsRepository(database),
      new WarnLevelsRepository(database),
      clock,
    );
    const operator = { isAuthenticated: false, caller: { userId: null }, ip: null, requestId: 'test' };
    const context = operator as unknown as RequestContext;
    this.settings = new MandateSettingsService(
      database,
      { get: () => Promise.resolve({ name: 'Kunde AG' }) } as unknown as MandatesFacade,
      new AccountsService(database, accounts, this.ledger, levels),
      accounts,
      this.ledger,
      new AuditTrail(context),
      context,
    );
    this.verifier = new VerifyService(new VerifyRepository(database), aicore);
  }

  /** Several opened on the same databases stand for several gateways. */
  static async open(databases: TestDatabases, Repository = LedgerRepository): Promise<LedgerGateway> {
    Logger.overrideLogger(false);
    const source = await createBillingDataSource(databases.urls.billing).initialize();
    const database = new BillingDatabase(source);
    const gateway = new LedgerGateway(database, new Repository(database));
    await gateway.addPrices();
    return gateway;
  }

  async close(): Promise<void> {
    this.events.onApplicationShutdown();
    await this.database.onApplicationShutdown();
  }

  /** A price for every model of every connector; the receipts of these tests name them. */
  private async addPrices(): Promise<void> {
    for (const connectorType of CONNECTOR_TYPES) {
      await this.database.query(
        `INSERT INTO price_version (id, connector_type, model, valid_from, tiers, source, author)
         VALUES ($1, $2, '*', $3, '{"base": null, "longPrompt": null, "searchRequestUsd": null}', 'test', 'test')
         ON CONFLICT DO NOTHING`,
        [priceIdOf(connectorType), connectorType, `${PRICES_FROM}T00:00:00Z`],
      );
    }
    await this.database.query(
      `INSERT INTO fx_rate (id, usd_chf, valid_from, source, author) VALUES ($1, 1, $2, 'test', 'test')
       ON CONFLICT DO NOTHING`,
      [newId(), `${PRICES_FROM}T00:00:00Z`],
    );
  }

  /** Empties the ledger, which only a superuser behind its triggers' back can. */
  async wipe(): Promise<void> {
    await this.database.run(async () => {
      await this.database.query('SET LOCAL session_replication_role = replica');
      for (const table of [
        'transaction',
        'hold',
        'usage_daily',
        'mandate_usage_daily',
        'account',
        'budget',
        'settings',
      ]) {
        await this.database.query(`DELETE FROM billing_${table}`);
      }
      await this.database.query('DELETE FROM balance_crossing');
    });
  }

  /** An account of a mandate of its own, or of a member of the one that is named. A null limit is UNLIMITED. */
  async openAccount({ credit = '0', limit = '0', mandateId }: NewAccount = {}): Promise<string> {
    const id = newId();
    await this.database.query(
      'INSERT INTO billing_account (id, mandate_id, user_id, credit_limit) VALUES ($1, $2, $3, $4)',
      [id, mandateId ?? newId(), mandateId === undefined ? null : newId(), limit],
    );
    if (parseChf(credit) > 0n) await this.ledger.post([creditOf(id, credit)]);
    return id;
  }

  /** A mandate with settings, whose model can be changed: its own account and a member's. */
  async openSwitched(billingModel: BillingModel, creditLimit: string) {
    const mandateId = newId();
    await this.database.query(
      'INSERT INTO billing_settings (mandate_id, billing_model, credit_limit) VALUES ($1, $2, $3)',
      [mandateId, billingModel, creditLimit],
    );
    const own = newId();
    await this.database.query('INSERT INTO billing_account (id, mandate_id, credit_limit) VALUES ($1, $2, 0)', [
      own,
      mandateId,
    ]);
    return { mandateId, own, member: await this.openAccount({ mandateId }) };
  }

  async account(id: string): Promise<{ balance: string; held: string; seq: number }> {
    const [row] = await this.database.query<{ balance: string; held: string; last_seq: string }>(
      'SELECT balance::text, held::text, last_seq FROM billing_account WHERE id = $1',
      [id],
    );
    if (!row) throw new Error(`no account ${id}`);
    return { balance: toChf(parseChf(row.balance)), held: toChf(parseChf(row.held)), seq: Number(row.last_seq) };
  }

  /** A budget in the account's mandate; answers its id. */
  async openBudget(accountId: string, limit: string, changes: Partial<WantedBudget> = {}): Promise<string> {
    const mandateId = await this.mandateOf(accountId);
    const wanted = {
      mandateId,
      kind: 'run',
      subject: newId(),
      period: null,
      limit: parseChf(limit),
      ...changes,
    } as const;
    return (await this.budgets.ensureBudget(wanted)).id;
  }

  async budget(id: string): Promise<{ limit: string; used: string; held: string }> {
    const [row] = await this.database.query<{ limit_amount: string; used: string; held: string }>(
      'SELECT limit_amount::text, used::text, held::text FROM billing_budget WHERE id = $1',
      [id],
    );
    if (!row) throw new Error(`no budget ${id}`);
    const [limit, used, held] = [row.limit_amount, row.used, row.held].map((text) => toChf(parseChf(text)));
    return { limit, used, held } as { limit: string; used: string; held: string };
  }

  async setLimit(budgetId: string, limit: string): Promise<void> {
    await this.database.query('UPDATE billing_budget SET limit_amount = $2 WHERE id = $1', [budgetId, limit]);
  }

  async mandateOf(accountId: string): Promise<string> {
    const [row] = await this.database.query<{ mandate_id: string }>(
      'SELECT mandate_id FROM billing_account WHERE id = $1',
      [accountId],
    );
    if (!row) throw new Error(`no account ${accountId}`);
    return row.mandate_id;
  }

  /** Lets an open hold run out of time; the sweeper has not come by yet. */
  async lapse(callId: string): Promise<void> {
    await this.repository.renew([callId], -60);
  }

  async holds(accountId: string): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM billing_hold WHERE account_id = $1 AND status = 'open'`,
      [accountId],
    );
    return Number(row?.count);
  }
}

const PRICES_FROM = '2026-01-01';

function priceIdOf(connectorType: ConnectorType): string {
  return `00000000-0000-7000-8000-00000000010${CONNECTOR_TYPES.indexOf(connectorType)}`;
}

export function purposeOf(changes: Partial<CallPurpose> = {}): CallPurpose {
  return {
    userId: '00000000-0000-7000-8000-000000000001',
    feature: 'chat',
    connectorType: 'demo',
    model: 'demo-1',
    priceVersionId: priceIdOf(changes.connectorType ?? 'demo'),
    ...changes,
  };
}

export function reservationOf(
  accountId: string,
  amount: string,
  changes: Partial<Omit<Reservation, 'accountId' | 'amount'>> = {},
): Reservation {
  return { id: newId(), accountId, amount: parseChf(amount), purpose: purposeOf(), ttlSeconds: 60, ...changes };
}

export function settlementOf(id: string, cost: string, changes: Partial<Settlement> = {}): Settlement {
  return {
    id,
    cost: parseChf(cost),
    outcome: 'completed',
    estimated: false,
    usage: {
      input: 7,
      cacheRead: 5,
      cacheWrite: 3,
      cacheWriteLong: 2,
      output: 11,
      reasoning: 1,
      searchRequests: 1,
      searchCredits: 0,
    },
    receipt: receiptOf(parseChf(cost)),
    providerRequestId: null,
    ...changes,
  };
}

/** A receipt that comes to exactly this amount: the provider's own bill, at par and without markup. */
export function receiptOf(amount: Nano, connectorType: ConnectorType = 'demo'): Receipt {
  return {
    lines: [],
    usdTotal: toChf(amount),
    multiplier: '1',
    multipliers: [],
    fxRate: '1',
    fxDate: '2026-01-01',
    fxSource: 'test',
    markupPercent: '0',
    exactChf: toChf(amount),
    amount: toChf(amount),
    rounding: 'half-even',
    priceVersionId: priceIdOf(connectorType),
    priceValidFrom: PRICES_FROM,
    longPrompt: false,
  };
}

export function creditOf(accountId: string, amount: string, changes: Partial<Posting> = {}): Posting {
  return {
    id: newId(),
    accountId,
    type: 'credit',
    amount: parseChf(amount),
    userId: null,
    reason: 'test',
    reference: null,
    reversalOf: null,
    ...changes,
  };
}
