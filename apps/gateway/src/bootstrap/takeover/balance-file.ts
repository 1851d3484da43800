import { BILLING_MODELS, type BillingModel, CREDIT_MAXIMUM, REFERENCE_MAX_LENGTH } from '@nyla/contracts/constants';
import { type Nano, parseChf } from '@nyla/money';
import { CsvError, parse } from 'csv-parse/sync';

/** The columns of the file of opening balances; the first three are needed, in whichever order. */
export const BALANCE_COLUMNS = ['mandate', 'amount', 'reference', 'user', 'model'] as const;
type Column = (typeof BALANCE_COLUMNS)[number];
const NEEDED: readonly Column[] = ['mandate', 'amount', 'reference'];

const MAXIMUM = parseChf(CREDIT_MAXIMUM);
/** A plain decimal: no exponent, no separators of thousands, no currency. */
const PLAIN = /^-?\d+(?:\.(\d+))?$/;
const DECIMALS_MAX = 9;

/** Why a row cannot be booked; each has a sentence for the operator. */
export type RowFault =
  | 'mandate_blank'
  | 'mandate_unknown'
  | 'mandate_ambiguous'
  | 'user_unknown'
  | 'not_prepay_user'
  | 'model_unknown'
  | 'models_differ'
  | 'amount_missing'
  | 'amount_no_number'
  | 'amount_negative'
  | 'amount_decimals'
  | 'amount_too_large'
  | 'reference_blank'
  | 'reference_too_long'
  | 'columns_differ'
  | 'duplicate'
  | 'booked_differently';

/** A row that cannot be booked. */
export interface RefusedRow {
  /** As an editor counts the lines of the file. */
  readonly line: number;
  readonly mandate: string;
  readonly fault: RowFault;
  readonly message: string;
}

/** A row whose own cells are in order. */
export interface BalanceRow {
  readonly line: number;
  /** Id or name. */
  readonly mandate: string;
  /** E-mail address or id of the member whose balance it is; null for the mandate's own. */
  readonly user: string | null;
  readonly model: BillingModel | null;
  /** Zero: nothing is booked. */
  readonly amount: Nano;
  readonly reference: string;
}

/** A row that is wrong, and what of it can be read all the same: whose it is, and which model it wanted. */
export interface FaultyRow extends RefusedRow {
  readonly user: string | null;
}

export interface BalanceFile {
  readonly rows: readonly BalanceRow[];
  readonly faulty: readonly FaultyRow[];
}

/** A file that cannot be read as a whole. */
export class BalanceFileError extends Error {
  override readonly name = 'BalanceFile';
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads the file. What is wrong with single rows is in the answer. @throws BalanceFileError */
export function readBalances(bytes: Uint8Array): BalanceFile {
  const [header, ...records] = parsed(decoded(bytes));
  if (!header) throw new BalanceFileError('The file is empty. Its first line must name the columns.');
  const columns = columnsOf(header.record);
  const rows: BalanceRow[] = [];
  const faulty: FaultyRow[] = [];
  for (const { record, info } of records) {
    const cell = (name: Column): string => record[columns.get(name) ?? -1]?.trim().normalize('NFC') ?? '';
    const where = { line: info.lines, mandate: cell('mandate'), user: cell('user') || null };
    const fault = record.length === header.record.length ? faultOf(cell) : 'columns_differ';
    if (fault) faulty.push({ ...where, fault, message: FAULT_WORDS[fault] });
    else {
      const model = (cell('model').toUpperCase() || null) as BillingModel | null;
      rows.push({ ...where, model, amount: parseChf(withoutZeros(cell('amount'))), reference: cell('reference') });
    }
  }
  return { rows, faulty };
}

/** What each fault means and what to do about it. */
export const FAULT_WORDS: Readonly<Record<RowFault, string>> = {
  mandate_blank: 'names no mandate',
  mandate_unknown: 'no mandate has this id or exactly this name',
  mandate_ambiguous: 'several mandates have this name; write the id instead',
  user_unknown: 'the mandate has no member with this e-mail address or id',
  not_prepay_user: 'members have balances of their own under PREPAY_USER only; leave user empty, or set model',
  model_unknown: `model must be empty or one of ${BILLING_MODELS.join(', ')}; the mandate was left for a corrected file`,
  models_differ:
    'rows of this mandate name different models, or one that does not exist; the mandate was left for a corrected file',
  amount_missing: 'amount is empty; write 0 for none',
  amount_no_number: 'amount must be plain digits such as 1234.50: no separators, no exponent, no currency',
  amount_negative: 'amount is negative; a debt cannot be an opening balance',
  amount_decimals: `amount has more than ${DECIMALS_MAX} decimals`,
  amount_too_large: `amount is above ${CREDIT_MAXIMUM}, which is taken for a typing error`,
  reference_blank: 'reference is empty; say where the balance comes from',
  reference_too_long: `reference has more than ${REFERENCE_MAX_LENGTH} characters`,
  columns_differ: 'has another number of cells than the first line; put a text that contains the separator in quotes',
  duplicate: 'several rows are for this account; none of them was booked',
  booked_differently: 'this account has an opening balance already, over another amount; correct it with a booking',
};

function faultOf(cell: (name: Column) => string): RowFault | undefined {
  if (cell('mandate') === '') return 'mandate_blank';
  const model = cell('model').toUpperCase();
  if (model !== '' && !(BILLING_MODELS as readonly string[]).includes(model)) return 'model_unknown';
  const reference = cell('reference');
  const amount = amountFault(cell('amount'));
  if (amount) return amount;
  if (reference === '') return 'reference_blank';
  return [...reference].length > REFERENCE_MAX_LENGTH ? 'reference_too_long' : undefined;
}

function amountFault(text: string): RowFault | undefined {
  if (text === '') return 'amount_missing';
  const match = PLAIN.exec(text);
  if (!match) return 'amount_no_number';
  if ((match[1]?.length ?? 0) > DECIMALS_MAX) return 'amount_decimals';
  if (text.startsWith('-') && /[1-9]/.test(text)) return 'amount_negative';
  const short = withoutZeros(text);
  if (short.length > CREDIT_MAXIMUM.length + DECIMALS_MAX + 2) return 'amount_too_large';
  return parseChf(short) > MAXIMUM ? 'amount_too_large' : undefined;
}

function withoutZeros(text: string): string {
  return text.replace(/^(-?)0+(?=\d)/, '$1');
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BalanceFileError('The file is not in UTF-8. Save it as "CSV UTF-8".');
  }
}

function parsed(text: string): Parsed[] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BalanceFileError(`The file is no CSV: ${error.message}`);
  }
}

/** What stands between the cells is told by the first line, in which no name contains it. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  return [';', '\t'].find((candidate) => first.includes(candidate)) ?? ',';
}

function columnsOf(header: readonly string[]): Map<Column, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = NEEDED.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !(BALANCE_COLUMNS as readonly string[]).includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (missing.length + unknown.length + twice.length > 0) {
    const faults = [
      missing.length > 0 ? `without ${missing.join(', ')}` : '',
      unknown.length > 0 ? `with the unknown ${unknown.map((name) => JSON.stringify(name)).join(', ')}` : '',
      twice.length > 0 ? `with ${twice.join(', ')} twice` : '',
    ].filter((fault) => fault !== '');
    throw new BalanceFileError(
      `The first line names the columns ${faults.join(' and ')}. It must be: ${BALANCE_COLUMNS.join(';')} (user and model may be left out).`,
    );
  }
  return new Map(names.map((name, index) => [name as Column, index]));
}
