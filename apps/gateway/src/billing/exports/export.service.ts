import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FileFormat, Locale, StatisticsQuery, TransactionQuery } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Cursor } from '../../common/http/cursor.js';
import { AccountsRepository } from '../accounts.repository.js';
import { BookingNamesService } from '../booking-names.service.js';
import { BookingVisibilityService } from '../booking-visibility.service.js';
import { HistoryService } from '../history.service.js';
import { type ExportedRow, type TransactionFilter, TransactionsRepository } from '../transactions.repository.js';
import { bookingColumns, type NamedBooking } from './booking-columns.js';
import { CSV_FILE } from './csv-file.js';
import { EXPORT_TEXTS } from './export-texts.js';
import type { FileFormatWriter } from './file-column.js';
import { statisticsColumns } from './statistics-columns.js';
import { xlsxFile } from './xlsx-file.js';

const BATCH = 1_000;
/** Files that one person may draw from one gateway at a time: each keeps the database busy. */
const MAX_FILES = 3;

const FORMATS: Readonly<Record<FileFormat, FileFormatWriter>> = { csv: CSV_FILE, xlsx: xlsxFile() };

/** Names that the batches of a file have had so far, and whose accounts the mandate has. */
interface NamesOfFile {
  readonly users: Map<string, string>;
  readonly automations: Map<string, string>;
  readonly owners: ReadonlyMap<string, string>;
}

/** A file on its way. */
export interface ExportedFile {
  readonly mediaType: string;
  readonly fileName: string;
  readonly content: Readable;
  /** Rows; null where they cannot be counted in good time. */
  readonly rows: number | null;
  /** About how long it will be, in bytes. */
  readonly estimatedLength: number | null;
}

/** Bookings and sums as files of any size: read by keyset in batches, as fast as the reader takes them. */
@Injectable()
export class ExportService {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly transactions: TransactionsRepository,
    private readonly accounts: AccountsRepository,
    private readonly history: HistoryService,
    private readonly visibility: BookingVisibilityService,
    private readonly names: BookingNamesService,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything that the filter matches, newest first. What is booked from now on is newer than the first row and no
   * part of the file.
   * @throws DomainError common.too_many_requests
   */
  async bookings(query: TransactionQuery, format: FileFormat): Promise<ExportedFile> {
    const leave = this.enter(this.context.caller.userId);
    try {
      const texts = EXPORT_TEXTS[this.localeOf(query)];
      const mandateId = this.context.mandate.id;
      const filter = await this.visibility.narrow(query);
      const [{ bookings }, first, owners] = await Promise.all([
        this.history.summary(query),
        this.transactions.listForExport(mandateId, filter, undefined, BATCH),
        this.ownersOf(mandateId),
      ]);
      const known = { users: new Map<string, string>(), automations: new Map<string, string>(), owners };
      const named = await this.named(mandateId, first, known);
      const writer = FORMATS[format];
      const columns = bookingColumns(texts);
      const content = writer.write(columns, this.batches(mandateId, filter, named, known), texts.bookings);
      content.once('close', leave);
      return {
        mediaType: writer.mediaType,
        fileName: `${texts.bookingsFile}-${this.clock.today()}.${writer.extension}`,
        content,
        rows: bookings,
        estimatedLength: bookings === null ? null : writer.estimateLength(columns, named, bookings),
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** The rows of the statistics; their number is bounded by the days of a query. */
  async statistics(query: StatisticsQuery): Promise<ExportedFile> {
    const texts = EXPORT_TEXTS[this.localeOf(query)];
    const { rows, total, groupBy } = await this.history.sums(query);
    const lines = groupBy.length === 0 ? [total] : rows;
    const columns = statisticsColumns(groupBy, texts);
    async function* batches(): AsyncGenerator<typeof lines> {
      for (let from = 0; from < lines.length; from += BATCH) yield lines.slice(from, from + BATCH);
    }
    return {
      mediaType: CSV_FILE.mediaType,
      fileName: `${texts.usageFile}-${query.from}-${query.to}.${CSV_FILE.extension}`,
      content: CSV_FILE.write(columns, batches(), ''),
      rows: lines.length,
      estimatedLength: null,
    };
  }

  private localeOf({ locale }: { readonly locale?: Locale }): Locale {
    return locale ?? this.context.caller.locale;
  }

  private async *batches(
    mandateId: string,
    filter: TransactionFilter,
    first: readonly NamedBooking[],
    known: NamesOfFile,
  ): AsyncGenerator<readonly NamedBooking[]> {
    let batch = first;
    for (;;) {
      yield batch;
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      const cursor: Cursor = { createdAt: last.row.created_at, id: last.row.id };
      const rows = await this.transactions.listForExport(mandateId, filter, cursor, BATCH);
      batch = await this.named(mandateId, rows, known);
    }
  }

  /** Asks only for names that no batch before has had: a mandate has few people and many bookings. */
  private async named(mandateId: string, rows: readonly ExportedRow[], known: NamesOfFile): Promise<NamedBooking[]> {
    const { users, automations, owners } = known;
    const found = await this.names.of(
      mandateId,
      rows.flatMap((row) => (row.user_id && !users.has(row.user_id) ? [row.user_id] : [])),
      rows.flatMap((row) => (row.automation_id && !automations.has(row.automation_id) ? [row.automation_id] : [])),
    );
    for (const [id, name] of found.users) users.set(id, name);
    for (const [id, name] of found.automations) automations.set(id, name);
    return rows.map((row) => ({ row, names: known, accountOwner: owners.get(row.account_id) ?? null }));
  }

  /** Names of the people whose accounts the mandate has, by account. */
  private async ownersOf(mandateId: string): Promise<ReadonlyMap<string, string>> {
    const accounts = await this.accounts.listAccounts(mandateId);
    const { users } = await this.names.of(
      mandateId,
      accounts.map(({ userId }) => userId),
      [],
    );
    return new Map(accounts.flatMap(({ id, userId }) => (userId ? [[id, users.get(userId) ?? userId] as const] : [])));
  }

  /** Counts a file of a person; the function that it answers, called once or more, takes the count back. */
  private enter(userId: string): () => void {
    const open = this.open.get(userId) ?? 0;
    if (open >= MAX_FILES) throw new DomainError('common.too_many_requests', {});
    this.open.set(userId, open + 1);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      const left = (this.open.get(userId) ?? 1) - 1;
      if (left > 0) this.open.set(userId, left);
      else this.open.delete(userId);
    };
  }
}
