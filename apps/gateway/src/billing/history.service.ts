import { Readable } from 'node:stream';
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
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { type Cursor, decodeCursor, pageOf } from '../common/http/cursor.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { AutomationNames } from './automation-names.js';
import { StatisticsRepository, type StatisticsRow } from './statistics.repository.js';
import { type NamesInBookings, transactionDetailDto, transactionDto } from './transaction-dto.js';
import { type TransactionFilter, type TransactionRow, TransactionsRepository } from './transactions.repository.js';
import { transactionsCsv } from './transactions-csv.js';

const EXPORT_PAGE = 1_000;

/** Bookings and their sums, as far as the caller may see them: all of the mandate, or the own ones. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly transactions: TransactionsRepository,
    private readonly statistics: StatisticsRepository,
    private readonly context: RequestContext,
    private readonly rbac: RbacFacade,
    private readonly identity: IdentityFacade,
    private readonly automationNames: AutomationNames,
  ) {}

  async list(query: TransactionQuery): Promise<TransactionPageDto> {
    const filter = await this.visible(query);
    const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.transactions.list(this.context.mandate.id, filter, cursor, limit + 1);
    const page = pageOf(rows, limit, cursorOf);
    const names = await this.namesIn(page.items);
    return { items: page.items.map((row) => transactionDto(row, names)), nextCursor: page.nextCursor };
  }

  /** The whole filtered set as a file, read and sent page by page. */
  async exportCsv(query: TransactionQuery): Promise<Readable> {
    const filter = await this.visible(query);
    return Readable.from(transactionsCsv(this.pages(this.context.mandate.id, filter)));
  }

  /** @throws NotFoundError also for a booking that the caller may not see. */
  async get(id: string): Promise<TransactionDetailDto> {
    const row = await this.transactions.find(this.context.mandate.id, id, await this.visible({}));
    if (!row) throw new NotFoundError();
    return transactionDetailDto(row, await this.namesIn([row]));
  }

  async sums(query: StatisticsQuery): Promise<StatisticsDto> {
    refuseImpossibleRange(query);
    const filter = await this.visible(query);
    const groupBy = query.groupBy ?? [];
    const mandateId = this.context.mandate.id;
    const [rows, [total]] = await Promise.all([
      this.statistics.sums(mandateId, filter, groupBy),
      this.statistics.sums(mandateId, filter, []),
    ]);
    const names = await this.names(
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

  /** Without permission for the mandate's bookings the caller sees the own ones, whatever else the query says. */
  private async visible<Q extends object>(query: Q): Promise<Q & { visibleTo?: string }> {
    const permissions = await this.rbac.current();
    if (permissions.allows('data.billing.transactions.all')) return query;
    return { ...query, visibleTo: this.context.caller.userId };
  }

  private async *pages(
    mandateId: string,
    filter: TransactionFilter,
  ): AsyncGenerator<ReturnType<typeof transactionDto>> {
    let cursor: Cursor | undefined;
    for (;;) {
      const rows = await this.transactions.list(mandateId, filter, cursor, EXPORT_PAGE);
      const names = await this.namesIn(rows);
      for (const row of rows) yield transactionDto(row, names);
      const last = rows.at(-1);
      if (!last || rows.length < EXPORT_PAGE) return;
      cursor = cursorOf(last);
    }
  }

  private namesIn(rows: readonly TransactionRow[]): Promise<NamesInBookings> {
    return this.names(
      this.context.mandate.id,
      rows.map((row) => row.user_id),
      rows.map((row) => row.automation_id),
    );
  }

  private async names(
    mandateId: string,
    userIds: readonly (string | null | undefined)[],
    automationIds: readonly (string | null | undefined)[],
  ): Promise<NamesInBookings> {
    const [users, automations] = await Promise.all([
      this.identity.userNames([...new Set(userIds.flatMap((id) => id ?? []))]),
      this.automationNames.of(mandateId, automationIds),
    ]);
    return { users, automations };
  }
}

const NOTHING: StatisticsRow = { calls: '0', inputTokens: '0', outputTokens: '0', amount: '0' };

function cursorOf(row: TransactionRow): Cursor {
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
