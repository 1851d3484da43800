import { OUTPUT_TOKENS_MIN } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { type ModelRequest, PriceMissingError, type SelectedModel, type Usage } from '../aicore/aicore.facade.js';
import { DomainError } from '../common/errors/domain-error.js';

/** What a request will cost: likely, and at the most. The maximum is what is reserved. */
export interface Quote {
  readonly request: ModelRequest;
  readonly likely: Nano;
  readonly maximum: Nano;
  /** Upper bound of the input tokens. */
  readonly inputTokens: number;
}

/** What is asked, before a model is chosen for it. */
export type QuotedRequest = Omit<ModelRequest, 'model' | 'maxOutputTokens'> & {
  /** Absent: the model's default. */
  readonly maxOutputTokens?: number | undefined;
};

/**
 * The price of a request before it is sent.
 * @throws DomainError aicore.context_too_long, aicore.price_missing
 */
export function quote(selected: SelectedModel, { maxOutputTokens, ...asked }: QuotedRequest): Quote {
  const { connector, model, pricing } = selected;
  const wanted = maxOutputTokens ?? model.defaultOutputTokens;
  const request = { ...asked, model: model.model, maxOutputTokens: Math.min(wanted, model.maxOutputTokens) };
  const { likely, maximum } = connector.forecast(request, model, pricing.price);
  if (inputOf(likely) > model.contextWindow) {
    throw new DomainError('aicore.context_too_long', {
      inputTokens: inputOf(likely),
      contextWindow: model.contextWindow,
    });
  }
  return {
    request,
    likely: priceOf(selected, likely),
    maximum: priceOf(selected, maximum),
    inputTokens: inputOf(maximum),
  };
}

/** The longest answer to the request that the credit covers; null when not even the shortest does. */
export function affordableOutputTokens(selected: SelectedModel, request: ModelRequest, available: Nano): number | null {
  const fits = (maxOutputTokens: number): boolean => {
    const { connector, model, pricing } = selected;
    const { maximum } = connector.forecast({ ...request, maxOutputTokens }, model, pricing.price);
    return connector.calculatePriceCHF(maximum, pricing).amount <= available;
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

function priceOf({ connector, model, pricing }: SelectedModel, usage: Usage): Nano {
  try {
    return connector.calculatePriceCHF(usage, pricing).amount;
  } catch (error) {
    if (!(error instanceof PriceMissingError)) throw error;
    throw new DomainError('aicore.price_missing', { connectorType: model.connectorType, model: model.model });
  }
}

function inputOf(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
}
