/** Whether a price is in force, will be, or was; or was taken back before it began. */
export const PRICE_STATES = ['current', 'future', 'past', 'withdrawn'] as const;
export type PriceState = (typeof PRICE_STATES)[number];

/**
 * Why a price that breaks no rule looks like a typing error: more than ten times up or down, an exchange rate more
 * than ten per cent away, a price per token or per thousand in place of per million, or nothing at all.
 */
export const PRICE_WARNING_REASONS = ['tenfold', 'ten_percent', 'unit', 'zero'] as const;
export type PriceWarningReason = (typeof PRICE_WARNING_REASONS)[number];

export const PRICE_SOURCE_MAX_LENGTH = 200;
export const PRICE_AUTHOR_MAX_LENGTH = 200;
export const MULTIPLIERS_MAX = 20;
export const TRAITS_MAX = 20;
export const TRAIT_MAX_LENGTH = 40;
