import { Injectable } from '@nestjs/common';
import type { AccountStatus, BillingModel } from '@nyla/contracts';
import { type Decimal, formatDecimal, type Nano, parseChf, parseDecimal, toChf } from '@nyla/money';
import type { Cursor } from '../common/http/cursor.js';
import { newId } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';

export interface Settings {
  readonly mandateId: string;
  readonly billingModel: BillingModel;
  readonly lowBalanceThreshold: Nano | null;
  /** Per cent; null: the platform's default. */
  readonly markupPercent: Decimal | null;
  readonly creditLimit: Nano;
  readonly initialUserCredit: Nano;
  readonly warnRunwayDays: number | null;
  /** Of the last credit. */
  readonly warnPercent: number | null;
  /** What the mandate's admins may top up by themselves in a calendar month. */
  readonly selfTopUpLimit: Nano;
}

export interface Account {
  readonly id: string;
  readonly mandateId: string;
  /** Null: the mandate's own account. */
  readonly userId: string | null;
  readonly status: AccountStatus;
  readonly balance: Nano;
  readonly held: Nano;
  /** Null: no limit. */
  readonly creditLimit: Nano | null;
}

interface SettingsRow {
  readonly mandate_id: string;
  readonly billing_model: BillingModel;
  readonly low_balance_threshold: string | null;
  readonly markup_percent: string | null;
  readonly settings_credit_limit: string;
  readonly initial_user_credit: string;
  readonly warn_runway_days: number | null;
  readonly warn_percent: number | null;
  readonly self_top_up_limit: string;
}

interface AccountRow {
  readonly id: string;
  readonly mandate_id: string;
  readonly user_id: string | null;
  readonly status: AccountStatus;
  readonly balance: string;
  readonly held: string;
  readonly credit_limit: string | null;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

const SELECT_SETTINGS = 'SELECT *, credit_limit AS settings_credit_limit FROM billing_settings WHERE mandate_id = $1';
const ACCOUNT_COLUMNS = 'id, mandate_id, user_id, status, balance::text, held::text, credit_limit::text';

/** Settings and accounts. Balances are read here; only the ledger's functions change them. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: BillingDatabase) {}

  async findSettings(mandateId: string): Promise<Settings | undefined> {
    const [row] = await this.database.query<SettingsRow>(SELECT_SETTINGS, [mandateId]);
    return row && settings(row);
  }

  /**
   * The settings, which stay as they are until the transaction ends. Whoever locks accounts as well locks these first.
   * @param mode `share` for whoever relies on them, `update` for whoever changes them or must be the only one.
   */
  async lockSettings(mandateId: string, mode: 'share' | 'update'): Promise<Settings | undefined> {
    const lock = mode === 'share' ? 'FOR SHARE' : 'FOR UPDATE';
    const [row] = await this.database.query<SettingsRow>(`${SELECT_SETTINGS} ${lock}`, [mandateId]);
    return row && settings(row);
  }

  /** Answers whether they are new: settings that are there stay as they are. */
  async addSettings(added: Settings): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO billing_settings (mandate_id, billing_model, low_balance_threshold, markup_percent, credit_limit,
         initial_user_credit, warn_runway_days, warn_percent, self_top_up_limit)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT ON CONSTRAINT billing_settings_pk DO NOTHING
       RETURNING mandate_id`,
      [
        added.mandateId,
        added.billingModel,
        added.lowBalanceThreshold === null ? null : toChf(added.lowBalanceThreshold),
        added.markupPercent && formatDecimal(added.markupPercent),
        toChf(added.creditLimit),
        toChf(added.initialUserCredit),
        added.warnRunwayDays,
        added.warnPercent,
        toChf(added.selfTopUpLimit),
      ],
    );
    return rows.length > 0;
  }

  async saveSettings({ mandateId, ...saved }: Settings): Promise<void> {
    await this.database.query(
      `UPDATE billing_settings SET billing_model = $2, low_balance_threshold = $3, markup_percent = $4, credit_limit = $5,
         initial_user_credit = $6, warn_runway_days = $7, warn_percent = $8, self_top_up_limit = $9, updated_at = now()
       WHERE mandate_id = $1`,
      [
        mandateId,
        saved.billingModel,
        saved.lowBalanceThreshold === null ? null : toChf(saved.lowBalanceThreshold),
        saved.markupPercent && formatDecimal(saved.markupPercent),
        toChf(saved.creditLimit),
        toChf(saved.initialUserCredit),
        saved.warnRunwayDays,
        saved.warnPercent,
        toChf(saved.selfTopUpLimit),
      ],
    );
  }

  /**
   * Settings and the account that pays for a person's calls, in one statement: every call asks for them. The account
   * is missing where a member's own was never opened.
   */
  async findPaying(
    mandateId: string,
    userId: string,
  ): Promise<{ settings: Settings; account: Account | undefined } | undefined> {
    const [row] = await this.database.prepared<SettingsRow & Nullable<AccountRow>>(
      'account_paying',
      `SELECT s.mandate_id, s.billing_model, s.low_balance_threshold::text, s.markup_percent::text,
         s.credit_limit::text AS settings_credit_limit, s.initial_user_credit::text,
         s.warn_runway_days, s.warn_percent, s.self_top_up_limit::text,
         a.id, a.user_id, a.status, a.balance::text, a.held::text, a.credit_limit::text
       FROM billing_settings s
       LEFT JOIN billing_account a ON a.mandate_id = s.mandate_id
         AND a.user_id IS NOT DISTINCT FROM CASE s.billing_model WHEN 'PREPAY_USER' THEN $2::uuid END
       WHERE s.mandate_id = $1`,
      [mandateId, userId],
    );
    return row && { settings: settings(row), account: row.id === null ? undefined : account(row as AccountRow) };
  }

  async findAccount(mandateId: string, userId: string | null): Promise<Account | undefined> {
    const [row] = await this.database.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM billing_account WHERE mandate_id = $1 AND user_id IS NOT DISTINCT FROM $2`,
      [mandateId, userId],
    );
    return row && account(row);
  }

  async findAccountById(id: string): Promise<Account | undefined> {
    const [row] = await this.database.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM billing_account WHERE id = $1`,
      [id],
    );
    return row && account(row);
  }

  async listAccounts(mandateId: string): Promise<Account[]> {
    const rows = await this.database.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM billing_account WHERE mandate_id = $1 ORDER BY user_id NULLS FIRST`,
      [mandateId],
    );
    return rows.map(account);
  }

  /** In the order in which they were opened, the mandate's own first; `limit` accounts from after `cursor`. */
  async pageOfAccounts(
    mandateId: string,
    limit: number,
    cursor: Cursor | undefined,
  ): Promise<(Account & { readonly openedAt: string })[]> {
    const rows = await this.database.query<AccountRow & { readonly opened_at: string }>(
      `SELECT ${ACCOUNT_COLUMNS}, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS opened_at
       FROM billing_account
       WHERE mandate_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) > ($2::timestamptz, $3::uuid))
       ORDER BY created_at, id LIMIT $4`,
      [mandateId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
    return rows.map((row) => ({ ...account(row), openedAt: row.opened_at }));
  }

  /** All accounts of the mandate, which nobody else changes until the transaction ends. */
  async lockAccounts(mandateId: string): Promise<Account[]> {
    // In the ledger's order, so that calls which settle meanwhile wait and do not deadlock.
    const rows = await this.database.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM billing_account WHERE mandate_id = $1 ORDER BY id FOR UPDATE`,
      [mandateId],
    );
    return rows.map(account);
  }

  /** Only in the transaction that has locked the account. */
  async setCreditLimit(mandateId: string, id: string, creditLimit: Nano | null): Promise<void> {
    await this.database.query('UPDATE billing_account SET credit_limit = $3 WHERE mandate_id = $1 AND id = $2', [
      mandateId,
      id,
      creditLimit === null ? null : toChf(creditLimit),
    ]);
  }

  /** How many calls are running on these accounts. */
  async callsInFlight(mandateId: string, accountIds: readonly string[]): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM billing_hold h JOIN billing_account a ON a.id = h.account_id
       WHERE a.mandate_id = $1 AND a.id = ANY ($2) AND h.status = 'open'`,
      [mandateId, accountIds],
    );
    return row?.count ?? 0;
  }

  /** The last credit that came to an account, by whichever way; undefined when there was none. */
  async lastIncome(mandateId: string, accountId: string): Promise<Nano | undefined> {
    const [row] = await this.database.query<{ amount: string }>(
      `SELECT amount::text FROM billing_transaction
       WHERE account_id = $2 AND mandate_id = $1 AND type IN ('credit', 'transfer') AND amount > 0
       ORDER BY seq DESC LIMIT 1`,
      [mandateId, accountId],
    );
    return row && parseChf(row.amount);
  }

  /**
   * Opens the account unless it exists; answers whether it was opened now. In a suspended mandate it is suspended too.
   * In a transaction, so that it is watched from the beginning.
   */
  async openAccount(mandateId: string, userId: string | null, creditLimit: Nano | null): Promise<boolean> {
    const id = newId();
    const rows = await this.database.query(
      `INSERT INTO billing_account (id, mandate_id, user_id, credit_limit, status)
       SELECT $1::uuid, mandate_id, $3::uuid, $4::numeric, CASE WHEN suspended THEN 'suspended' ELSE 'active' END
       FROM billing_settings WHERE mandate_id = $2 FOR SHARE
       ON CONFLICT ON CONSTRAINT billing_account_owner_uq DO NOTHING RETURNING id`,
      [id, mandateId, userId, creditLimit === null ? null : toChf(creditLimit)],
    );
    if (rows.length === 0) return false;
    await this.database.query('SELECT ledger_watch(ARRAY[$1::uuid], false)', [id]);
    return true;
  }
}

function settings(row: SettingsRow): Settings {
  return {
    mandateId: row.mandate_id,
    billingModel: row.billing_model,
    lowBalanceThreshold: row.low_balance_threshold === null ? null : parseChf(row.low_balance_threshold),
    markupPercent: row.markup_percent === null ? null : parseDecimal(row.markup_percent),
    creditLimit: parseChf(row.settings_credit_limit),
    initialUserCredit: parseChf(row.initial_user_credit),
    warnRunwayDays: row.warn_runway_days,
    warnPercent: row.warn_percent,
    selfTopUpLimit: parseChf(row.self_top_up_limit),
  };
}

function account(row: AccountRow): Account {
  return {
    id: row.id,
    mandateId: row.mandate_id,
    userId: row.user_id,
    status: row.status,
    balance: parseChf(row.balance),
    held: parseChf(row.held),
    creditLimit: row.credit_limit === null ? null : parseChf(row.credit_limit),
  };
}
