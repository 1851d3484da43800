/** What the operator's overview of mandates can be ordered by. */
export const MANDATE_SORTS = [
  'name',
  'balance',
  'held',
  'available',
  'runwayDays',
  'usedThisMonth',
  'usedLastMonth',
  'billingModel',
  'state',
  'members',
  'lastUsedOn',
  'createdAt',
] as const;
export type MandateSort = (typeof MANDATE_SORTS)[number];

export const SORT_DIRECTIONS = ['asc', 'desc'] as const;
export type SortDirection = (typeof SORT_DIRECTIONS)[number];

/** The most that a mandate begins with, in CHF. More is credited afterwards, with its own confirmation. */
export const INITIAL_CREDIT_MAXIMUM = '10000';
