import { Injectable } from '@nestjs/common';
import { type ConnectorType, MODEL_CLASSES, MODEL_STATUSES } from '@nyla/contracts';
import { type Decimal, parseDecimal } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { Env } from '../config/env.js';
import type { DatedFxRate, FxRate, ModelInfo, PriceVersion, Pricing } from './connector.contract.js';
import { SHIPPED_PRICES } from './price-list.data.js';
import { PriceListRepository } from './price-list.repository.js';

/** All prices at one moment. A model without a price has no entry: it is refused, never free. */
export class PriceBook {
  private readonly versions: ReadonlyMap<string, PriceVersion>;

  constructor(
    versions: readonly PriceVersion[],
    private readonly fx: FxRate | undefined,
    private readonly markupPercent: Decimal,
  ) {
    this.versions = new Map(versions.map((version) => [`${version.connectorType}/${version.model}`, version]));
  }

  /** The models that the list knows of a connector: those in active service first, then by class, the newest first. */
  models(connectorType: ConnectorType): ModelInfo[] {
    return this.modelsOf(connectorType).toSorted(byStanding);
  }

  private modelsOf(connectorType: ConnectorType): ModelInfo[] {
    return [...this.versions.values()].flatMap((version) =>
      version.connectorType === connectorType ? (listedModel(version, version.model) ?? []) : [],
    );
  }

  find(connectorType: ConnectorType, model: string): Pricing | undefined {
    const price = this.versions.get(`${connectorType}/${model}`) ?? this.versions.get(`${connectorType}/*`);
    return price && this.fx && { price, fx: this.fx, markupPercent: this.markupPercent };
  }
}

function byStanding(a: ModelInfo, b: ModelInfo): number {
  return (
    MODEL_STATUSES.indexOf(a.status) - MODEL_STATUSES.indexOf(b.status) ||
    classRank(a) - classRank(b) ||
    (b.released ?? '').localeCompare(a.released ?? '') ||
    b.model.localeCompare(a.model, 'en', { numeric: true })
  );
}

function classRank({ modelClass }: ModelInfo): number {
  return modelClass === null ? MODEL_CLASSES.length : MODEL_CLASSES.indexOf(modelClass);
}

/** A model as its price row describes it; undefined where the row leaves that to the connector. */
export function listedModel({ connectorType, model, facts }: PriceVersion, name: string): ModelInfo | undefined {
  return facts && model === name ? { connectorType, model, ...facts } : undefined;
}

/** The dated price list: what a model costs at a moment, and the rate and markup that make francs of it. */
@Injectable()
export class PriceListService {
  private readonly defaultMarkup: Decimal;

  constructor(
    private readonly prices: PriceListRepository,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {
    this.defaultMarkup = parseDecimal(env.MARKUP_PERCENT);
  }

  /** @param markupPercent the mandate's own; null: the platform's. */
  async find(
    connectorType: ConnectorType,
    model: string,
    markupPercent: Decimal | null | Promise<Decimal | null>,
  ): Promise<Pricing | undefined> {
    const now = this.clock.now();
    const [price, fx, ownMarkup] = await Promise.all([
      this.prices.findPrice(connectorType, model, now),
      this.prices.findFxRate(now),
      markupPercent,
    ]);
    return price && fx && { price, fx, markupPercent: ownMarkup ?? this.defaultMarkup };
  }

  /** Whether the model had, has or will have a price. */
  hasEver(connectorType: ConnectorType, model: string): Promise<boolean> {
    return this.prices.hasPriceOf(connectorType, model);
  }

  /** Today's rate and the platform's markup, which make francs of any price. */
  async currentTerms(): Promise<Omit<Pricing, 'price'> | undefined> {
    const fx = await this.prices.findFxRate(this.clock.now());
    return fx && { fx, markupPercent: this.defaultMarkup };
  }

  /** All prices at a moment; absent: now. @param markupPercent the mandate's own; null: the platform's. */
  async book(markupPercent: Decimal | null | Promise<Decimal | null>, at = this.clock.now()): Promise<PriceBook> {
    const [versions, fx, ownMarkup] = await Promise.all([
      this.prices.listPrices(at),
      this.prices.findFxRate(at),
      markupPercent,
    ]);
    return new PriceBook(versions, fx, ownMarkup ?? this.defaultMarkup);
  }

  /** Versions by their ids, whenever they were in force. */
  findVersions(ids: readonly string[]): Promise<PriceVersion[]> {
    return this.prices.findVersions(ids);
  }

  /** Which of these versions were withdrawn before they began. */
  withdrawnAmong(ids: readonly string[]): Promise<Set<string>> {
    return this.prices.withdrawnAmong(ids);
  }

  listFxRates(): Promise<DatedFxRate[]> {
    return this.prices.listFxRates();
  }

  /** Adds a rate for a past that is imported, unless one with the same start is there. */
  async ensurePastFxRate(usdChf: Decimal, validFrom: Date, source: string): Promise<void> {
    await this.prices.addFxRate({ usdChf, validFrom, source, author: 'import' });
  }

  /**
   * Adds the shipped prices and the first rate where they are missing; idempotent. A model that the operator has priced
   * keeps the operator's prices. Answers how many were added.
   */
  async ensureShipped(): Promise<number> {
    let added = 0;
    for (const price of SHIPPED_PRICES) {
      if (await this.prices.addShippedPrice(price)) added++;
    }
    const now = this.clock.now();
    if (!(await this.prices.findFxRate(now))) {
      const usdChf = parseDecimal(this.env.FX_USD_CHF);
      await this.prices.addFxRate({ usdChf, validFrom: now, source: 'setting FX_USD_CHF', author: 'settings' });
    }
    return added;
  }
}
