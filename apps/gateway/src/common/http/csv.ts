import { stringify } from 'csv-stringify/sync';

/** Opens a file for Swiss Excel, which otherwise takes it for another encoding. */
export const BYTE_ORDER_MARK = '\uFEFF';
// Excel runs a cell that begins like a formula; people write names and reasons.
const FORMULA_START = /^[=+\-@\t\r]/;
// Only CRLF would be quoted by itself, but a reader ends a line at either half.
const LINE_BREAK = /[\r\n]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** One line for Swiss Excel: semicolons, CRLF, no formulas. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return stringify([cells.map(safeCell)], { delimiter: ';', record_delimiter: 'windows', quoted_match: LINE_BREAK });
}

function safeCell(value: string | number | null): string {
  const text = value?.toString() ?? '';
  return FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}
