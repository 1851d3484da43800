import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import { type Nano, parseChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';

/** The days that the figures are of, `YYYY-MM-DD` in Europe/Zurich. */
export interface OverviewDays {
  /** First day of the last month and of this one. */
  readonly lastMonth: string;
  readonly thisMonth: string;
  /** First day of the window that use is averaged over. */
  readonly window: string;
}

/** What billing knows of one mandate. */
export interface MandateFigures {
  readonly mandateId: string;
  readonly billingModel: BillingModel;
  readonly lowBalanceThreshold: Nano | null;
  readonly warnRunwayDays: number | null;
  readonly warnPercent: number | null;
  /** The last credit that came to its own account; null also where nobody asks, which is without `warnPercent`. */
  readonly lastIncome: Nano | null;
  readonly suspended: boolean;
  readonly accounts: number;
  readonly balance: Nano;
  readonly held: Nano;
  /** How far below zero its accounts may go together; null: nothing limits them. */
  readonly creditLimit: Nano | null;
  readonly usedThisMonth: Nano;
  readonly usedLastMonth: Nano;
  /** First day with use within the window. */
  readonly firstUse: string | null;
  /** Use within the window by weekday; index 0 is Sunday. */
  readonly usedByWeekday: readonly Nano[];
  readonly lastUsedOn: string | null;
}

interface FiguresRow {
  readonly mandate_id: string;
  readonly billing_model: BillingModel;
  readonly low_balance_threshold: string | null;
  readonly warn_runway_days: number | null;
  readonly warn_percent: number | null;
  readonly last_income: string | null;
  readonly suspended: boolean;
  readonly accounts: number;
  readonly balance: string;
  readonly held: string;
  readonly credit_limit: string | null;
  readonly this_month: string;
  readonly last_month: string;
  readonly first_use: string | null;
  readonly weekdays: readonly string[] | null;
  readonly last_day: string | null;
}

// One pass over the days since the first of last month; each weekday is a sum of its own, so that a forecast needs no
// further query. Who made no call since then is asked for its last one by the index.
const FIGURES = `
  WITH used AS (
    SELECT mandate_id, max(day) AS last_day, min(day) FILTER (WHERE day >= $3) AS first_use,
      coalesce(sum(amount) FILTER (WHERE day >= $2), 0) AS this_month,
      coalesce(sum(amount) FILTER (WHERE day >= $1 AND day < $2), 0) AS last_month,
      ARRAY[${[0, 1, 2, 3, 4, 5, 6]
        .map((weekday) => `coalesce(sum(amount) FILTER (WHERE day >= $3 AND extract(dow FROM day) = ${weekday}), 0)`)
        .join(', ')}]::text[] AS weekdays
    FROM billing_mandate_usage_daily
    WHERE day >= least($1::date, $3::date) AND ($4::uuid[] IS NULL OR mandate_id = ANY ($4)) GROUP BY 1
  ), account AS (
    SELECT mandate_id, count(*)::int AS accounts, sum(balance) AS balance, sum(held) AS held,
      (array_agg(id) FILTER (WHERE user_id IS NULL))[1] AS own_id,
      CASE WHEN bool_or(credit_limit IS NULL) THEN NULL ELSE sum(credit_limit) END AS credit_limit
    FROM billing_account WHERE $4::uuid[] IS NULL OR mandate_id = ANY ($4) GROUP BY 1
  )
  SELECT s.mandate_id, s.billing_model, s.low_balance_threshold::text, s.warn_runway_days, s.warn_percent, s.suspended,
    CASE WHEN s.warn_percent IS NOT NULL THEN (
      SELECT t.amount FROM billing_transaction t
      WHERE t.account_id = a.own_id AND t.type IN ('credit', 'transfer') AND t.amount > 0 ORDER BY t.seq DESC LIMIT 1
    ) END::text AS last_income,
    a.accounts, a.balance::text, a.held::text, a.credit_limit::text,
    coalesce(u.this_month, 0)::text AS this_month, coalesce(u.last_month, 0)::text AS last_month,
    u.first_use::text, u.weekdays,
    coalesce(u.last_day, (SELECT max(day) FROM billing_mandate_usage_daily d WHERE d.mandate_id = s.mandate_id))::text AS last_day
  FROM billing_settings s JOIN account a USING (mandate_id) LEFT JOIN used u USING (mandate_id)
  WHERE $4::uuid[] IS NULL OR s.mandate_id = ANY ($4)`;

/** Figures of many mandates in one query. Mandates that billing does not know are left out. */
@Injectable()
export class OverviewRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** @param mandateIds all of them without. */
  async figures(
    { lastMonth, thisMonth, window }: OverviewDays,
    mandateIds?: readonly string[],
  ): Promise<MandateFigures[]> {
    const rows = await this.database.query<FiguresRow>(FIGURES, [lastMonth, thisMonth, window, mandateIds ?? null]);
    return rows.map(figures);
  }
}

function figures(row: FiguresRow): MandateFigures {
  return {
    mandateId: row.mandate_id,
    billingModel: row.billing_model,
    lowBalanceThreshold: row.low_balance_threshold === null ? null : parseChf(row.low_balance_threshold),
    warnRunwayDays: row.warn_runway_days,
    warnPercent: row.warn_percent,
    lastIncome: row.last_income === null ? null : parseChf(row.last_income),
    suspended: row.suspended,
    accounts: row.accounts,
    balance: parseChf(row.balance),
    held: parseChf(row.held),
    creditLimit: row.credit_limit === null ? null : parseChf(row.credit_limit),
    usedThisMonth: parseChf(row.this_month),
    usedLastMonth: parseChf(row.last_month),
    firstUse: row.first_use,
    usedByWeekday: row.weekdays?.map((amount) => parseChf(amount)) ?? [],
    lastUsedOn: row.last_day,
  };
}
