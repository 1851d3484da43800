import type { AuditEntryDto } from '@nyla/contracts';
import { BYTE_ORDER_MARK, csvLine } from '../common/http/csv.js';

const COLUMNS: readonly [string, (entry: AuditEntryDto) => string | null][] = [
  ['Zeit (UTC)', (entry) => entry.createdAt],
  ['Wer', (entry) => entry.actorName],
  ['Art', (entry) => entry.actorKind],
  ['Aktion', (entry) => entry.action],
  ['Gegenstand', (entry) => entry.subjectName],
  ['Mandant', (entry) => entry.mandateName],
  ['Vorher', (entry) => entry.before && JSON.stringify(entry.before)],
  ['Nachher', (entry) => entry.after && JSON.stringify(entry.after)],
  ['Von (IP)', (entry) => entry.ip],
  ['Anfrage', (entry) => entry.requestId],
  ['Nr.', (entry) => entry.id],
];

/** Lines of the trail as CSV for Swiss Excel. */
export async function* auditCsv(entries: AsyncIterable<AuditEntryDto>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS.map(([title]) => title));
  for await (const entry of entries) yield csvLine(COLUMNS.map(([, value]) => value(entry)));
}
