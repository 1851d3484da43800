import {
  type CandidateOutcome,
  type ErrorCode,
  MODEL_ID_SEPARATOR,
  type ModelCandidateDto,
  type ModelDecisionDto,
} from '@nyla/contracts';
import { toChf } from '@nyla/money';
import type { ModelInfo } from '../aicore/aicore.facade.js';
import type { Quote } from './quote.js';

type Candidate = { -readonly [Key in keyof ModelCandidateDto]: ModelCandidateDto[Key] };

/** The record of a choice among models: every candidate, in the order of preference, and what became of it. */
export class Decision {
  private readonly candidates = new Map<string, Candidate>();

  constructor(private readonly requested: string) {}

  /** A model that was considered; those that can be used come with the price of the request. */
  consider(
    model: Pick<ModelInfo, 'connectorType' | 'model' | 'displayName'>,
    outcome: CandidateOutcome,
    quoted?: Quote,
  ): void {
    const id = modelIdOf(model);
    this.candidates.set(id, {
      model: id,
      displayName: model.displayName,
      outcome,
      likely: quoted ? toChf(quoted.likely) : null,
      maximum: quoted ? toChf(quoted.maximum) : null,
      errorCode: null,
      transactionId: null,
    });
  }

  /** A model that the caller named and that cannot be used, for the reason that the error code gives. */
  considerUnusable(modelId: string, code: ErrorCode): void {
    this.candidates.set(modelId, {
      model: modelId,
      displayName: modelId,
      outcome: outcomeOfCode(code),
      likely: null,
      maximum: null,
      errorCode: null,
      transactionId: null,
    });
  }

  choose(modelId: string): void {
    this.update(modelId, { outcome: 'chosen' });
  }

  /** @param transactionId the booking of what the attempt cost all the same */
  fail(modelId: string, errorCode: string, transactionId: string | null): void {
    this.update(modelId, { outcome: 'failed', errorCode, transactionId });
  }

  refuse(modelId: string, outcome: CandidateOutcome): void {
    this.update(modelId, { outcome });
  }

  /** The reasons why no candidate could be used, each once. */
  reasons(): CandidateOutcome[] {
    return [...new Set([...this.candidates.values()].map(({ outcome }) => outcome))];
  }

  toDto(): ModelDecisionDto {
    const candidates = [...this.candidates.values()];
    const chosen = candidates.find(({ outcome }) => outcome === 'chosen')?.model ?? null;
    return { requested: this.requested, chosen, candidates: candidates.map((candidate) => ({ ...candidate })) };
  }

  private update(modelId: string, change: Partial<Candidate>): void {
    const candidate = this.candidates.get(modelId);
    if (candidate) Object.assign(candidate, change);
  }
}

const OUTCOMES: Readonly<Partial<Record<ErrorCode, CandidateOutcome>>> = {
  'aicore.provider_not_configured': 'not_configured',
  'aicore.model_retired': 'retired',
  'aicore.price_missing': 'price_missing',
  'aicore.context_too_long': 'context_too_long',
  'billing.insufficient_balance': 'insufficient_balance',
};

/** What a refusal means for a candidate. */
export function outcomeOfCode(code: ErrorCode): CandidateOutcome {
  return OUTCOMES[code] ?? 'not_suitable';
}

/** `connectorType/model` */
export function modelIdOf({ connectorType, model }: Pick<ModelInfo, 'connectorType' | 'model'>): string {
  return `${connectorType}${MODEL_ID_SEPARATOR}${model}`;
}
