import type { ReportOrder, ReportOutcome, ReportResult } from '../billing/reports/reports.facade.js';
import type { Report } from './report.js';

/** What the command `report` did, for people and machines. */
export function describeReports({ month, dryRun = false }: ReportOrder, outcomes: readonly ReportOutcome[]): Report {
  const count = (wanted: ReportResult): number => outcomes.filter(({ result }) => result === wanted).length;
  const sent = outcomes.filter(({ result }) => result === 'sent');
  return {
    ok: count('failed') === 0 && count('waiting') === 0,
    summary: {
      month,
      ...(dryRun && { dryRun }),
      mandates: outcomes.length,
      sent: sent.length,
      mails: sent.reduce((sum, { recipients = [] }) => sum + recipients.length, 0),
      sentBefore: count('sent_before'),
      withoutBookings: count('no_bookings'),
      withoutRecipients: count('no_recipients'),
      waitingForStatement: count('waiting'),
      failed: count('failed'),
    },
    // Of thousands of mandates the quiet ones are only counted.
    rows: outcomes.filter(({ result }) => result !== 'no_bookings' && result !== 'sent_before'),
  };
}
