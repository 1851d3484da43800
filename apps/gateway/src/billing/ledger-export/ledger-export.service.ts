import { createHash, sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseChf, toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import type { LedgerKey } from '../../config/ledger-key.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { type EndLine, EXPORT_VERSION, type ExportLine, SEALED_FIELDS, SIGNED_PREFIX } from './export-format.js';
import { LedgerExportRepository, type SealedRow } from './ledger-export.repository.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const ACCOUNTS_PER_PAGE = 200;
const BOOKINGS_PER_PAGE = 1_000;

export interface Exported extends Omit<EndLine, 'type'> {
  readonly digest: string;
}

/** Writes the ledger down for the years to come: whole, from one moment, and so that nobody can change it unseen. */
@Injectable()
export class LedgerExportService {
  constructor(
    private readonly repository: LedgerExportRepository,
    private readonly mandates: MandatesFacade,
    private readonly clock: Clock,
  ) {}

  /**
   * @param mandateId null for all of them
   * @param write takes a piece of the file, and resolves when the next may come
   * @throws NotFoundError
   */
  async export(mandateId: string | null, key: LedgerKey, write: (text: string) => Promise<void>): Promise<Exported> {
    if (mandateId !== null) await this.mandates.get(mandateId);
    const names = new Map((await this.mandates.all()).map(({ id, name }) => [id, name]));
    const digest = createHash('sha256');
    const put = async (lines: readonly ExportLine[]): Promise<void> => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      digest.update(text);
      await write(text);
    };
    const totals = await this.repository.snapshot(() => this.putLedger(mandateId, key, names, put));
    await put([{ type: 'end', ...totals }]);
    const hex = digest.digest('hex');
    const signature = sign(null, Buffer.from(SIGNED_PREFIX + hex), key.privateKey).toString('base64');
    await write(`${JSON.stringify({ type: 'signature', digest: hex, signature })}\n`);
    return { ...totals, digest: hex };
  }

  private async putLedger(
    mandateId: string | null,
    { publicKey }: LedgerKey,
    names: ReadonlyMap<string, string>,
    put: (lines: readonly ExportLine[]) => Promise<void>,
  ): Promise<Omit<EndLine, 'type'>> {
    const createdAt = this.clock.now().toISOString();
    await put([
      {
        type: 'nyla-ledger-export',
        version: EXPORT_VERSION,
        createdAt,
        mandateId,
        publicKey,
        sealedFields: SEALED_FIELDS,
      },
    ]);
    const prices = await this.repository.prices();
    const rates = await this.repository.rates();
    await put(prices.map(({ row }) => ({ type: 'price', row })));
    await put(rates.map(({ row }) => ({ type: 'rate', row })));
    let [accounts, bookings, balance] = [0, 0, 0n];
    let after = FIRST_ID;
    for (;;) {
      const page = await this.repository.accountsAfter(mandateId, after, ACCOUNTS_PER_PAGE);
      for (const account of page) {
        await put([{ type: 'account', ...account, mandateName: names.get(account.mandateId) ?? null }]);
        bookings += await this.putBookings(account.id, put);
        balance += parseChf(account.balance);
      }
      accounts += page.length;
      after = page.at(-1)?.id ?? after;
      if (page.length < ACCOUNTS_PER_PAGE) break;
    }
    return { prices: prices.length, rates: rates.length, accounts, bookings, balance: toChf(balance) };
  }

  private async putBookings(accountId: string, put: (lines: readonly ExportLine[]) => Promise<void>): Promise<number> {
    let seq = '0';
    let count = 0;
    for (;;) {
      const page = await this.repository.bookingsAfter(accountId, seq, BOOKINGS_PER_PAGE);
      await put(page.map(lineOf));
      count += page.length;
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < BOOKINGS_PER_PAGE) return count;
    }
  }
}

function lineOf({ sealed, budgets, hash }: SealedRow): ExportLine {
  return { type: 'booking', sealed, ...(budgets !== '' && { budgets }), hash };
}
