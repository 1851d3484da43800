import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Cron } from '@nestjs/schedule';
import { BILLING_TIME_ZONE } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { VerificationService } from './verification.service.js';

/** Verifies the ledger once a day at 03:30; tries on for half an hour where a person's verification is in the way. */
@Injectable()
export class VerificationScheduleService {
  private readonly logger = new Logger(VerificationScheduleService.name);

  constructor(
    private readonly verifications: VerificationService,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Every gateway does it; the day's row lets one of them. */
  @Cron('30-59/5 3 * * *', { timeZone: BILLING_TIME_ZONE })
  async daily(): Promise<void> {
    // An operator's command has a gateway too, which serves nobody and ends soon.
    if (!this.http.httpAdapter) return;
    try {
      await this.verifications.startDaily(this.clock.today());
    } catch (error) {
      this.logger.warn(`could not start the daily verification: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
