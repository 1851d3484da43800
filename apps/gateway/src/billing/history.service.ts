import { Injectable } from '@nestjs/common';
import {
  PAGE_LIMIT_DEFAULT,
  STATISTICS_MAX_DAYS,
  type StatisticsDto,
  type StatisticsQuery,
  type StatisticsRowDto,
  type TransactionDetailDto,
  type TransactionPageDto,
  type TransactionQuery,
  type TransactionSummaryDto,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import { BookingNamesService } from './booking-names.service.js';
import { BookingVisibilityService } from './booking-visibility.service.js';
import { type StatisticsFilter, StatisticsRepository, type StatisticsRow } from './statistics.repository.js';
import { type NamesInBookings, transactionDetailDto, transactionDto } from './transaction-dto.js';
import {
  type ListedRow,
  type TransactionFilter,
  type TransactionSums,
  TransactionsRepository,
} from './transactions.repository.js';

/** A sum that needs the bookings themselves may read for this long; who searches in millions is told to narrow it. */
const SUM_TIMEOUT_MS = 4_000;

/** Bookings and their sums, as far as the caller may see them. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly transactions: TransactionsRepository,
    private readonly statistics: StatisticsRepository,
    private readonly context: RequestContext,
    private readonly visibility: BookingVisibilityService,
    private readonly names: BookingNamesService,
  ) {}

  async list(query: TransactionQuery): Promise<TransactionPageDto> {
    return this.listOf(this.context.mandate.id, await this.visibility.narrow(query));
  }

  /** Of any mandate: who may ask is decided by the caller, here and below. */
  async listOf(mandateId: string, filter: TransactionQuery & TransactionFilter): Promise<TransactionPageDto> {
    const limit = filter.limit ?? PAGE_LIMIT_DEFAULT;
    const cursor = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor);
    const rows = await this.transactions.list(mandateId, filter, cursor, limit + 1);
    const page = pageOf(rows, limit, cursorOf);
    const names = await this.names.ofRows(mandateId, page.items);
    return { items: page.items.map((row) => transactionDto(row, names)), nextCursor: page.nextCursor };
  }

  /** Sums over the whole filtered set. */
  async summary(query: TransactionFilter): Promise<TransactionSummaryDto> {
    const sums = await this.sumsOf(this.context.mandate.id, await this.visibility.narrow(query));
    if (!sums) return { bookings: null, calls: null, used: null, other: null, total: null };
    const [used, other] = [parseChf(sums.used), parseChf(sums.other)];
    return {
      bookings: Number(sums.bookings),
      calls: Number(sums.calls),
      used: toChf(used),
      other: toChf(other),
      total: toChf(other - used),
    };
  }

  /**
   * The daily statistics know every debit by what most filters ask for, and what is no debit is little: no bookings are
   * counted then. Only a search in texts, one run, one step, and one account need the bookings themselves.
   */
  private async sumsOf(mandateId: string, filter: TransactionFilter): Promise<TransactionSums | undefined> {
    const { q, runId, step, accountId, type } = filter;
    if (q ?? runId ?? step ?? accountId) return this.transactions.sumWithin(mandateId, filter, SUM_TIMEOUT_MS);
    const [debits, movements] = await Promise.all([
      type === undefined || type === 'debit' ? this.statistics.sums(mandateId, filter, []) : [],
      type === 'debit' ? undefined : this.transactions.sumMovements(mandateId, filter),
    ]);
    const { calls, amount } = debits[0] ?? NOTHING;
    const bookings = (BigInt(calls) + BigInt(movements?.bookings ?? 0)).toString();
    return { bookings, calls, used: amount, other: movements?.other ?? '0' };
  }

  /** @throws NotFoundError also for a booking that the caller may not see. */
  async get(id: string): Promise<TransactionDetailDto> {
    return this.getOf(this.context.mandate.id, id, await this.visibility.narrow({}));
  }

  async getOf(mandateId: string, id: string, filter: TransactionFilter = {}): Promise<TransactionDetailDto> {
    const row = await this.transactions.find(mandateId, id, filter);
    if (!row) throw new NotFoundError();
    const [names, reversedBy] = await Promise.all([
      this.names.ofRows(mandateId, [row]),
      this.transactions.findReversalOf(mandateId, id),
    ]);
    return transactionDetailDto(row, names, reversedBy ?? null);
  }

  async sums(query: StatisticsQuery): Promise<StatisticsDto> {
    return this.statisticsOf(this.context.mandate.id, await this.visibility.narrow(query));
  }

  async statisticsOf(mandateId: string, query: StatisticsQuery & StatisticsFilter): Promise<StatisticsDto> {
    refuseImpossibleRange(query);
    const filter = query;
    const groupBy = query.groupBy ?? [];
    const [rows, [total]] = await Promise.all([
      this.statistics.sums(mandateId, filter, groupBy),
      this.statistics.sums(mandateId, filter, []),
    ]);
    const names = await this.names.of(
      mandateId,
      rows.map(({ userId }) => userId),
      rows.map(({ automationId }) => automationId),
    );
    return {
      from: query.from,
      to: query.to,
      groupBy,
      rows: groupBy.length === 0 ? [] : rows.map((row) => statisticsRowDto(row, names)),
      total: statisticsRowDto(total ?? NOTHING, names),
    };
  }
}

const NOTHING: StatisticsRow = { calls: '0', inputTokens: '0', outputTokens: '0', amount: '0' };

function cursorOf(row: ListedRow): { createdAt: string; id: string } {
  return { createdAt: row.created_at, id: row.id };
}

function statisticsRowDto(row: StatisticsRow, names: NamesInBookings): StatisticsRowDto {
  return {
    day: row.day ?? null,
    month: row.month ?? null,
    connectorType: row.connectorType ?? null,
    model: row.model ?? null,
    feature: row.feature ?? null,
    userId: row.userId ?? null,
    userName: (row.userId && names.users.get(row.userId)) ?? null,
    automationId: row.automationId ?? null,
    automationName: (row.automationId && names.automations.get(row.automationId)) ?? null,
    calls: Number(row.calls),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    amount: toChf(parseChf(row.amount)),
  };
}

function refuseImpossibleRange({ from, to }: StatisticsQuery): void {
  const days = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
  if (days >= 0 && days < STATISTICS_MAX_DAYS) return;
  throw new ValidationError([
    {
      field: 'to',
      constraint: 'isRange',
      message: `to must not lie before from, nor ${STATISTICS_MAX_DAYS} days or more after it`,
    },
  ]);
}
