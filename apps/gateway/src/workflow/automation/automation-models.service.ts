import { Injectable } from '@nestjs/common';
import { AUTO_PREFIX, type AutomationDefinitionDto, MODEL_ID_SEPARATOR, type RetiringModelDto } from '@nyla/contracts';
import {
  AicoreFacade,
  describePrice,
  type ListedModel,
  parseAutoAim,
  parseModelId,
} from '../../aicore/aicore.facade.js';
import { BillingFacade } from '../../billing/billing.facade.js';
import { DomainError, ProviderNotAllowedException, ValidationError } from '../../common/errors/domain-error.js';
import { type PermissionSet, RbacFacade } from '../../rbac/rbac.facade.js';
import { modelIdOf } from '../decision.js';
import { FieldErrors } from './definition-fields.js';
import { type NamedModel, namedModels } from './definition-models.js';

/** The models of automations: whether their owner may use them, and which of them will not be there for long. */
@Injectable()
export class AutomationModelsService {
  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /**
   * Holds every model that a definition names against what its owner may use now. A run checks the same again.
   * @throws ProviderNotAllowedException naming the model, before anything else is told about it
   * @throws ValidationError for a model that does not exist or cannot do what its step needs
   */
  async check(mandateId: string, ownerId: string, definition: AutomationDefinitionDto): Promise<void> {
    const named = namedModels(definition);
    const permissions = await this.rbac.permissionsOf(mandateId, ownerId);
    for (const { modelId } of named) refuseForbidden(modelId, permissions);
    const listed = await this.listed(mandateId, ownerId, permissions);
    const errors = new FieldErrors();
    for (const model of named) {
      const problem = problemOf(model, listed);
      if (problem) errors.add(model.field, 'isModel', problem);
    }
    if (errors.items.length > 0) throw new ValidationError(errors.items);
  }

  /** Those of the models that their provider will switch off or has switched off, by id, with what takes their place. */
  async retiring(
    mandateId: string,
    userId: string,
    modelIds: readonly string[],
  ): Promise<ReadonlyMap<string, RetiringModelDto>> {
    if (modelIds.length === 0) return new Map();
    const listed = await this.listed(mandateId, userId, await this.rbac.permissionsOf(mandateId, userId));
    const retiring = [...new Set(modelIds)].flatMap((modelId) => retiringDto(modelId, listed) ?? []);
    return new Map(retiring.map((dto) => [dto.model, dto]));
  }

  private async listed(
    mandateId: string,
    userId: string,
    permissions: PermissionSet,
  ): Promise<ReadonlyMap<string, ListedModel>> {
    const { markupPercent } = await this.billing.payingAccount(mandateId, userId);
    const models = await this.aicore.listModels({ permissions, markupPercent });
    return new Map(models.map((listed) => [modelIdOf(listed.model), listed]));
  }
}

function refuseForbidden(modelId: string, permissions: PermissionSet): void {
  const parsed = parsedId(modelId);
  if (!parsed || permissions.allowsModel(parsed.connectorType, parsed.model)) return;
  throw new ProviderNotAllowedException({ ...parsed, reason: 'not_permitted' });
}

function problemOf({ modelId, capability }: NamedModel, listed: ReadonlyMap<string, ListedModel>): string | undefined {
  if (modelId.startsWith(AUTO_PREFIX)) {
    const isAim = capability === 'chat' && parseAutoAim(modelId) !== null;
    return isAim ? undefined : 'is no automatic choice that is possible here';
  }
  const parsed = parsedId(modelId);
  const model = listed.get(modelId)?.model;
  if (model) return model.capabilities.includes(capability) ? undefined : `is no ${capability} model`;
  // Of a provider that is not set up, or does not answer, no model is known: the run will tell.
  if (parsed && !hasModelsOf(parsed.connectorType, listed)) return undefined;
  return 'is no model that exists';
}

function retiringDto(modelId: string, listed: ReadonlyMap<string, ListedModel>): RetiringModelDto | undefined {
  const entry = listed.get(modelId);
  if (!entry) return undefined;
  const { connectorType, status, shutdownDate, replacement } = entry.model;
  if (status !== 'deprecated' && status !== 'retired' && shutdownDate === null) return undefined;
  const replacementId = replacement && `${connectorType}${MODEL_ID_SEPARATOR}${replacement}`;
  return {
    model: modelId,
    shutdownDate,
    replacement: replacementId,
    typicalAnswer: typicalAnswer(entry),
    replacementTypicalAnswer: replacementId ? typicalAnswer(listed.get(replacementId)) : null,
  };
}

/** Price of a typical answer in wire form; null for what has no price. */
function typicalAnswer(listed: ListedModel | undefined): string | null {
  if (!listed?.pricing) return null;
  const { connector, model, pricing } = listed;
  return describePrice(pricing, connector.typicalUsage(model, pricing.price)).typicalAnswer;
}

function hasModelsOf(connectorType: string, listed: ReadonlyMap<string, ListedModel>): boolean {
  return [...listed.values()].some(
    ({ model, reason }) => model.connectorType === connectorType && reason !== 'not_configured',
  );
}

function parsedId(modelId: string): ReturnType<typeof parseModelId> | undefined {
  try {
    return parseAutoAim(modelId) === null ? parseModelId(modelId) : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
