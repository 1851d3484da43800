import { Injectable } from '@nestjs/common';
import {
  type MandateOverviewPageDto,
  type MandateOverviewQuery,
  type MandateTotalsDto,
  PAGE_LIMIT_DEFAULT,
} from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import { addDays, Clock } from '../../common/clock.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RUNWAY_WINDOW_DAYS } from '../runway.js';
import { type OverviewDays, OverviewRepository } from './overview.repository.js';
import { type OverviewLine, overviewDto, overviewLine } from './overview-line.js';
import { afterCursor, cursorAt, ordered } from './overview-order.js';

/**
 * The operator's overview. Names and members stand in one database, money in the other, and a forecast in neither: both
 * are read once as a whole, and put together, filtered and sorted here.
 */
@Injectable()
export class OverviewService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly figures: OverviewRepository,
    private readonly clock: Clock,
  ) {}

  async list(query: MandateOverviewQuery): Promise<MandateOverviewPageDto> {
    const { sort = 'name', direction = 'asc', cursor, limit = PAGE_LIMIT_DEFAULT } = query;
    const isAfter = cursor === undefined ? undefined : afterCursor(cursor, sort, direction);
    const lines = await this.lines(query);
    const following = isAfter ? lines.filter(isAfter) : lines;
    const page = following.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(overviewDto),
      total: totalsOf(lines),
      nextCursor: last && following.length > page.length ? cursorAt(last, sort) : null,
    };
  }

  /** All that the filter matches, in its order. */
  async lines(query: Omit<MandateOverviewQuery, 'cursor' | 'limit'>): Promise<OverviewLine[]> {
    const { q, state, billingModel, sort = 'name', direction = 'asc' } = query;
    const mandates = await this.mandates.overview(q);
    if (mandates.length === 0) return [];
    const figures = await this.figures.figures(this.days(), q === undefined ? undefined : mandates.map(({ id }) => id));
    const byId = new Map(figures.map((row) => [row.mandateId, row]));
    const today = this.clock.today();
    const lines = mandates.flatMap((mandate): OverviewLine[] => {
      const row = byId.get(mandate.id);
      // Billing comes last when a mandate is made: what it does not know is not there yet.
      return row ? [overviewLine(mandate, row, today)] : [];
    });
    const matching = lines.filter(
      (line) =>
        (state === undefined || line.state === state) &&
        (billingModel === undefined || line.figures.billingModel === billingModel),
    );
    return ordered(matching, sort, direction);
  }

  /** @throws NotFoundError */
  async get(mandateId: string): Promise<OverviewLine> {
    const [[mandate], [figures]] = await Promise.all([
      this.mandates.overview(mandateId).then((found) => found.filter(({ id }) => id === mandateId)),
      this.figures.figures(this.days(), [mandateId]),
    ]);
    if (!mandate || !figures) throw new NotFoundError();
    return overviewLine(mandate, figures, this.clock.today());
  }

  private days(): OverviewDays {
    const today = this.clock.today();
    const thisMonth = `${today.slice(0, 7)}-01`;
    return {
      thisMonth,
      lastMonth: `${addDays(thisMonth, -1).slice(0, 7)}-01`,
      window: addDays(today, 1 - RUNWAY_WINDOW_DAYS),
    };
  }
}

function totalsOf(lines: readonly OverviewLine[]): MandateTotalsDto {
  const sum = (of: (line: OverviewLine) => Nano): string => toChf(lines.reduce((total, line) => total + of(line), 0n));
  return {
    mandates: lines.length,
    members: lines.reduce((total, { members }) => total + members, 0),
    balance: sum(({ figures }) => figures.balance),
    held: sum(({ figures }) => figures.held),
    usedThisMonth: sum(({ figures }) => figures.usedThisMonth),
    usedLastMonth: sum(({ figures }) => figures.usedLastMonth),
  };
}
