import { Injectable } from '@nestjs/common';
import type { ConnectorType, Feature, StatisticsGrouping } from '@nyla/contracts';
import { BillingDatabase } from '../database/billing-database.js';

export interface StatisticsFilter {
  /** First and last day in Europe/Zurich, inclusive; absent: the first or last there is. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly connectorType?: ConnectorType | undefined;
  readonly model?: string | undefined;
  readonly feature?: Feature | undefined;
  readonly userId?: string | undefined;
  readonly automationId?: string | undefined;
  /** Only this person's own use. */
  readonly visibleTo?: string | undefined;
}

/** Sums of one group; the amount is a decimal string in CHF, positive. */
export interface StatisticsRow {
  readonly day?: string;
  readonly month?: string;
  readonly connectorType?: ConnectorType;
  readonly model?: string;
  readonly feature?: Feature;
  readonly userId?: string | null;
  readonly automationId?: string | null;
  readonly calls: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly amount: string;
}

const GROUP_EXPRESSIONS = {
  day: 'day::text',
  month: "to_char(day, 'YYYY-MM')",
  connectorType: 'connector_type',
  model: 'model',
  feature: 'feature',
  userId: 'user_id',
  automationId: 'automation_id',
} as const satisfies Record<StatisticsGrouping, string>;

const SUMS = `coalesce(sum(calls), 0)::text AS calls,
  coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens), 0)::text AS "inputTokens",
  coalesce(sum(output_tokens), 0)::text AS "outputTokens", coalesce(sum(amount), 0)::text AS amount`;

const OF_PERSON = `AND ($7::uuid IS NULL OR user_id = $7) AND ($8::uuid IS NULL OR user_id = $8)
         AND ($9::uuid IS NULL OR automation_id = $9)`;

/** What the roll-up by mandate and day does not know. */
const BY_PERSON: ReadonlySet<StatisticsGrouping> = new Set(['userId', 'automationId']);

/** Sums of usage, from the daily roll-ups that are written together with each booking. */
@Injectable()
export class StatisticsRepository {
  constructor(private readonly database: BillingDatabase) {}

  async sums(
    mandateId: string,
    filter: StatisticsFilter,
    groupBy: readonly StatisticsGrouping[],
  ): Promise<StatisticsRow[]> {
    const columns = groupBy.map((grouping) => `${GROUP_EXPRESSIONS[grouping]} AS "${grouping}"`);
    const positions = groupBy.map((_, index) => index + 1).join(', ');
    const {
      from = '-infinity',
      to = 'infinity',
      connectorType,
      model,
      feature,
      userId,
      visibleTo,
      automationId,
    } = filter;
    const isByPerson =
      groupBy.some((grouping) => BY_PERSON.has(grouping)) || (userId ?? visibleTo ?? automationId) !== undefined;
    const values = [mandateId, from, to, connectorType ?? null, model ?? null, feature ?? null];
    if (isByPerson) values.push(userId ?? null, visibleTo ?? null, automationId ?? null);
    return this.database.query<StatisticsRow>(
      `SELECT ${[...columns, SUMS].join(', ')} FROM ${isByPerson ? 'billing_usage_daily' : 'billing_mandate_usage_daily'}
       WHERE mandate_id = $1 AND day BETWEEN $2 AND $3
         AND ($4::text IS NULL OR connector_type = $4) AND ($5::text IS NULL OR model = $5)
         AND ($6::text IS NULL OR feature = $6) ${isByPerson ? OF_PERSON : ''}
       ${positions && `GROUP BY ${positions} ORDER BY ${positions}`}`,
      values,
    );
  }

  /** What was charged for each of these automations on these days; those without a charge are missing. */
  async amountsByAutomation(
    mandateId: string,
    automationIds: readonly string[],
    from: string,
    to: string,
  ): Promise<{ automationId: string; amount: string }[]> {
    return this.database.query(
      `SELECT automation_id AS "automationId", sum(amount)::text AS amount FROM billing_usage_daily
       WHERE mandate_id = $1 AND automation_id = ANY ($2::uuid[]) AND day BETWEEN $3 AND $4 GROUP BY 1`,
      [mandateId, automationIds, from, to],
    );
  }

  /** Amount of each day with usage, for the runway. */
  async amountsByDay(
    mandateId: string,
    userId: string | null,
    from: string,
    to: string,
  ): Promise<{ day: string; amount: string }[]> {
    return this.database.query(
      `SELECT day::text, sum(amount)::text AS amount
       FROM ${userId === null ? 'billing_mandate_usage_daily' : 'billing_usage_daily'}
       WHERE mandate_id = $1 AND day BETWEEN $2 AND $3 ${userId === null ? '' : 'AND user_id = $4'} GROUP BY 1`,
      [mandateId, from, to, ...(userId === null ? [] : [userId])],
    );
  }

  /** What some members used on each day; days without use are missing. */
  async amountsByMemberAndDay(
    mandateId: string,
    userIds: readonly string[],
    from: string,
    to: string,
  ): Promise<{ userId: string; day: string; amount: string }[]> {
    return this.database.query(
      `SELECT user_id AS "userId", day::text, sum(amount)::text AS amount FROM billing_usage_daily
       WHERE mandate_id = $1 AND user_id = ANY ($2::uuid[]) AND day BETWEEN $3 AND $4 GROUP BY 1, 2`,
      [mandateId, userIds, from, to],
    );
  }
}
