import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FileColumn, FileFormatWriter } from './file-column.js';

const BYTE_ORDER_MARK = '\uFEFF';
// Excel runs a cell that begins like a formula; people write references and reasons.
const FORMULA_START = /^[=+\-@\t\r]/;
// Only CRLF would be quoted by itself, but a reader ends a line at either half.
const LINE_BREAK = /[\r\n]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})/;
const MILLISECONDS = /\.\d+$/;

/** CSV for Swiss Excel: byte order mark, semicolons, CRLF, days as they are written here, every digit, no formulas. */
export const CSV_FILE: FileFormatWriter = {
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  estimateLength: (columns, sample, count) => {
    const head = Buffer.byteLength(headOf(columns));
    const lines = Buffer.byteLength(linesOf(columns, sample));
    return head + (sample.length === 0 ? 0 : Math.round((lines / sample.length) * count));
  },
  write: (columns, batches) => Readable.from(textOf(columns, batches), { objectMode: false }),
};

async function* textOf<Row>(
  columns: readonly FileColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield headOf(columns);
  for await (const rows of batches) if (rows.length > 0) yield linesOf(columns, rows);
}

function headOf<Row>(columns: readonly FileColumn<Row>[]): string {
  return BYTE_ORDER_MARK + csv([columns.map(({ title }) => title)]);
}

function linesOf<Row>(columns: readonly FileColumn<Row>[], rows: readonly Row[]): string {
  return csv(rows.map((row) => columns.map((column) => cell(column, row))));
}

function cell<Row>({ kind, value }: FileColumn<Row>, row: Row): string {
  const text = value(row) ?? '';
  if (kind === 'day' || kind === 'time') return text.replace(DAY, '$3.$2.$1').replace(MILLISECONDS, '');
  return FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}

function csv(lines: string[][]): string {
  return stringify(lines, { delimiter: ';', record_delimiter: 'windows', quoted_match: LINE_BREAK });
}
