import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import {
  FEATURES,
  type Feature,
  STATISTICS_GROUPINGS,
  type StatisticsGrouping,
} from '../constants/billing.constants.js';
import { LOCALES, type Locale, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { Chf, Day, ListOf, ListOfLiterals, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

export class StatisticsQuery {
  @Day({ description: 'first day, Europe/Zurich, inclusive' })
  from!: string;

  @Day({ description: 'last day, Europe/Zurich, inclusive' })
  to!: string;

  @ListOfLiterals(STATISTICS_GROUPINGS, { optional: true, max: 3, description: 'comma separated' })
  groupBy?: StatisticsGrouping[];

  @OneOf(CONNECTOR_TYPES, { optional: true })
  connectorType?: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true })
  model?: string;

  @OneOf(FEATURES, { optional: true })
  feature?: Feature;

  @Uuid({ optional: true })
  userId?: string;

  @Uuid({ optional: true })
  automationId?: string;

  @OneOf(['json', 'csv'], { optional: true, description: 'csv answers with the rows as a file' })
  format?: 'json' | 'csv';

  @OneOf(LOCALES, { optional: true, description: "language of a file's headings; the caller's own without" })
  locale?: Locale;
}

/** Sums of one group; a grouping that was not asked for is null. */
export class StatisticsRowDto {
  @Day({ nullable: true })
  day!: string | null;

  @Text({ max: 7, nullable: true, description: '`YYYY-MM`' })
  month!: string | null;

  @OneOf(CONNECTOR_TYPES, { nullable: true })
  connectorType!: ConnectorType | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @OneOf(FEATURES, { nullable: true })
  feature!: Feature | null;

  @Uuid({ nullable: true })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @Uuid({ nullable: true })
  automationId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  automationName!: string | null;

  @WholeNumber()
  calls!: number;

  @WholeNumber({ description: 'input tokens of every kind' })
  inputTokens!: number;

  @WholeNumber()
  outputTokens!: number;

  @Chf({ description: 'what was charged, positive' })
  amount!: string;
}

export class StatisticsDto {
  @Day()
  from!: string;

  @Day()
  to!: string;

  @ListOfLiterals(STATISTICS_GROUPINGS)
  groupBy!: StatisticsGrouping[];

  @ListOf(() => StatisticsRowDto)
  rows!: StatisticsRowDto[];

  @Nested(() => StatisticsRowDto)
  total!: StatisticsRowDto;
}

/** What a weekday costs on average, and how many of them the month still has. */
export class ForecastWeekdayDto {
  @WholeNumber({ min: 1, max: 7, description: '1 Monday … 7 Sunday' })
  weekday!: number;

  @Chf({ description: 'average use of such a day over the basis' })
  average!: string;

  @WholeNumber({ description: 'such days after today in this month' })
  daysLeft!: number;
}

/**
 * What this calendar month will cost the mandate, or the caller where that is all that the caller may see:
 * `used` + `restOfToday` + Σ `weekdays.average` × `weekdays.daysLeft` = `expected`.
 */
export class ForecastDto {
  @Text({ max: 7, description: '`YYYY-MM`' })
  month!: string;

  @OneOf(['mandate', 'own'])
  scope!: 'mandate' | 'own';

  @Chf({ description: 'charged in this month so far' })
  used!: string;

  @Chf({ description: 'what today still lacks of an average such weekday; never negative' })
  restOfToday!: string;

  @Chf()
  expected!: string;

  @Chf({ description: 'charged in the whole month before' })
  previousMonth!: string;

  @Day({
    nullable: true,
    description: 'first day of what was averaged; null when nothing was used in the last 28 days',
  })
  basisFrom!: string | null;

  @Day()
  basisTo!: string;

  @ListOf(() => ForecastWeekdayDto, { description: 'Monday to Sunday' })
  weekdays!: ForecastWeekdayDto[];
}
