import {
  BALANCE_STATES,
  type BalanceState,
  BILLING_MODELS,
  type BillingModel,
  MANDATE_SORTS,
  type MandateSort,
  SEARCH_MAX_LENGTH,
  SORT_DIRECTIONS,
  type SortDirection,
} from '@nyla/contracts/constants';
import { searchText } from '@/lib/search-text';
import { UUID } from '@/lib/uuid';

/** URL parameters of the overview. A value at its default is left out of the URL. */
export interface MandatesSearch {
  readonly q?: string;
  readonly state?: BalanceState;
  readonly billingModel?: BillingModel;
  readonly sort?: MandateSort;
  readonly direction?: SortDirection;
}

/** URL parameters of one mandate. */
export interface MandateSearch {
  /** The day whose bookings are shown. */
  readonly day?: string;
  /** The booking whose receipt is open. */
  readonly receipt?: string;
}

interface OrderInUrl {
  readonly sort: MandateSort | undefined;
  readonly direction: SortDirection | undefined;
}

type Input = Readonly<Record<string, unknown>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT_SORT: MandateSort = 'name';

/** Figures are looked at from the largest down, names from the first on. */
export function firstDirection(sort: MandateSort): SortDirection {
  return ['name', 'billingModel', 'state', 'runwayDays', 'available'].includes(sort) ? 'asc' : 'desc';
}

/** The order after a click on a column: the other way round, or that column's own first way. */
export function nextOrder(search: MandatesSearch, sort: MandateSort): OrderInUrl {
  const { sort: current, direction } = orderOf(search);
  const next = current === sort ? (direction === 'asc' ? 'desc' : 'asc') : firstDirection(sort);
  return orderInUrl(sort, next);
}

/** As short as it can be written in the URL. */
export function orderInUrl(sort: MandateSort, direction: SortDirection): OrderInUrl {
  const isDefault = sort === DEFAULT_SORT && direction === firstDirection(sort);
  return {
    sort: isDefault ? undefined : sort,
    direction: direction === firstDirection(sort) ? undefined : direction,
  };
}

export function orderOf({ sort = DEFAULT_SORT, direction }: MandatesSearch): {
  sort: MandateSort;
  direction: SortDirection;
} {
  return { sort, direction: direction ?? firstDirection(sort) };
}

/** Reads the overview's URL; whatever is not understood falls back to the default. */
export function parseMandatesSearch(input: Input): MandatesSearch {
  return compact({
    q: searchText(input['q'], SEARCH_MAX_LENGTH),
    state: oneOf(BALANCE_STATES, input['state']),
    billingModel: oneOf(BILLING_MODELS, input['billingModel']),
    sort: oneOf(MANDATE_SORTS, input['sort']),
    direction: oneOf(SORT_DIRECTIONS, input['direction']),
  });
}

export function parseMandateSearch(input: Input): MandateSearch {
  const { day, receipt } = input;
  return compact({
    day: typeof day === 'string' && DAY.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    receipt: typeof receipt === 'string' && UUID.test(receipt) ? receipt.toLowerCase() : undefined,
  });
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that it does not show up in the URL. */
export function compact<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
