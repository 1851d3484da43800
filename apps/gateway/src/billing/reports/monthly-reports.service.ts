import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { MailOutbox } from '../../common/mail/mail-outbox.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { BillingContacts, type BillingRecipient } from '../contacts/billing-contacts.facade.js';
import { type MonthFigures, MonthFiguresService } from './month-figures.service.js';
import { dueAt, periodOf } from './report-month.js';
import { ReportStatements } from './report-statements.js';
import { type NewReport, type ReportCandidate, ReportsRepository } from './reports.repository.js';

/** A report waits this long for its statement; then it goes without. */
const STATEMENT_PATIENCE_MS = 6 * 3_600_000;

export interface ReportOrder {
  /** `YYYY-MM`, over. */
  readonly month: string;
  /** Absent: all. */
  readonly mandateId?: string | undefined;
  /** Also to whom it was sent already. */
  readonly again?: boolean;
  /** Says what would be sent, and sends nothing. */
  readonly dryRun?: boolean;
}

/**
 * What came of a mandate's report: sent now · sent before · nothing booked in the month and the one before · nobody to
 * send it to · its statement is still to be made · something broke.
 */
export type ReportResult = 'sent' | 'sent_before' | 'no_bookings' | 'no_recipients' | 'waiting' | 'failed';

export interface ReportOutcome {
  readonly mandateId: string;
  readonly result: ReportResult;
  readonly mandateName?: string;
  readonly used?: string;
  readonly recipients?: readonly string[];
  readonly error?: string;
}

/** Sends the monthly reports. One that was due comes once, however many gateways send and in whatever moment they die. */
@Injectable()
export class MonthlyReports {
  private readonly logger = new Logger(MonthlyReports.name);

  constructor(
    private readonly database: BillingDatabase,
    private readonly reports: ReportsRepository,
    private readonly figures: MonthFiguresService,
    private readonly contacts: BillingContacts,
    private readonly statements: ReportStatements,
    private readonly outbox: MailOutbox,
    private readonly clock: Clock,
  ) {}

  /** One outcome for each mandate. What breaks for one does not keep the others from theirs. */
  async send({ month, mandateId, again = false, dryRun = false }: ReportOrder): Promise<ReportOutcome[]> {
    const candidates = await this.reports.candidates(periodOf(month), mandateId);
    if (!dryRun) await this.statements.prepare(month, mandateId);
    const outcomes: ReportOutcome[] = [];
    for (const candidate of candidates) {
      outcomes.push(await this.sendOne(candidate, month, { again, dryRun }));
    }
    return outcomes;
  }

  /** Whether anything is left to do for a month. */
  async isComplete(month: string): Promise<boolean> {
    return this.reports.isComplete(month);
  }

  /** All reports of a month that was due, as far as they have not gone out. */
  async sendDue(month: string): Promise<void> {
    const outcomes = await this.send({ month });
    if (outcomes.every(({ result }) => result !== 'failed' && result !== 'waiting')) {
      await this.reports.complete(month, this.clock.now());
    }
  }

  /** A report for the eyes of one person. */
  async sendTest(mandateId: string, month: string, reader: BillingRecipient): Promise<void> {
    const [candidate] = await this.reports.candidates(periodOf(month), mandateId);
    if (!candidate) return;
    const figures = await this.figures.of(candidate, periodOf(month));
    const statementIds = (await this.statements.idsOf(mandateId, month, false)) ?? [];
    await this.enqueue({ occasion: 'test', requestedBy: reader.userId }, mandateId, figures, statementIds, [reader]);
  }

  private async sendOne(
    candidate: ReportCandidate,
    month: string,
    { again, dryRun }: { readonly again: boolean; readonly dryRun: boolean },
  ): Promise<ReportOutcome> {
    const { mandateId } = candidate;
    if (!candidate.hasBookings) return { mandateId, result: 'no_bookings' };
    if (candidate.wasSent && !again) return { mandateId, result: 'sent_before' };
    try {
      const recipients = await this.contacts.recipients(mandateId, 'report');
      if (recipients.length === 0) return { mandateId, result: 'no_recipients' };
      const statementIds = await this.statements.idsOf(mandateId, month, !dryRun);
      if (statementIds === undefined && this.mayWait(month)) return { mandateId, result: 'waiting' };
      const figures = await this.figures.of(candidate, periodOf(month));
      const { mandateName, used } = figures;
      const outcome = { mandateId, mandateName, used, recipients: recipients.map(({ address }) => address) };
      if (dryRun) return { ...outcome, result: 'sent' };
      const occasion = candidate.wasSent ? 'again' : 'due';
      const isSent = await this.enqueue(
        { occasion, requestedBy: null },
        mandateId,
        figures,
        statementIds ?? [],
        recipients,
      );
      return isSent ? { ...outcome, result: 'sent' } : { mandateId, result: 'sent_before' };
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown';
      this.logger.error(`the report of ${month} for the mandate ${mandateId} failed: ${message}`);
      return { mandateId, result: 'failed', error: message };
    }
  }

  private mayWait(month: string): boolean {
    return this.clock.now().getTime() < dueAt(month).getTime() + STATEMENT_PATIENCE_MS;
  }

  /** The report's row and its mails stand or fall together. False when somebody else was faster. */
  private async enqueue(
    { occasion, requestedBy }: Pick<NewReport, 'occasion' | 'requestedBy'>,
    mandateId: string,
    figures: MonthFigures,
    statementIds: readonly string[],
    readers: readonly BillingRecipient[],
  ): Promise<boolean> {
    const id = newId();
    const { month } = figures;
    const recipients = readers.map(({ address, locale }) => ({ email: address, locale }));
    const createdAt = this.clock.now();
    return this.database.run(async () => {
      const report = { id, mandateId, month, occasion, requestedBy, recipients, createdAt };
      if (!(await this.reports.add(report))) return false;
      for (const { address, locale, userId, contact } of readers) {
        await this.outbox.enqueue(this.database, {
          kind: 'monthly_report',
          to: address,
          locale,
          mandateId,
          userId,
          dedupeKey: `monthly_report:${occasion === 'due' ? `${mandateId}:${month}` : id}:${address}`,
          data: {
            ...figures,
            statementIds: [...statementIds],
            ...(occasion === 'test' && { isTest: true }),
            ...(contact && { contact }),
          },
        });
      }
      return true;
    });
  }
}
