import type { CandidateOutcome, ModelCandidateDto } from '@nyla/contracts';

/** Reasons that have nothing to do with the request: the model is not on offer here at all. */
const NOT_ON_OFFER: ReadonlySet<CandidateOutcome> = new Set([
  'not_permitted',
  'not_configured',
  'price_missing',
  'retired',
]);

/** Whether a model stood for the choice. */
export function isEligible({ outcome }: Pick<ModelCandidateDto, 'outcome'>): boolean {
  return !NOT_ON_OFFER.has(outcome);
}
