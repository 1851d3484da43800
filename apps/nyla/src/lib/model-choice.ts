import type { AutoAim, ModelDto } from '@nyla/contracts';
import { AUTO_AIMS, AUTO_PREFIX } from '@nyla/contracts/constants';

/** An aim by which the gateway picks a model for each question. */
export interface AutoChoice {
  readonly kind: 'auto';
  /** `auto/…`, as requests name it. */
  readonly id: string;
  readonly aim: AutoAim;
}

export interface SingleChoice {
  readonly kind: 'model';
  readonly id: string;
  readonly model: ModelDto;
}

/** What answers. */
export type ModelChoice = AutoChoice | SingleChoice;

export const AUTO_CHOICES: readonly AutoChoice[] = AUTO_AIMS.map((aim) => ({
  kind: 'auto',
  id: `${AUTO_PREFIX}${aim}`,
  aim,
}));

/** The aim of an id such as `auto/best`; null for the id of a model. */
export function autoAimOf(id: string): AutoAim | null {
  return AUTO_CHOICES.find((choice) => choice.id === id)?.aim ?? null;
}

/** Models that answer; those that only find pages are chosen elsewhere. */
export function chatModels(models: readonly ModelDto[]): readonly ModelDto[] {
  return models.filter(({ capabilities }) => capabilities.includes('chat'));
}

/** The gateway picks among usable models in active service only. */
export function autoIsUsable(models: readonly ModelDto[]): boolean {
  return models.some(({ usable, status }) => usable && status === 'active');
}

/** Who has chosen nothing yet gets neither the dearest model nor the oldest. */
const DEFAULT_AIM: AutoAim = 'balanced';

/** What to write with: the wanted ids in order as far as they may be used, else an automatic choice. */
export function chooseModel(
  models: readonly ModelDto[],
  ...wanted: readonly (string | null | undefined)[]
): ModelChoice | null {
  for (const id of wanted) {
    const choice = id && usableChoice(models, id);
    if (choice) return choice;
  }
  if (autoIsUsable(models)) return AUTO_CHOICES.find(({ aim }) => aim === DEFAULT_AIM) ?? null;
  const first = models.find(({ usable }) => usable);
  return first ? single(first) : null;
}

function usableChoice(models: readonly ModelDto[], id: string): ModelChoice | undefined {
  const auto = AUTO_CHOICES.find((choice) => choice.id === id);
  if (auto) return autoIsUsable(models) ? auto : undefined;
  const model = models.find((candidate) => candidate.id === id);
  return model?.usable ? single(model) : undefined;
}

function single(model: ModelDto): SingleChoice {
  return { kind: 'model', id: model.id, model };
}
