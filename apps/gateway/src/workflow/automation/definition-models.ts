import { AUTO_PREFIX, type AutomationDefinitionDto } from '@nyla/contracts';
import { allSteps } from './definition-steps.js';

/** A model that a definition names, with its place. */
export interface NamedModel {
  readonly field: string;
  readonly modelId: string;
  /** What it must be able to do. */
  readonly capability: 'chat' | 'search';
}

/** Every model that a definition names, in the order in which it stands there. */
export function namedModels({ models, steps }: AutomationDefinitionDto, field = 'definition'): NamedModel[] {
  const inSteps = allSteps(steps, `${field}.steps`).flatMap(({ step: { prompt, webSearch }, field: at }) => [
    ...listed(prompt?.models ?? [], `${at}.prompt.models`),
    ...(webSearch ? [{ field: `${at}.webSearch.model`, modelId: webSearch.model, capability: 'search' as const }] : []),
  ]);
  return [...listed(models, `${field}.models`), ...inSteps];
}

/** The ids of the models that a definition names, automatic choices left out. */
export function namedModelIds(definition: AutomationDefinitionDto): string[] {
  const ids = namedModels(definition).map(({ modelId }) => modelId);
  return [...new Set(ids)].filter((id) => !id.startsWith(AUTO_PREFIX));
}

function listed(models: readonly string[], field: string): NamedModel[] {
  return models.map((modelId, index) => ({ field: `${field}.${index}`, modelId, capability: 'chat' }));
}
