import { Injectable } from '@nestjs/common';
import {
  AUTO_PREFIX,
  type AutomationDefinitionDto,
  type ConnectorType,
  MODEL_ID_SEPARATOR,
  type RetiringModelDto,
  type StepDto,
} from '@nyla/contracts';
import { AicoreFacade, describePrice, type ListedModel, parseAutoAim } from '../../aicore/aicore.facade.js';
import { BillingFacade } from '../../billing/billing.facade.js';
import { ProviderNotAllowedException, ValidationError } from '../../common/errors/domain-error.js';
import { type PermissionSet, RbacFacade } from '../../rbac/rbac.facade.js';
import { modelIdOf } from '../decision.js';
import { FieldErrors } from './definition-fields.js';
import { type NamedModel, namedModels } from './definition-models.js';
import { allSteps } from './definition-steps.js';
import { forbiddenModel, modelsOfStep, namedModel, permittedModels } from './permitted-models.js';
import { StepFault } from './run-verdict.js';

/** The models of automations: whether their owner may use them, and which of them will not be there for long. */
@Injectable()
export class AutomationModelsService {
  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /**
   * Holds every model that a definition names against what its owner may use now. A run only needs one of each list.
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

  /**
   * Refuses a run in which a step could ask no model any more, before the steps ahead of it are paid for. A list of
   * which one model may be used is enough.
   * @throws StepFault of a ProviderNotAllowedException naming the first model of such a step
   */
  async admit(
    definition: AutomationDefinitionDto,
    steps: readonly StepDto[],
    permissions: PermissionSet,
  ): Promise<void> {
    for (const { step } of allSteps(steps, '')) {
      const models = modelsOfStep(step, definition);
      const [first] = models;
      if (first === undefined) continue;
      const refusal =
        parseAutoAim(first) === null
          ? forbiddenModel(permittedModels(models, permissions)[0] ?? first, permissions)
          : await this.forbiddenChoice(permissions);
      if (!refusal) continue;
      throw new StepFault(new ProviderNotAllowedException({ ...refusal, reason: 'not_permitted' }), step.id);
    }
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

  /** What an automatic choice is refused with where none of its models may be used; undefined where one may. */
  private async forbiddenChoice(
    permissions: PermissionSet,
  ): Promise<{ connectorType: ConnectorType; model: null } | undefined> {
    const fit = await this.aicore.listFitModels(['chat'], { permissions, markupPercent: null });
    const [first] = fit;
    const isForbidden = first && fit.every(({ reason }) => reason === 'not_permitted');
    return isForbidden ? { connectorType: first.model.connectorType, model: null } : undefined;
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
  const forbidden = forbiddenModel(modelId, permissions);
  if (forbidden) throw new ProviderNotAllowedException({ ...forbidden, reason: 'not_permitted' });
}

function problemOf({ modelId, capability }: NamedModel, listed: ReadonlyMap<string, ListedModel>): string | undefined {
  if (modelId.startsWith(AUTO_PREFIX)) {
    const isAim = capability === 'chat' && parseAutoAim(modelId) !== null;
    return isAim ? undefined : 'is no automatic choice that is possible here';
  }
  const parsed = namedModel(modelId);
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
