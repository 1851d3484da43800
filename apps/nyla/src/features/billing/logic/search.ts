import {
  CONNECTOR_TYPES,
  type ConnectorType,
  FEATURES,
  type Feature,
  MODEL_ID_MAX_LENGTH,
  SEARCH_MAX_LENGTH,
  TRANSACTION_TYPES,
  type TransactionType,
} from '@nyla/contracts/constants';
import { searchText as text } from '@/lib/search-text';
import { UUID } from '@/lib/uuid';
import { USAGE_GROUPS, type UsageGroup } from './groups';
import { type Period, parseRange, type RangeSearch } from './period';
import { USAGE_METRICS, type UsageMetric } from './usage-series';

/** URL parameters of the billing dashboard. A value at its default is left out of the URL. */
export interface UsageSearch extends RangeSearch {
  readonly group?: UsageGroup;
  readonly metric?: UsageMetric;
  readonly view?: 'table';
}

/** URL parameters of the list of bookings. */
export interface TransactionsSearch extends RangeSearch {
  readonly type?: TransactionType;
  readonly connectorType?: ConnectorType;
  readonly model?: string;
  readonly feature?: Feature;
  readonly userId?: string;
  readonly automationId?: string;
  /** One run of an automation. */
  readonly runId?: string;
  readonly accountId?: string;
  readonly q?: string;
  /** The booking whose receipt is open. */
  readonly receipt?: string;
}

/** Takes every filter on bookings away. */
export const NO_FILTERS = {
  range: undefined,
  from: undefined,
  to: undefined,
  type: undefined,
  connectorType: undefined,
  model: undefined,
  feature: undefined,
  userId: undefined,
  automationId: undefined,
  runId: undefined,
  accountId: undefined,
  q: undefined,
} as const satisfies { readonly [K in keyof Omit<Required<TransactionsSearch>, 'receipt'>]: undefined };

type Input = Readonly<Record<string, unknown>>;

/** Reads the dashboard's URL; whatever is not understood falls back to the default. */
export function parseUsageSearch(input: Input): UsageSearch {
  return compact({
    ...parseRange(input),
    group: oneOf(USAGE_GROUPS, input['group']),
    metric: oneOf(USAGE_METRICS, input['metric']),
    view: oneOf(['table'] as const, input['view']),
  });
}

/** Reads the URL of the list of bookings; whatever is not understood is no filter. */
export function parseTransactionsSearch(input: Input): TransactionsSearch {
  return compact({
    ...parseRange(input),
    type: oneOf(TRANSACTION_TYPES, input['type']),
    connectorType: oneOf(CONNECTOR_TYPES, input['connectorType']),
    model: text(input['model'], MODEL_ID_MAX_LENGTH),
    feature: oneOf(FEATURES, input['feature']),
    userId: uuid(input['userId']),
    automationId: uuid(input['automationId']),
    runId: uuid(input['runId']),
    accountId: uuid(input['accountId']),
    q: text(input['q'], SEARCH_MAX_LENGTH),
    receipt: uuid(input['receipt']),
  });
}

function uuid(value: unknown): string | undefined {
  return typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : undefined;
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that it does not show up in the URL. */
export function compact<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** The filter that the gateway understands: a preset becomes days, and an open receipt is no filter. */
export function filterOf(
  { type, connectorType, model, feature, userId, automationId, runId, accountId, q }: TransactionsSearch,
  period: Period | undefined,
): Defined<Omit<TransactionsSearch, 'range' | 'receipt'>> {
  return compact({
    from: period?.from,
    to: period?.to,
    type,
    connectorType,
    model,
    feature,
    userId,
    automationId,
    runId,
    accountId,
    q,
  });
}

/** What of the URL is kept under a name: every filter, and a range as it moves with the calendar. */
export function keptFilter(search: TransactionsSearch): Omit<TransactionsSearch, 'receipt'> {
  return compact({ ...search, receipt: undefined });
}

/** Whether two filters say the same, in whatever order. */
export function sameFilter(a: object, b: object): boolean {
  const text = (filter: object) => JSON.stringify(Object.entries(compact(filter)).sort());
  return text(a) === text(b);
}
