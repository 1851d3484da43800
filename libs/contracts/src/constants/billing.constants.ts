export const CURRENCY = 'CHF';

/**
 * `PREPAY_MANDATE` one shared balance · `PREPAY_USER` a balance for each member · `POSTPAY` down to a credit limit,
 * billed monthly · `UNLIMITED` recorded, never blocked.
 */
export const BILLING_MODELS = ['PREPAY_MANDATE', 'PREPAY_USER', 'POSTPAY', 'UNLIMITED'] as const;
export type BillingModel = (typeof BILLING_MODELS)[number];

export const ACCOUNT_STATUSES = ['active', 'suspended'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export const TRANSACTION_TYPES = ['credit', 'debit', 'adjustment', 'transfer', 'expiry'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

/** How the call behind a debit ended: answered in full, stopped by the caller, or broken off by the provider. */
export const CALL_OUTCOMES = ['completed', 'aborted', 'failed'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** The parts of the product that make AI calls. */
export const FEATURES = ['chat', 'automation', 'api'] as const;
export type Feature = (typeof FEATURES)[number];

/** What may have a limit of its own beside the balance: one run of an automation · all its runs of a calendar month. */
export const BUDGET_KINDS = ['run', 'automation_month'] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

export const STATISTICS_GROUPINGS = [
  'day',
  'month',
  'connectorType',
  'model',
  'feature',
  'userId',
  'automationId',
] as const;
export type StatisticsGrouping = (typeof STATISTICS_GROUPINGS)[number];

/** A statistics query covers at most this many days. */
export const STATISTICS_MAX_DAYS = 1100;

/** Where a balance stands, judged by the server from balance, settings and average use. */
export const BALANCE_STATES = ['ok', 'low', 'exhausted', 'suspended', 'unlimited'] as const;
export type BalanceState = (typeof BALANCE_STATES)[number];

export const REASON_MAX_LENGTH = 500;
export const REFERENCE_MAX_LENGTH = 140;
export const IDEMPOTENCY_KEY_MAX_LENGTH = 128;
export const SEARCH_MAX_LENGTH = 100;

/** Ranges of days that move with the calendar of Europe/Zurich, for filters that are kept. */
export const RANGE_PRESETS = ['today', '7d', '30d', 'month', 'lastMonth', 'quarter', 'year'] as const;
export type RangePreset = (typeof RANGE_PRESETS)[number];

/** Filters that one person keeps in one mandate. */
export const SAVED_FILTERS_MAX = 50;
export const SAVED_FILTER_NAME_MAX_LENGTH = 60;

export const FILE_FORMATS = ['csv', 'xlsx'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
export const XLSX_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Bookings in a file that is on its way; absent where they cannot be counted in good time. */
export const TOTAL_COUNT_HEADER = 'x-total-count';
/** About how long that file will be, in bytes, so that its reader can show how far it is. */
export const ESTIMATED_LENGTH_HEADER = 'x-estimated-length';

/** What a check of a balance looks at: the sum, the numbers, each balance after a booking, and the chain of hashes. */
export const CHECK_RULES = ['sum', 'numbers', 'balances', 'hashes'] as const;
export type CheckRule = (typeof CHECK_RULES)[number];

/** A credit or a correction above this, in CHF, needs its amount typed a second time. */
export const CREDIT_CONFIRMATION_ABOVE = '10000';
/** The smallest top-up, in CHF; the largest is the operator's limit. */
export const TOP_UP_MINIMUM = '1';
/** The largest amount that a single credit or request may name, in CHF; above is taken for a typing error. */
export const CREDIT_MAXIMUM = '1000000';

/** What became of a top-up: asked for · booked · refused by the operator · taken back by who asked. */
export const TOP_UP_STATES = ['requested', 'booked', 'declined', 'withdrawn'] as const;
export type TopUpState = (typeof TOP_UP_STATES)[number];

/** `self`: booked by the mandate's admin within the limit · `request`: asked of the operator. */
export const TOP_UP_KINDS = ['self', 'request'] as const;
export type TopUpKind = (typeof TOP_UP_KINDS)[number];

/** Where a mandate chose no threshold of its own, it is warned when its credit lasts fewer days than this. */
export const DEFAULT_WARN_RUNWAY_DAYS = 7;
export const WARN_RUNWAY_DAYS_MAX = 365;

/** What a mandate may be warned by: an amount, a share of the last credit, days that the credit lasts. */
export const WARNING_KINDS = ['amount', 'percent', 'days'] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];
/** `off`: pays for nothing, or without limit · `armed`: people are told when it falls · the others: it has fallen. */
export const ALERT_LEVELS = ['off', 'armed', 'low', 'exhausted'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** Why billing settings cannot change: open calls hold credit that would be missing · the balance is below the new limit. */
export const SWITCH_REFUSAL_REASONS = ['calls_in_flight', 'balance_too_low'] as const;
export type SwitchRefusalReason = (typeof SWITCH_REFUSAL_REASONS)[number];
