import type { ModelInfo, Usage } from './connector.contract.js';
import { totalInput } from './usage.js';

/**
 * How far beyond what a model can do at all a report may lie. Providers count in ways that nobody has announced, and
 * what they bill is charged; what is beyond even this is no count but garbage, and must not empty an account.
 */
const TOLERANCE = 25;
const SEARCHES_MAX = 1_000;
/** The dearest documented operation of a search provider. */
const SEARCH_CREDITS_MAX = 250;

/** Whether a report can be a usage of the model, and not a garbled number. */
export function isPlausible(usage: Usage, { contextWindow, maxOutputTokens }: ModelInfo): boolean {
  return (
    totalInput(usage) <= contextWindow * TOLERANCE &&
    usage.output <= maxOutputTokens * TOLERANCE &&
    usage.searchRequests <= SEARCHES_MAX &&
    usage.searchCredits <= SEARCH_CREDITS_MAX
  );
}
