import type { MessageChargeDto, MessageDto } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR, PROVIDER_WEB_SEARCH } from '@nyla/contracts/constants';
import { parseChf } from '@/lib/money';

/** What a booking behind an answer was for. */
export type ChargeKind = 'search' | 'answer' | 'failed' | 'aborted';

type Answer = Pick<MessageDto, 'price' | 'charges' | 'webSearch'>;

/** What an answer cost in all, nano-francs; null while nothing is booked. */
export function totalCharged({ price, charges }: Answer): bigint | null {
  // While an answer is being received, only the sum is known.
  if (charges.length === 0) return price ? parseChf(price.amount) : null;
  return charges.reduce((sum, { amount }) => sum + parseChf(amount), 0n);
}

export function chargeKind(charge: MessageChargeDto, { webSearch }: Answer): ChargeKind {
  if (modelIdOf(charge) === webSearch) return 'search';
  return charge.outcome === 'completed' ? 'answer' : charge.outcome;
}

/**
 * The model or search to blame for an answer that failed: with it only a code is stored. A search that was asked for,
 * found nothing and is not booked as done is where it ended; null where nothing says.
 */
export function failedModelId(message: Pick<MessageDto, 'model' | 'decision' | 'sources'> & Answer): string | null {
  const { webSearch, charges, sources, decision, model } = message;
  const searchedItself = webSearch !== null && webSearch !== PROVIDER_WEB_SEARCH;
  const booked = charges.some((charge) => modelIdOf(charge) === webSearch && charge.outcome === 'completed');
  if (searchedItself && !booked && sources.length === 0) return webSearch;
  return decision?.candidates.findLast(({ outcome }) => outcome === 'failed')?.model ?? model;
}

/** `connectorType/model` */
export function modelIdOf({ connectorType, model }: Pick<MessageChargeDto, 'connectorType' | 'model'>): string {
  return `${connectorType}${MODEL_ID_SEPARATOR}${model}`;
}
