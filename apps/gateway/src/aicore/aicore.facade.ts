import { Injectable } from '@nestjs/common';
import type { ConnectorType, UnusableReason } from '@nyla/contracts';
import type { Decimal } from '@nyla/money';
import type { PermissionSet } from '../rbac/rbac.facade.js';
import { ConnectorRegistry } from './connector-registry.js';
import { type ListedModel, ModelSelectorService, type SelectedModel } from './model-selector.service.js';
import { type PriceBook, PriceListService } from './price-list.service.js';

export {
  type ChatTurn,
  ConnectorError,
  type ConnectorErrorKind,
  type FinishReason,
  type ModelInfo,
  type ModelRequest,
  type Price,
  type Pricing,
  type Receipt,
  type Usage,
  type UsageForecast,
} from './connector.contract.js';
export type { ListedModel, SelectedModel } from './model-selector.service.js';
export { calculatePrice, describePrice, recomputeReceipt } from './price-calculation.js';
export type { PriceBook } from './price-list.service.js';

/** A provider as the caller sees it. */
export interface ListedConnector {
  readonly connectorType: ConnectorType;
  readonly displayName: string;
  readonly simulated: boolean;
  readonly configured: boolean;
  readonly permitted: boolean;
  readonly reason: UnusableReason | null;
}

/** What other modules may ask of the AI core. Calling a model is for the workflow processor alone. */
@Injectable()
export class AicoreFacade {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly selector: ModelSelectorService,
    private readonly prices: PriceListService,
  ) {}

  select(modelId: string, permissions: PermissionSet, markupPercent: Decimal | null): Promise<SelectedModel> {
    return this.selector.select(modelId, permissions, markupPercent);
  }

  listModels(permissions: PermissionSet, markupPercent: Decimal | null): Promise<ListedModel[]> {
    return this.selector.list(permissions, markupPercent);
  }

  listConnectors(permissions: PermissionSet): ListedConnector[] {
    return this.registry.list().map((connector) => {
      const configured = connector.isConfigured();
      const permitted = permissions.allowsSome(connector.connectorType);
      return {
        connectorType: connector.connectorType,
        displayName: connector.displayName,
        simulated: connector.simulated,
        configured,
        permitted,
        reason: permitted ? (configured ? null : 'not_configured') : 'not_permitted',
      };
    });
  }

  /** Prices as they were at a moment, for history that is imported. */
  pricesAt(at: Date): Promise<PriceBook> {
    return this.prices.book(null, at);
  }

  /** A rate for a past that is imported. */
  ensurePastFxRate(usdChf: Decimal, validFrom: Date, source: string): Promise<void> {
    return this.prices.ensurePastFxRate(usdChf, validFrom, source);
  }

  ensurePriceList(): Promise<number> {
    return this.prices.ensureShipped();
  }
}
