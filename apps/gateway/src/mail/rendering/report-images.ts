import type { Locale, MailData } from '@nyla/contracts';
import { monthChart } from './month-chart.js';

/** A picture that a mail brings along; its HTML shows it as `cid:…`. */
export interface MailImage {
  readonly cid: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export const CHART_CID = 'month-chart';

/** The pictures of a monthly report. Its figures stand in the text, so it is complete without them. */
export async function reportImages({ days }: MailData['monthly_report'], locale: Locale): Promise<MailImage[]> {
  if (days.length === 0) return [];
  return [{ cid: CHART_CID, contentType: 'image/png', content: await monthChart(days, locale) }];
}
