import { Injectable } from '@nestjs/common';
import { type ReportStateDto, TEST_REPORTS_PER_DAY_MAX, type TestReportDto } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { MonthlyReports } from './monthly-reports.service.js';
import { dueAt, dueMonth, monthBefore, periodOf } from './report-month.js';
import { refuseMonth } from './reports.facade.js';
import { ReportsRepository } from './reports.repository.js';

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3_600;

/** What admins ask about the reports of their mandate. */
@Injectable()
export class ReportRequests {
  constructor(
    private readonly reports: MonthlyReports,
    private readonly sent: ReportsRepository,
    private readonly identity: IdentityFacade,
    private readonly rbac: RbacFacade,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  async state(): Promise<ReportStateDto> {
    const last = await this.sent.findLast(this.context.mandate.id);
    const now = this.clock.now();
    return {
      month: monthBefore(this.clock.month()),
      last: last ? { month: last.month, sentAt: last.createdAt.toISOString(), recipients: [...last.recipients] } : null,
      nextAt: dueAt(periodOf(dueMonth(now)).next.slice(0, 7)).toISOString(),
    };
  }

  /**
   * Sends a report to the caller alone, who sees what the contacts see.
   * @throws ValidationError, DomainError rbac.forbidden, common.too_many_requests
   */
  async sendTest(month: string): Promise<TestReportDto> {
    refuseMonth(month, this.clock.month());
    const { mandate, caller } = this.context;
    // It tells what everybody used.
    const permission = 'data.billing.transactions.all';
    if (!(await this.rbac.current()).allows(permission)) throw new DomainError('rbac.forbidden', { permission });
    const [reader] = await this.identity.mailboxes(mandate.id, { userIds: [caller.userId] });
    // A program has no mailbox.
    if (!reader) throw new DomainError('rbac.forbidden', { permission: 'none' });
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const count = await this.sent.countTests(mandate.id, caller.userId, since);
    if (count >= TEST_REPORTS_PER_DAY_MAX) {
      throw new DomainError('common.too_many_requests', { retryAfterSeconds: HOUR_SECONDS });
    }
    const { email, locale, userId } = reader;
    await this.reports.sendTest(mandate.id, month, { address: email, locale, userId });
    return { email, left: TEST_REPORTS_PER_DAY_MAX - count - 1 };
  }
}
