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

export const STATISTICS_GROUPINGS = ['day', 'month', 'connectorType', 'model', 'feature', 'userId', 'automationId'] as const;
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
