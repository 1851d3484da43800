import type { AutomationDefinitionDto, AutomationDto, ModelDto, StepRunDto } from '@nyla/contracts';
import { AUTOMATION_MODELS_MAX } from '@nyla/contracts/constants';
import { autoAimOf } from '@/lib/model-choice';
import { branchesOf, findRow, stepRows, updateStep } from './steps';

export function isAutomatic(models: readonly string[]): boolean {
  return models.some((id) => autoAimOf(id) !== null);
}

export function withModel(models: readonly string[], id: string): string[] {
  return models.includes(id) || models.length >= AUTOMATION_MODELS_MAX ? [...models] : [...models, id];
}

export function withoutModel(models: readonly string[], id: string): string[] {
  return models.filter((known) => known !== id);
}

/** Moves an entry; the same order where there is no further place. */
export function movedModel(models: readonly string[], id: string, by: 1 | -1): string[] {
  const from = models.indexOf(id);
  const to = from + by;
  if (from === -1 || to < 0 || to >= models.length) return [...models];
  return models.toSpliced(from, 1).toSpliced(to, 0, id);
}

/** Puts another model in the place of one, wherever the automation names it; no list names one twice. */
export function replaceModel(definition: AutomationDefinitionDto, from: string, to: string): AutomationDefinitionDto {
  const replace = (models: readonly string[]) => [...new Set(models.map((id) => (id === from ? to : id)))];
  const steps = stepRows(definition.steps).reduce<AutomationDefinitionDto['steps']>((changed, { step }) => {
    if (step.prompt?.models.includes(from)) {
      return updateStep(changed, step.id, (own) =>
        own.prompt ? { ...own, prompt: { ...own.prompt, models: replace(own.prompt.models) } } : own,
      );
    }
    if (step.webSearch?.model === from) {
      return updateStep(changed, step.id, (own) =>
        own.webSearch ? { ...own, webSearch: { ...own.webSearch, model: to } } : own,
      );
    }
    return changed;
  }, definition.steps);
  return { ...definition, models: replace(definition.models), steps };
}

/** Every model that a definition names. */
export function namedModels({ models, steps }: AutomationDefinitionDto): ReadonlySet<string> {
  const own = stepRows(steps).flatMap(({ step }) => [
    ...(step.prompt?.models ?? []),
    ...(step.webSearch ? [step.webSearch.model] : []),
  ]);
  return new Set([...models, ...own].filter((id) => id !== '' && autoAimOf(id) === null));
}

/** The model that was to answer a step, where another one of the list took its place; null where none did. */
export function replacedModel(
  { models, steps }: AutomationDefinitionDto,
  { stepId, model }: Pick<StepRunDto, 'stepId' | 'model'>,
): string | null {
  const prompt = findRow(steps, stepId)?.step.prompt;
  const [first] = prompt?.models.length ? prompt.models : models;
  if (!prompt || model === null || first === undefined || autoAimOf(first) !== null) return null;
  return first === model ? null : first;
}

/** Steps that choose models for themselves. */
export function stepsWithModels({ steps }: AutomationDefinitionDto) {
  return stepRows(steps).filter(({ step }) => (step.prompt?.models.length ?? 0) > 0);
}

/** Whether any step, at any depth, is of a kind. */
export function hasKind(definition: AutomationDefinitionDto, kind: 'http_request' | 'prompt' | 'send_mail'): boolean {
  return stepRows(definition.steps).some(({ step }) => step.kind === kind && branchesOf(step).length === 0);
}

/** Those of the saved automation's retiring models that the draft still names. */
export function stillRetiring(
  retiring: AutomationDto['retiringModels'],
  definition: AutomationDefinitionDto,
): AutomationDto['retiringModels'] {
  const named = namedModels(definition);
  return retiring.filter(({ model }) => named.has(model));
}

/** Models that find pages, those that can be used and cost least first. */
export function searchModels(models: readonly ModelDto[]): ModelDto[] {
  return models
    .filter(({ capabilities }) => capabilities.includes('search'))
    .toSorted((a, b) => Number(b.usable) - Number(a.usable) || Number(a.simulated) - Number(b.simulated));
}
