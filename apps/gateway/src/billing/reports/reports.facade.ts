import { Injectable } from '@nestjs/common';
import { validate } from 'uuid';
import { Clock } from '../../common/clock.js';
import { NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { MonthlyReports, type ReportOrder, type ReportOutcome } from './monthly-reports.service.js';

export type { ReportOrder, ReportOutcome, ReportResult } from './monthly-reports.service.js';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

/** Reports at an operator's command. */
@Injectable()
export class ReportsFacade {
  constructor(
    private readonly reports: MonthlyReports,
    private readonly mandates: MandatesFacade,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError for a month that is none or not over, NotFoundError for no mandate */
  async send(order: ReportOrder): Promise<ReportOutcome[]> {
    refuseMonth(order.month, this.clock.month());
    if (order.mandateId !== undefined) {
      if (!validate(order.mandateId)) throw new NotFoundError();
      await this.mandates.get(order.mandateId);
    }
    return this.reports.send(order);
  }
}

/** @throws ValidationError */
export function refuseMonth(month: string, thisMonth: string): void {
  if (MONTH.test(month) && month < thisMonth) return;
  const message = 'month must be a month that is over, such as 2026-10';
  throw new ValidationError([{ field: 'month', constraint: 'isOver', message }]);
}
