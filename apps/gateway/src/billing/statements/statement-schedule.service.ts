import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Cron } from '@nestjs/schedule';
import { BILLING_TIME_ZONE } from '@nyla/contracts';
import { StatementMakerService } from './statement-maker.service.js';

/**
 * Makes statements when they are due: on the 1st at 00:30, and what a downtime or a fault left behind at the start and
 * half an hour past every hour, when there is nothing to do but one look.
 */
@Injectable()
export class StatementScheduleService {
  private readonly logger = new Logger(StatementScheduleService.name);

  constructor(
    private readonly maker: StatementMakerService,
    private readonly http: HttpAdapterHost,
  ) {}

  @Cron('30 * * * *', { timeZone: BILLING_TIME_ZONE })
  async catchUp(): Promise<void> {
    // An operator's command has a gateway too, which serves nobody and ends soon.
    if (!this.http.httpAdapter) return;
    try {
      const { made, failures } = await this.maker.makeDue();
      if (made > 0) this.logger.log(`made ${made} statements`);
      for (const { accountId, month, reason } of failures) {
        this.logger.error(`no statement of ${month} for account ${accountId}: ${reason}`);
      }
    } catch (error) {
      this.logger.error(`could not make statements: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
