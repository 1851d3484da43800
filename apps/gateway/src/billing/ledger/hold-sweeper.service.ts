import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LedgerService } from './ledger.service.js';

const SWEEP_INTERVAL_MS = 5_000;

/** Frees what dead calls have set aside. Every gateway sweeps; rows that another one has locked are skipped. */
@Injectable()
export class HoldSweeperService {
  private readonly logger = new Logger(HoldSweeperService.name);
  private running = false;

  constructor(private readonly ledger: LedgerService) {}

  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.ledger.expireHolds();
    } catch (error) {
      this.logger.warn(`could not sweep expired holds: ${error instanceof Error ? error.message : 'unknown error'}`);
    } finally {
      this.running = false;
    }
  }
}
