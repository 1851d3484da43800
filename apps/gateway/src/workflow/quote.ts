import { OUTPUT_TOKENS_MIN } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import type { ModelRequest, SelectedModel } from '../aicore/aicore.facade.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { CallRequest } from './call.types.js';

/** What a request will cost: likely, and at the most. The maximum is what is reserved. */
export interface Quote {
  readonly request: ModelRequest;
  readonly likely: Nano;
  readonly maximum: Nano;
  /** Upper bound of the input tokens. */
  readonly inputTokens: number;
}

/**
 * The price of a request before it is sent.
 * @throws DomainError aicore.context_too_long
 */
export function quote(selected: SelectedModel, { messages, maxOutputTokens }: CallRequest): Quote {
  const { connector, model, pricing } = selected;
  const wanted = maxOutputTokens ?? model.defaultOutputTokens;
  const request = { model: model.model, messages, maxOutputTokens: Math.min(wanted, model.maxOutputTokens) };
  const { likely, maximum } = connector.forecast(request, model);
  if (inputOf(likely) > model.contextWindow) {
    throw new DomainError('aicore.context_too_long', {
      inputTokens: inputOf(likely),
      contextWindow: model.contextWindow,
    });
  }
  return {
    request,
    likely: connector.calculatePriceCHF(likely, pricing).amount,
    maximum: connector.calculatePriceCHF(maximum, pricing).amount,
    inputTokens: inputOf(maximum),
  };
}

/** The longest answer to the request that the credit covers; null when not even the shortest does. */
export function affordableOutputTokens(selected: SelectedModel, request: ModelRequest, available: Nano): number | null {
  const fits = (maxOutputTokens: number): boolean => {
    const { maximum } = selected.connector.forecast({ ...request, maxOutputTokens }, selected.model);
    return selected.connector.calculatePriceCHF(maximum, selected.pricing).amount <= available;
  };
  let fitting = OUTPUT_TOKENS_MIN;
  if (!fits(fitting)) return null;
  let tooMany = request.maxOutputTokens + 1;
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

function inputOf(usage: { input: number; cacheRead: number; cacheWrite: number; cacheWriteLong: number }): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
}
