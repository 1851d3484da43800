import { DEFAULT_NUMBER_FORMAT, type NumberFormat } from '@nyla/contracts/constants';
import i18next from 'i18next';

/** Shows every text anew, as a change of the language does: figures stand in most of them. */
export const NUMBER_FORMAT_CHANGED = 'numberFormatChanged';

let current: NumberFormat = DEFAULT_NUMBER_FORMAT;

/** How the reader wants figures written: as the account says, once somebody is signed in. */
export function currentNumberFormat(): NumberFormat {
  return current;
}

export function showNumberFormat(format: NumberFormat): void {
  if (format === current) return;
  current = format;
  i18next.emit(NUMBER_FORMAT_CHANGED);
}
