import { Injectable } from '@nestjs/common';
import type { ConnectorPageDto, ModelDto, ModelPageDto } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR } from '@nyla/contracts';
import { AicoreFacade, describePrice, type ListedModel } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { RequestContext } from '../common/context/request-context.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

/** What the caller can choose from: every provider and model, with its price here, or why it cannot be used. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
    private readonly context: RequestContext,
  ) {}

  async listConnectors(): Promise<ConnectorPageDto> {
    return { items: this.aicore.listConnectors(await this.rbac.current()), nextCursor: null };
  }

  async listModels(): Promise<ModelPageDto> {
    const { mandate, caller } = this.context;
    const { markupPercent } = await this.billing.payingAccount(mandate.id, caller.userId);
    const models = await this.aicore.listModels({ permissions: await this.rbac.current(), markupPercent });
    return { items: models.map(modelDto), nextCursor: null };
  }
}

function modelDto({ connector, model, pricing, reason, simulated }: ListedModel): ModelDto {
  const { connectorType, model: name, replacement } = model;
  return {
    id: `${connectorType}${MODEL_ID_SEPARATOR}${name}`,
    connectorType,
    model: name,
    displayName: model.displayName,
    status: model.status,
    shutdownDate: model.shutdownDate,
    replacement: replacement && `${connectorType}${MODEL_ID_SEPARATOR}${replacement}`,
    contextWindow: model.contextWindow,
    maxOutputTokens: model.maxOutputTokens,
    defaultOutputTokens: model.defaultOutputTokens,
    capabilities: [...model.capabilities],
    modelClass: model.modelClass,
    released: model.released,
    price: pricing ? describePrice(pricing, connector.typicalUsage(model, pricing.price)) : null,
    usable: reason === null,
    reason,
    simulated,
  };
}
