export const LOCALES = ['de-CH', 'en', 'fr-CH'] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = 'de-CH';

/** How figures are written, chosen apart from the language: `1'234.50` · `1,234.50` · `1.234,50` · `1 234,50`. */
export const NUMBER_FORMATS = ['swiss', 'english', 'german', 'french'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];
export const DEFAULT_NUMBER_FORMAT: NumberFormat = 'swiss';

/** Days, months and schedules are cut in this time zone, whatever the server's or the reader's clock says. */
export const BILLING_TIME_ZONE = 'Europe/Zurich';

export const MANDATE_HEADER = 'x-mandate-id';
export const REQUEST_ID_HEADER = 'x-request-id';
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 256;
export const NAME_MAX_LENGTH = 120;
export const EMAIL_MAX_LENGTH = 254;

export const MANDATE_KINDS = ['root', 'customer'] as const;
export type MandateKind = (typeof MANDATE_KINDS)[number];

export const MANDATE_STATUSES = ['active', 'suspended'] as const;
export type MandateStatus = (typeof MANDATE_STATUSES)[number];
