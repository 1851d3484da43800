import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../../database/app-database.js';

/** The mails that automations sent, one for each step that did, however many it went to. */
@Injectable()
export class AutomationMailRepository {
  constructor(private readonly database: AppDatabase) {}

  /** One at a time in each mandate, until the transaction ends: so its limits are exact. */
  async lock(mandateId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `automation-mail ${mandateId}`,
    ]);
  }

  /** Those of the run, and those of the mandate on this day in Europe/Zurich. */
  async count(
    mandateId: string,
    runId: string,
    now: Date,
  ): Promise<{ readonly ofRun: number; readonly ofDay: number }> {
    const [row] = await this.database.query<{ ofRun: number; ofDay: number }>(
      `SELECT (SELECT count(*)::int FROM automation_mail WHERE mandate_id = $1 AND run_id = $2) AS "ofRun",
         (SELECT count(*)::int FROM automation_mail
          WHERE mandate_id = $1 AND created_at >=
            date_trunc('day', $3::timestamptz AT TIME ZONE 'Europe/Zurich') AT TIME ZONE 'Europe/Zurich') AS "ofDay"`,
      [mandateId, runId, now],
    );
    return row ?? { ofRun: 0, ofDay: 0 };
  }

  /** False when this step of the run has sent its mail already. */
  async insert(mandateId: string, runId: string, path: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO automation_mail (run_id, path, mandate_id, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING path`,
      [runId, path, mandateId, now],
    );
    return rows.length > 0;
  }
}
