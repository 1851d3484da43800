import { createHash, createPublicKey, verify } from 'node:crypto';
import { parseChf, toChf } from '@nyla/money';
import { type Receipt, recomputeReceipt } from '../../aicore/aicore.facade.js';
import {
  type AccountLine,
  type BookingLine,
  type EndLine,
  EXPORT_VERSION,
  type HeaderLine,
  SEALED_FIELDS,
  SIGNED_PREFIX,
  type SignatureLine,
} from './export-format.js';

/** Something in an export that is not as it must be. */
export interface ExportFault {
  /** Of the file, from 1. */
  readonly line: number;
  readonly rule: string;
  readonly expected: string;
  readonly found: string;
}

export interface ExportCheck {
  readonly createdAt: string | null;
  readonly mandateId: string | null;
  readonly accounts: number;
  readonly bookings: number;
  readonly receipts: number;
  /** Of all balances, in CHF. */
  readonly balance: string;
  /** That the file names; its signature was checked with it. */
  readonly publicKey: string | null;
  readonly faults: readonly ExportFault[];
  /** There may be more than are listed. */
  readonly faultCount: number;
}

type Sealed = Readonly<Record<(typeof SEALED_FIELDS)[number], unknown>>;

const FAULTS_LISTED = 100;
const EVERY_MODEL = '*';

/** Checks an export line by line, with nothing but the file: hashes, chain, sums, receipts, totals, signature. */
export class ExportChecker {
  private readonly digest = createHash('sha256');
  private readonly faults: ExportFault[] = [];
  private readonly prices = new Map<string, string>();
  private faultCount = 0;
  private line = 0;
  private header: HeaderLine | undefined;
  private end: EndLine | undefined;
  private signed = false;
  private rates = 0;
  private accounts = 0;
  private bookings = 0;
  private receipts = 0;
  private balance = 0n;
  private transferred = 0n;
  /** The account whose bookings are being read, and where they have arrived. */
  private account: { line: number; head: AccountLine; seq: bigint; balance: bigint; hash: string } | undefined;
  private lastAccountId = '';

  /** @param text a line with its end, or what follows the last one */
  read(text: string): void {
    this.line++;
    if (this.signed)
      return this.fault('nothing follows the signature', 'the end of the file', `${text.length} characters`);
    const line = parsed(text);
    // The signature covers what is before it, so it is no part of its own digest.
    if (line?.type !== 'signature') this.digest.update(text);
    if (!text.endsWith('\n')) this.fault('every line has its end', 'a line end', 'none: the file is cut off');
    if (!line) return this.fault('every line is a JSON object', 'a JSON object', text.slice(0, 40).trimEnd());
    if (this.line === 1 && line.type !== 'nyla-ledger-export') {
      this.fault('the first line is the header', 'nyla-ledger-export', String(line.type));
    }
    try {
      this.take(line);
    } catch (error) {
      this.fault('every line can be read', 'a readable line', error instanceof Error ? error.message : String(error));
    }
  }

  finish(): ExportCheck {
    this.closeAccount();
    if (!this.end) this.fault('the file is whole', 'an end with the totals', 'none: the file is cut off');
    if (!this.signed) this.fault('the file is signed', 'a signature as its last line', 'none: the file is cut off');
    return {
      createdAt: this.header?.createdAt ?? null,
      mandateId: this.header?.mandateId ?? null,
      accounts: this.accounts,
      bookings: this.bookings,
      receipts: this.receipts,
      balance: toChf(this.balance),
      publicKey: this.header?.publicKey ?? null,
      faults: this.faults,
      faultCount: this.faultCount,
    };
  }

  private take(line: { readonly type?: unknown }): void {
    switch (line.type) {
      case 'nyla-ledger-export':
        return this.takeHeader(line as HeaderLine);
      case 'price': {
        const { id, connector_type, model } = (line as unknown as { row: Record<string, string> }).row;
        return void this.prices.set(String(id), `${connector_type}/${model}`);
      }
      case 'rate':
        return void this.rates++;
      case 'account':
        return this.takeAccount(line as AccountLine);
      case 'booking':
        return this.takeBooking(line as BookingLine);
      case 'end':
        return this.takeEnd(line as EndLine);
      case 'signature':
        return this.takeSignature(line as SignatureLine);
      default:
        this.fault('every line has a known type', 'a known type', String(line.type));
    }
  }

  private takeHeader(header: HeaderLine): void {
    if (this.line !== 1) this.fault('there is one header', 'on the first line', `on line ${this.line}`);
    this.header ??= header;
    this.compare('the format is known', EXPORT_VERSION, header.version);
    this.compare('the cells of a booking are known', SEALED_FIELDS.join(), header.sealedFields.join());
  }

  private takeAccount(head: AccountLine): void {
    this.closeAccount();
    if (head.id <= this.lastAccountId)
      this.fault('accounts come once, in the order of their ids', `after ${this.lastAccountId}`, head.id);
    this.lastAccountId = head.id;
    this.accounts++;
    this.balance += parseChf(head.balance);
    this.account = { line: this.line, head, seq: 0n, balance: 0n, hash: '' };
  }

  private closeAccount(): void {
    const { account } = this;
    if (!account) return;
    const { head, line } = account;
    this.compare('an account has all of its bookings', head.lastSeq, account.seq.toString(), line);
    this.compare('an account has the sum of its bookings', toChf(parseChf(head.balance)), toChf(account.balance), line);
    this.compare('an account knows its last hash', head.headHash, account.hash, line);
    this.account = undefined;
  }

  private takeBooking({ sealed, budgets = '', hash }: BookingLine): void {
    this.bookings++;
    const { account } = this;
    if (!account) return this.fault('a booking follows its account', 'an account', 'none');
    const booking = unsealed(sealed);
    const amount = parseChf(String(booking.amount));
    const expected = createHash('sha256')
      .update(Buffer.from(account.hash, 'hex'))
      .update(sealed + budgets)
      .digest('hex');
    this.compare('the hash chain is unbroken', expected, hash);
    this.compare('bookings are numbered without gaps', (account.seq + 1n).toString(), String(booking.seq));
    this.compare('a booking belongs to its account', account.head.id, String(booking.accountId));
    this.compare('a booking belongs to its mandate', account.head.mandateId, String(booking.mandateId));
    this.compare(
      'each balance follows from the one before',
      toChf(account.balance + amount),
      toChf(parseChf(String(booking.balanceAfter))),
    );
    if (booking.type === 'transfer') this.transferred += amount;
    if (booking.type === 'debit') this.checkReceipt(booking, amount);
    // From here on as the booking says: one that is wrong is told once, and not with every one behind it.
    account.seq = BigInt(String(booking.seq));
    account.balance = parseChf(String(booking.balanceAfter));
    account.hash = hash;
  }

  private checkReceipt(booking: Sealed, amount: bigint): void {
    const receipt = booking.receipt as Receipt | null;
    const charged = toChf(-amount + parseChf(String(booking.shortfall)));
    if (!receipt) return this.fault('receipts recompute to their amounts', 'a receipt', charged);
    this.receipts++;
    this.compare('receipts recompute to their amounts', charged, toChf(recomputeReceipt(receipt)));
    const priced = this.prices.get(receipt.priceVersionId) ?? `none with the id ${receipt.priceVersionId}`;
    const models = [booking.model, EVERY_MODEL].map((model) => `${String(booking.connectorType)}/${String(model)}`);
    if (!models.includes(priced)) this.fault('receipts name a price of their model', models[0] ?? '', priced);
  }

  private takeEnd(end: EndLine): void {
    this.closeAccount();
    if (this.end) this.fault('there is one end', 'one', 'another');
    this.end = end;
    this.compare('the totals are those of the file: prices', this.prices.size, end.prices);
    this.compare('the totals are those of the file: rates', this.rates, end.rates);
    this.compare('the totals are those of the file: accounts', this.accounts, end.accounts);
    this.compare('the totals are those of the file: bookings', this.bookings, end.bookings);
    this.compare('the totals are those of the file: balance', toChf(this.balance), end.balance);
    this.compare('transfers sum to zero', '0.00', toChf(this.transferred));
  }

  private takeSignature({ digest, signature }: SignatureLine): void {
    this.signed = true;
    if (!this.end) this.fault('the signature follows the end', 'an end with the totals', 'none');
    const found = this.digest.digest('hex');
    this.compare('the file has the digest that was signed', digest, found);
    const key = createPublicKey({
      key: Buffer.from(this.header?.publicKey ?? '', 'base64'),
      format: 'der',
      type: 'spki',
    });
    if (!verify(null, Buffer.from(SIGNED_PREFIX + found), key, Buffer.from(signature, 'base64'))) {
      this.fault('the signature is that of the key in the header', 'a valid signature', 'one that does not fit');
    }
  }

  private compare(rule: string, expected: string | number, found: string | number, line = this.line): void {
    if (expected !== found) this.fault(rule, String(expected), String(found), line);
  }

  private fault(rule: string, expected: string, found: string, line = this.line): void {
    this.faultCount++;
    if (this.faults.length < FAULTS_LISTED) this.faults.push({ line, rule, expected, found });
  }
}

function parsed(text: string): { readonly type?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function unsealed(text: string): Sealed {
  const cells = JSON.parse(text) as readonly unknown[];
  return Object.fromEntries(SEALED_FIELDS.map((name, index) => [name, cells[index]])) as Sealed;
}
