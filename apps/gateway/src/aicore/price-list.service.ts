import { Injectable } from '@nestjs/common';
import type { ConnectorType } from '@nyla/contracts';
import { type Decimal, parseDecimal } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { Env } from '../config/env.js';
import type { FxRate, PriceVersion, Pricing } from './connector.contract.js';
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

  find(connectorType: ConnectorType, model: string): Pricing | undefined {
    const price = this.versions.get(`${connectorType}/${model}`) ?? this.versions.get(`${connectorType}/*`);
    return price && this.fx && { price, fx: this.fx, markupPercent: this.markupPercent };
  }
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
  async find(connectorType: ConnectorType, model: string, markupPercent: Decimal | null): Promise<Pricing | undefined> {
    const now = this.clock.now();
    const [price, fx] = await Promise.all([
      this.prices.findPrice(connectorType, model, now),
      this.prices.findFxRate(now),
    ]);
    return price && fx && { price, fx, markupPercent: markupPercent ?? this.defaultMarkup };
  }

  /** All prices at a moment; absent: now. */
  async book(markupPercent: Decimal | null, at = this.clock.now()): Promise<PriceBook> {
    const [versions, fx] = await Promise.all([this.prices.listPrices(at), this.prices.findFxRate(at)]);
    return new PriceBook(versions, fx, markupPercent ?? this.defaultMarkup);
  }

  /** Adds a rate for a past that is imported, unless one with the same start is there. */
  async ensurePastFxRate(usdChf: Decimal, validFrom: Date, source: string): Promise<void> {
    await this.prices.addFxRate({ usdChf, validFrom, source, author: 'import' });
  }

  /** Adds the shipped prices and the first rate where they are missing; idempotent. Answers how many were added. */
  async ensureShipped(): Promise<number> {
    let added = 0;
    for (const price of SHIPPED_PRICES) {
      if (await this.prices.addPrice({ ...price, author: 'shipped' })) added++;
    }
    const now = this.clock.now();
    if (!(await this.prices.findFxRate(now))) {
      const usdChf = parseDecimal(this.env.FX_USD_CHF);
      await this.prices.addFxRate({ usdChf, validFrom: now, source: 'setting FX_USD_CHF', author: 'settings' });
    }
    return added;
  }
}
