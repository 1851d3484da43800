import type { TransactionDto } from '@nyla/contracts';
import { stringify } from 'csv-stringify/sync';

const BYTE_ORDER_MARK = '\uFEFF';
// Excel runs a cell that begins like a formula; people write references and reasons.
const FORMULA_START = /^[=+\-@\t\r]/;
// Only CRLF would be quoted by itself, but a reader ends a line at either half.
const LINE_BREAK = /[\r\n]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

const COLUMNS: readonly [string, (row: TransactionDto) => string | number | null][] = [
  ['Zeit (UTC)', (row) => row.createdAt],
  ['Nr.', (row) => row.seq],
  ['Art', (row) => row.type],
  ['Anbieter', (row) => row.connectorType],
  ['Modell', (row) => row.model],
  ['Funktion', (row) => row.feature],
  ['Automation', (row) => row.automationName],
  ['Benutzer', (row) => row.userName],
  [
    'Tokens Eingabe',
    (row) => row.usage && row.usage.input + row.usage.cacheRead + row.usage.cacheWrite + row.usage.cacheWriteLong,
  ],
  ['Tokens Ausgabe', (row) => row.usage && row.usage.output],
  ['Betrag CHF', (row) => row.amount],
  ['Saldo CHF', (row) => row.balanceAfter],
  ['Ausgang', (row) => row.outcome],
  ['Geschätzt', (row) => (row.estimated ? 'ja' : '')],
  ['Grund', (row) => row.reason],
  ['Referenz', (row) => row.reference],
  ['Buchung', (row) => row.id],
];

/** Bookings as CSV for Swiss Excel: byte order mark, semicolons, CRLF, every digit of an amount, no formulas. */
export async function* transactionsCsv(rows: AsyncIterable<TransactionDto>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS.map(([title]) => title));
  for await (const row of rows) yield csvLine(COLUMNS.map(([, value]) => cell(value(row))));
}

function cell(value: string | number | null): string {
  const text = value?.toString() ?? '';
  return FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}

function csvLine(cells: readonly string[]): string {
  return stringify([[...cells]], { delimiter: ';', record_delimiter: 'windows', quoted_match: LINE_BREAK });
}
