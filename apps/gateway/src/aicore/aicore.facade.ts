import { Injectable } from '@nestjs/common';
import type { ConnectorHealthDto, ConnectorType, ModelCapability, UnusableReason } from '@nyla/contracts';
import type { Decimal } from '@nyla/money';
import type { PermissionSet } from '../rbac/rbac.facade.js';
import type { DatedFxRate, PriceVersion } from './connector.contract.js';
import { ConnectorHealthRecorder, type EndedCall } from './connector-health/connector-health.recorder.js';
import { ConnectorHealthService } from './connector-health/connector-health.service.js';
import { ConnectorRegistry } from './connector-registry.js';
import {
  type ListedModel,
  type ModelScope,
  ModelSelectorService,
  type SelectedModel,
} from './model-selector.service.js';
import { type PriceBook, PriceListService } from './price-list.service.js';

export {
  type BilledUsage,
  type ChatTurn,
  ConnectorError,
  type ConnectorErrorKind,
  type DatedFxRate,
  type FinishReason,
  type ModelInfo,
  type ModelRequest,
  type Price,
  type PriceVersion,
  type Pricing,
  type Receipt,
  type Usage,
  type UsageForecast,
  type WebSource,
} from './connector.contract.js';
export {
  type ListedModel,
  type ModelScope,
  parseAutoAim,
  parseModelId,
  type SelectedModel,
} from './model-selector.service.js';
export { isPlausible } from './plausible-usage.js';
export { calculatePrice, describePrice, PriceMissingError, recomputeReceipt } from './price-calculation.js';
export type { PriceBook } from './price-list.service.js';
export { receiptFaults } from './receipt-check.js';
export { estimateTextTokens } from './token-estimate.js';
export { billedUsage } from './usage.js';

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
    private readonly recorder: ConnectorHealthRecorder,
    private readonly health: ConnectorHealthService,
  ) {}

  select(modelId: string, scope: ModelScope): Promise<SelectedModel> {
    return this.selector.select(modelId, scope);
  }

  listModels(scope: ModelScope): Promise<ListedModel[]> {
    return this.selector.list(scope);
  }

  /** Models in active service that can do all that is needed, usable ones and others. */
  listFitModels(needs: readonly ModelCapability[], scope: ModelScope): Promise<ListedModel[]> {
    return this.selector.listFit(needs, scope);
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

  /** Counts how a call of a provider has ended. It returns at once and never fails. */
  observeCall(call: EndedCall): void {
    this.recorder.record(call);
  }

  /** How the providers are. */
  connectorHealth(): Promise<ConnectorHealthDto[]> {
    return this.health.list();
  }

  /** Prices as they were at a moment, for history that is imported. */
  pricesAt(at: Date): Promise<PriceBook> {
    return this.prices.book(null, at);
  }

  /** Price versions by their ids, whenever they were in force: for checking bookings of the past. */
  findPriceVersions(ids: readonly string[]): Promise<PriceVersion[]> {
    return this.prices.findVersions(ids);
  }

  /** Which of these versions were withdrawn before they began: no call was ever charged by one. */
  withdrawnPrices(ids: readonly string[]): Promise<Set<string>> {
    return this.prices.withdrawnAmong(ids);
  }

  /** Every exchange rate that there ever was, but those that were withdrawn before they began. */
  listFxRates(): Promise<DatedFxRate[]> {
    return this.prices.listFxRates();
  }

  /** A rate for a past that is imported. */
  ensurePastFxRate(usdChf: Decimal, validFrom: Date, source: string): Promise<void> {
    return this.prices.ensurePastFxRate(usdChf, validFrom, source);
  }

  ensurePriceList(): Promise<number> {
    return this.prices.ensureShipped();
  }
}
