import { Injectable } from '@nestjs/common';
import {
  PAGE_LIMIT_DEFAULT,
  type StatementDetailDto,
  type StatementDto,
  type StatementMonthDto,
  type StatementPageDto,
  type StatementQuery,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { BookingVisibilityService } from '../booking-visibility.service.js';
import {
  addMonths,
  type FullStatementRow,
  numberText,
  type StatementRow,
  type StatementSums,
} from './statement.types.js';
import { type MonthSums, type StatementFilter, StatementsRepository } from './statements.repository.js';

/** Statements as far as the caller may see them: the mandate's, or those of the own account. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly statements: StatementsRepository,
    private readonly visibility: BookingVisibilityService,
    private readonly context: RequestContext,
  ) {}

  async list(query: StatementQuery): Promise<StatementPageDto> {
    return this.listOf(this.context.mandate.id, query, await this.visible());
  }

  /** Of any mandate: who may ask is decided by the caller, here and below. */
  async listOf(mandateId: string, query: StatementQuery, visible: StatementFilter = {}): Promise<StatementPageDto> {
    const { limit = PAGE_LIMIT_DEFAULT, month } = query;
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.statements.list(mandateId, { ...visible, month }, cursor, limit + 1);
    const page = pageOf(rows, limit, cursorOf);
    const months = [...new Set(page.items.map((row) => row.month))];
    const [sums, current] = await Promise.all([
      this.statements.sumMonths(mandateId, months, visible),
      this.statements.currentMonth(),
    ]);
    return {
      items: page.items.map(statementDto),
      months: sums.map(monthDto),
      nextCursor: page.nextCursor,
      nextOn: `${addMonths(current, 1)}-01`,
    };
  }

  /** @throws NotFoundError also for one that the caller may not see. */
  async get(id: string): Promise<StatementDetailDto> {
    return this.getOf(this.context.mandate.id, id, await this.visible());
  }

  async getOf(mandateId: string, id: string, visible: StatementFilter = {}): Promise<StatementDetailDto> {
    const row = await this.statements.find(mandateId, id, visible);
    if (!row) throw new NotFoundError();
    return detailDto(row);
  }

  private async visible(): Promise<StatementFilter> {
    return (await this.visibility.seesAll()) ? {} : { ownerId: this.context.caller.userId };
  }
}

/** Months in place of moments; the day is no part of it. */
function cursorOf({ month, id }: StatementRow): { createdAt: string; id: string } {
  return { createdAt: `${month}-01T00:00:00.000000Z`, id };
}

function sumsDto(sums: StatementSums) {
  const chf = (amount: string): string => toChf(parseChf(amount));
  return {
    calls: Number(sums.calls),
    opening: chf(sums.opening),
    credits: chf(sums.credits),
    adjustments: chf(sums.adjustments),
    transfers: chf(sums.transfers),
    expiry: chf(sums.expiry),
    usage: chf(sums.usage),
    closing: chf(sums.closing),
  };
}

export function statementDto(row: StatementRow): StatementDto {
  return {
    ...sumsDto(row),
    id: row.id,
    number: numberText(row),
    month: row.month,
    accountId: row.accountId,
    userId: row.userId,
    ownerName: row.ownerName,
    firstSeq: Number(row.firstSeq),
    lastSeq: Number(row.lastSeq),
    createdAt: row.createdAt,
  };
}

function monthDto(sums: MonthSums): StatementMonthDto {
  return { ...sumsDto(sums), month: sums.month, statements: Number(sums.statements) };
}

function detailDto(row: FullStatementRow): StatementDetailDto {
  const { content } = row;
  return {
    ...statementDto(row),
    billingModel: content.billingModel,
    operator: partyDto(content.operator),
    recipient: partyDto(content.recipient),
    tax: { state: content.tax.state, lines: [...content.tax.lines] },
    usageBy: {
      connectorType: [...content.usageBy.connectorType],
      model: [...content.usageBy.model],
      feature: [...content.usageBy.feature],
      automationId: [...content.usageBy.automationId],
      userId: [...content.usageBy.userId],
    },
    movements: [...content.movements],
  };
}

function partyDto({ name, vatId, address }: FullStatementRow['content']['operator']): StatementDetailDto['operator'] {
  return { name, vatId, address: address && { ...address, updatedAt: null } };
}
