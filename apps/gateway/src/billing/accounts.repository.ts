import { Injectable } from '@nestjs/common';
import type { AccountStatus, BillingModel } from '@nyla/contracts';
import { type Decimal, formatDecimal, type Nano, parseChf, parseDecimal, toChf } from '@nyla/money';
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

const ACCOUNT_COLUMNS = 'id, mandate_id, user_id, status, balance::text, held::text, credit_limit::text';

/** Settings and accounts. Balances are read here; only the ledger's functions change them. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: BillingDatabase) {}

  async findSettings(mandateId: string): Promise<Settings | undefined> {
    const [row] = await this.database.query<SettingsRow>(
      'SELECT *, credit_limit AS settings_credit_limit FROM billing_settings WHERE mandate_id = $1',
      [mandateId],
    );
    return row && settings(row);
  }

  async addSettings(added: Settings): Promise<void> {
    await this.database.query(
      `INSERT INTO billing_settings (mandate_id, billing_model, low_balance_threshold, markup_percent, credit_limit, initial_user_credit)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT billing_settings_pk DO NOTHING`,
      [
        added.mandateId,
        added.billingModel,
        added.lowBalanceThreshold === null ? null : toChf(added.lowBalanceThreshold),
        added.markupPercent && formatDecimal(added.markupPercent),
        toChf(added.creditLimit),
        toChf(added.initialUserCredit),
      ],
    );
  }

  async setLowBalanceThreshold(mandateId: string, threshold: Nano | null): Promise<void> {
    await this.database.query(
      'UPDATE billing_settings SET low_balance_threshold = $2, updated_at = now() WHERE mandate_id = $1',
      [mandateId, threshold === null ? null : toChf(threshold)],
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

  /** Opens the account unless it exists; answers whether it was opened now. In a suspended mandate it is suspended too. */
  async openAccount(mandateId: string, userId: string | null, creditLimit: Nano | null): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO billing_account (id, mandate_id, user_id, credit_limit, status)
       SELECT $1::uuid, mandate_id, $3::uuid, $4::numeric, CASE WHEN suspended THEN 'suspended' ELSE 'active' END
       FROM billing_settings WHERE mandate_id = $2 FOR SHARE
       ON CONFLICT ON CONSTRAINT billing_account_owner_uq DO NOTHING RETURNING id`,
      [newId(), mandateId, userId, creditLimit === null ? null : toChf(creditLimit)],
    );
    return rows.length > 0;
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
