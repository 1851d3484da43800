import type { AutomationDefinitionDto, StepDto } from '@nyla/contracts';
import { parseAutoAim, parseModelId } from '../../aicore/aicore.facade.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { PermissionSet } from '../../rbac/rbac.facade.js';

type ParsedModel = ReturnType<typeof parseModelId>;

/** The models that a step asks, in their order: its own, the automation's, or the one that it searches with. */
export function modelsOfStep({ prompt, webSearch }: StepDto, { models }: AutomationDefinitionDto): readonly string[] {
  if (webSearch) return [webSearch.model];
  if (!prompt) return [];
  return prompt.models.length > 0 ? prompt.models : models;
}

/** A model that is named and may not be used; undefined for one that may, and for what names no model. */
export function forbiddenModel(modelId: string, permissions: PermissionSet): ParsedModel | undefined {
  const parsed = namedModel(modelId);
  return parsed && !permissions.allowsModel(parsed.connectorType, parsed.model) ? parsed : undefined;
}

/** Those of a list that may be used. All of them where none may: whoever asks for them is refused with the first. */
export function permittedModels(modelIds: readonly string[], permissions: PermissionSet): readonly string[] {
  const permitted = modelIds.filter((modelId) => !forbiddenModel(modelId, permissions));
  return permitted.length > 0 ? permitted : modelIds;
}

/** The model that an id names; undefined for an automatic choice, and for what names none. */
export function namedModel(modelId: string): ParsedModel | undefined {
  try {
    return parseAutoAim(modelId) === null ? parseModelId(modelId) : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
