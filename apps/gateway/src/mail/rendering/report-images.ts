import type { Locale, MailData } from '@nyla/contracts';

/** A picture that a mail brings along; its HTML shows it as `cid:…`. */
export interface MailImage {
  readonly cid: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export const CHART_CID = 'month-chart';

/** The pictures of a monthly report. Its figures stand in the text, so it is complete without them. */
export function reportImages(_report: MailData['monthly_report'], _locale: Locale): Promise<MailImage[]> {
  return Promise.resolve([]);
}
