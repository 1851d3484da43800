import type { Usage, UsageForecast } from '../connector.contract.js';
import { usageOf } from '../usage.js';
import { countOf } from './openai-usage.js';
import { asRecord } from './provider-fault.js';

/** Usage of a search that is paid for in credits. A search that cost none is not counted as one. */
export function searchUsage(searchCredits: number): Usage {
  return usageOf({ searchCredits, searchRequests: searchCredits > 0 ? 1 : 0 });
}

/** Usage from `{ credits }`; null when it names no whole number of them. A zero is a zero. */
export function normaliseSearchUsage(raw: unknown): Usage | null {
  const credits = countOf(asRecord(raw)['credits']);
  return credits === null ? null : searchUsage(credits);
}

/** A search has one price, whatever it finds. */
export function searchForecast(searchCredits: number): UsageForecast {
  const usage = searchUsage(searchCredits);
  return { likely: usage, maximum: usage };
}
