import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Cron } from '@nestjs/schedule';
import { BILLING_TIME_ZONE } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { MonthlyReports } from './monthly-reports.service.js';
import { dueMonth } from './report-month.js';

/** A number that nobody else locks. */
const REPORT_LOCK = 7_310_060;

/**
 * Sends the reports of the last month from the 1st at six o'clock on. Asks every ten minutes whether they are out, so
 * that a gateway that was down then, or died meanwhile, is made up for: by whichever comes first.
 */
@Injectable()
export class ReportSchedule {
  private readonly logger = new Logger(ReportSchedule.name);
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly database: BillingDatabase,
    private readonly reports: MonthlyReports,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  @Cron('0 */10 * * * *', { timeZone: BILLING_TIME_ZONE })
  async tick(): Promise<void> {
    // An operator's command has a gateway too, which serves nobody and ends soon.
    if (!this.http.httpAdapter || this.underWay) return;
    this.underWay = this.sendDue().finally(() => {
      this.underWay = undefined;
    });
    await this.underWay;
  }

  private async sendDue(): Promise<void> {
    const month = dueMonth(this.clock.now());
    try {
      if (await this.reports.isComplete(month)) return;
      // One gateway at a time, for the sake of the work: that nothing is sent twice is seen to by each report's row.
      await this.database.exclusively(REPORT_LOCK, async () => {
        if (!(await this.reports.isComplete(month))) await this.reports.sendDue(month);
      });
    } catch (error) {
      this.logger.warn(`could not send the reports of ${month}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
