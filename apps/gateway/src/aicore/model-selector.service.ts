import { Injectable } from '@nestjs/common';
import {
  AUTO_AIMS,
  AUTO_PREFIX,
  type AutoAim,
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_ID_SEPARATOR,
  type ModelCapability,
  type UnusableReason,
} from '@nyla/contracts';
import type { Decimal } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { DomainError, ProviderNotAllowedException } from '../common/errors/domain-error.js';
import type { PermissionSet } from '../rbac/rbac.facade.js';
import type { Connector, ModelInfo, Pricing } from './connector.contract.js';
import { ConnectorRegistry } from './connector-registry.js';
import { listedModel, type PriceBook, PriceListService } from './price-list.service.js';

/** A model that the caller may use now, with all that a call needs. */
export interface SelectedModel {
  readonly connector: Connector;
  readonly model: ModelInfo;
  readonly pricing: Pricing;
}

/** A model as the caller sees it: usable, or why not. */
export interface ListedModel {
  readonly model: ModelInfo;
  readonly simulated: boolean;
  readonly connector: Connector;
  readonly pricing: Pricing | undefined;
  readonly reason: UnusableReason | null;
}

/** Whose permissions and prices apply. */
export interface ModelScope {
  readonly permissions: PermissionSet;
  /** The mandate's own markup in per cent; null: the platform's. It may be on its way while prices are read. */
  readonly markupPercent: Decimal | null | Promise<Decimal | null>;
}

/**
 * Decides which models a caller may use. No request reaches a provider but through a model that `select` answered,
 * so a permission that is missing here is missing everywhere.
 */
@Injectable()
export class ModelSelectorService {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly prices: PriceListService,
    private readonly clock: Clock,
  ) {}

  /**
   * The model by its id `connectorType/model`, if the caller may use it.
   * @throws DomainError aicore.model_unknown, provider_not_configured, model_retired, price_missing
   * @throws ProviderNotAllowedException before anything else is told about the model
   */
  async select(modelId: string, scope: ModelScope): Promise<SelectedModel> {
    const { connectorType, model: name } = parseModelId(modelId);
    if (!scope.permissions.allowsModel(connectorType, name)) {
      throw new ProviderNotAllowedException({ connectorType, model: name, reason: 'not_permitted' });
    }
    const connector = this.registry.find(connectorType);
    if (!connector?.isConfigured()) throw new DomainError('aicore.provider_not_configured', { connectorType });
    const pricing = await this.prices.find(connectorType, name, scope.markupPercent);
    const listed = pricing ? listedModel(pricing.price, name) : undefined;
    const model = (await connector.models(listed ? [listed] : [])).find((candidate) => candidate.model === name);
    if (model && this.isRetired(model)) {
      const { replacement } = model;
      throw new DomainError('aicore.model_retired', {
        model: modelId,
        replacement: replacement && `${connectorType}${MODEL_ID_SEPARATOR}${replacement}`,
      });
    }
    if (model && pricing) return { connector, model, pricing };
    if (model || (await this.prices.hasEver(connectorType, name))) {
      throw new DomainError('aicore.price_missing', { connectorType, model: name });
    }
    throw new DomainError('aicore.model_unknown', { model: modelId });
  }

  /** Every model of every connector, usable ones and others. */
  async list({ permissions, markupPercent }: ModelScope): Promise<ListedModel[]> {
    const book = await this.prices.book(markupPercent);
    const lists = await Promise.all(
      this.registry.list().map(async (connector) => {
        const models = await this.modelsOf(connector, book);
        return models.map((model) => this.listed(connector, model, permissions, book));
      }),
    );
    return lists.flat();
  }

  /** What an automatic choice is made of: models in active service that can do all that is needed. */
  async listFit(needs: readonly ModelCapability[], scope: ModelScope): Promise<ListedModel[]> {
    const models = await this.list(scope);
    return models.filter(
      ({ model }) => model.status === 'active' && needs.every((need) => model.capabilities.includes(need)),
    );
  }

  private modelsOf(connector: Connector, book: PriceBook): Promise<readonly ModelInfo[]> {
    return connector.models(book.models(connector.connectorType));
  }

  private listed(connector: Connector, model: ModelInfo, permissions: PermissionSet, book: PriceBook): ListedModel {
    const pricing = book.find(model.connectorType, model.model);
    return {
      model,
      connector,
      simulated: connector.simulated,
      pricing,
      reason: this.reasonAgainst(connector, model, permissions, pricing),
    };
  }

  private reasonAgainst(
    connector: Connector,
    model: ModelInfo,
    permissions: PermissionSet,
    pricing: Pricing | undefined,
  ): UnusableReason | null {
    if (!permissions.allowsModel(model.connectorType, model.model)) return 'not_permitted';
    if (!connector.isConfigured()) return 'not_configured';
    if (this.isRetired(model)) return 'retired';
    return pricing ? null : 'price_missing';
  }

  private isRetired(model: ModelInfo): boolean {
    return model.status === 'retired' || (model.shutdownDate !== null && model.shutdownDate <= this.clock.today());
  }
}

/** The aim of an automatic choice such as `auto/best`; null for the id of a model. */
export function parseAutoAim(modelId: string): AutoAim | null {
  return AUTO_AIMS.find((aim) => modelId === `${AUTO_PREFIX}${aim}`) ?? null;
}

/** @throws DomainError aicore.model_unknown when the id has no known connector in front. */
export function parseModelId(modelId: string): {
  connectorType: ConnectorType;
  model: string;
} {
  const at = modelId.indexOf(MODEL_ID_SEPARATOR);
  const connectorType = CONNECTOR_TYPES.find((type) => type === modelId.slice(0, at));
  const model = modelId.slice(at + 1);
  if (!connectorType || model === '') throw new DomainError('aicore.model_unknown', { model: modelId });
  return { connectorType, model };
}
