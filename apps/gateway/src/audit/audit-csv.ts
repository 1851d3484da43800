import type { AuditEntryDto, Locale } from '@nyla/contracts';
import { BYTE_ORDER_MARK, csvLine } from '../common/http/csv.js';

const COLUMNS = {
  time: (entry) => entry.createdAt,
  actor: (entry) => entry.actorName,
  kind: (entry) => entry.actorKind,
  action: (entry) => entry.action,
  subject: (entry) => entry.subjectName,
  mandate: (entry) => entry.mandateName,
  before: (entry) => entry.before && JSON.stringify(entry.before),
  after: (entry) => entry.after && JSON.stringify(entry.after),
  ip: (entry) => entry.ip,
  request: (entry) => entry.requestId,
  id: (entry) => entry.id,
} as const satisfies Record<string, (entry: AuditEntryDto) => string | null>;

type Column = keyof typeof COLUMNS;

interface AuditTexts {
  readonly file: string;
  readonly headings: Readonly<Record<Column, string>>;
}

/** Files speak the language of their reader. */
const TEXTS: Readonly<Record<Locale, AuditTexts>> = {
  'de-CH': {
    file: 'nyla-protokoll.csv',
    headings: {
      time: 'Zeit (UTC)',
      actor: 'Wer',
      kind: 'Art',
      action: 'Aktion',
      subject: 'Gegenstand',
      mandate: 'Mandant',
      before: 'Vorher',
      after: 'Nachher',
      ip: 'Von (IP)',
      request: 'Anfrage',
      id: 'Nr.',
    },
  },
  en: {
    file: 'nyla-audit.csv',
    headings: {
      time: 'Time (UTC)',
      actor: 'Who',
      kind: 'Type',
      action: 'Action',
      subject: 'Subject',
      mandate: 'Mandate',
      before: 'Before',
      after: 'After',
      ip: 'From (IP)',
      request: 'Request',
      id: 'No.',
    },
  },
  'fr-CH': {
    file: 'nyla-journal.csv',
    headings: {
      time: 'Date (UTC)',
      actor: 'Qui',
      kind: 'Type',
      action: 'Action',
      subject: 'Objet',
      mandate: 'Mandant',
      before: 'Avant',
      after: 'Après',
      ip: 'Depuis (IP)',
      request: 'Requête',
      id: 'N°',
    },
  },
};

export function auditFileName(locale: Locale): string {
  return TEXTS[locale].file;
}

/** Lines of the trail as CSV for Swiss Excel. */
export async function* auditCsv(entries: AsyncIterable<AuditEntryDto>, locale: Locale): AsyncGenerator<string> {
  const columns = Object.keys(COLUMNS) as Column[];
  const { headings } = TEXTS[locale];
  yield BYTE_ORDER_MARK + csvLine(columns.map((column) => headings[column]));
  for await (const entry of entries) yield csvLine(columns.map((column) => COLUMNS[column](entry)));
}
