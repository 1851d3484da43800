import { Injectable } from '@nestjs/common';
import type { BillingModel, Locale } from '@nyla/contracts';
import { BillingDatabase } from '../../database/billing-database.js';
import type { ReportPeriod } from './report-month.js';

export type ReportOccasion = 'due' | 'again' | 'test';

/** A report that goes out. */
export interface NewReport {
  readonly id: string;
  readonly mandateId: string;
  readonly month: string;
  readonly occasion: ReportOccasion;
  readonly requestedBy: string | null;
  readonly recipients: readonly { readonly email: string; readonly locale: Locale }[];
  readonly createdAt: Date;
}

/** A mandate that may get a report. */
export interface ReportCandidate {
  readonly mandateId: string;
  readonly billingModel: BillingModel;
  /** Something was booked in the month or in the one before. */
  readonly hasBookings: boolean;
  /** Its first booking of all, as a day in Europe/Zurich; null without any. */
  readonly firstBookingOn: string | null;
  readonly wasSent: boolean;
}

/** An instant that Swiss calendars begin a day with; the parameter is the day. */
const startOf = (parameter: string): string => `(${parameter}::date)::timestamp AT TIME ZONE 'Europe/Zurich'`;

/** Which reports went out, and the figures that only a report asks for. */
@Injectable()
export class ReportsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** @param mandateId absent: all that billing knows, oldest first. */
  candidates({ month, firstBefore, next }: ReportPeriod, mandateId?: string): Promise<ReportCandidate[]> {
    return this.database.query<ReportCandidate>(
      `SELECT s.mandate_id AS "mandateId", s.billing_model AS "billingModel",
         EXISTS (SELECT FROM billing_transaction t WHERE t.mandate_id = s.mandate_id
           AND t.created_at >= ${startOf('$2')} AND t.created_at < ${startOf('$3')}) AS "hasBookings",
         (SELECT to_char(min(t.created_at) AT TIME ZONE 'Europe/Zurich', 'YYYY-MM-DD') FROM billing_transaction t
           WHERE t.mandate_id = s.mandate_id) AS "firstBookingOn",
         EXISTS (SELECT FROM monthly_report r WHERE r.mandate_id = s.mandate_id AND r.month = $1
           AND r.occasion = 'due') AS "wasSent"
       FROM billing_settings s WHERE $4::uuid IS NULL OR s.mandate_id = $4 ORDER BY s.mandate_id`,
      [month, firstBefore, next, mandateId ?? null],
    );
  }

  /** What all accounts of a mandate together held when a day began, which may have been long ago. CHF. */
  async balanceAt(mandateId: string, day: string): Promise<string> {
    // In one statement, so that no booking comes in between. Reads the bookings since, which in the morning are few.
    const [row] = await this.database.query<{ balance: string }>(
      `SELECT (coalesce((SELECT sum(balance) FROM billing_account WHERE mandate_id = $1), 0)
         - coalesce((SELECT sum(amount) FROM billing_transaction
             WHERE mandate_id = $1 AND created_at >= ${startOf('$2')}), 0))::text AS balance`,
      [mandateId, day],
    );
    return row?.balance ?? '0';
  }

  /** False when the report that was due has gone out already, by whichever gateway. */
  async add({ id, mandateId, month, occasion, requestedBy, recipients, createdAt }: NewReport): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO monthly_report (id, mandate_id, month, occasion, requested_by, recipients, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (mandate_id, month) WHERE occasion = 'due' DO NOTHING RETURNING id`,
      [id, mandateId, month, occasion, requestedBy, JSON.stringify(recipients), createdAt],
    );
    return rows.length > 0;
  }

  /** The last one that went to the mandate's contacts. */
  async findLast(mandateId: string): Promise<NewReport | undefined> {
    const [row] = await this.database.query<NewReport>(
      `SELECT id, mandate_id AS "mandateId", month, occasion, requested_by AS "requestedBy", recipients,
         created_at AS "createdAt"
       FROM monthly_report WHERE mandate_id = $1 AND occasion <> 'test' ORDER BY created_at DESC LIMIT 1`,
      [mandateId],
    );
    return row;
  }

  async countTests(mandateId: string, userId: string, since: Date): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM monthly_report
       WHERE mandate_id = $1 AND occasion = 'test' AND requested_by = $2 AND created_at > $3`,
      [mandateId, userId, since],
    );
    return row?.count ?? 0;
  }

  /** Whether all reports of a month are out. */
  async isComplete(month: string): Promise<boolean> {
    return (await this.database.query('SELECT FROM monthly_report_run WHERE month = $1', [month])).length > 0;
  }

  async complete(month: string, moment: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO monthly_report_run (month, completed_at) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT monthly_report_run_pk DO NOTHING`,
      [month, moment],
    );
  }
}
