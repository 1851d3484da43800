import { Injectable } from '@nestjs/common';
import type { ConnectorType } from '@nyla/contracts';
import { type Decimal, formatDecimal, parseDecimal } from '@nyla/money';
import { newId } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';
import type { FxRate, PriceTier, PriceVersion } from './connector.contract.js';

/** Prices as stored: decimal strings in USD. */
interface TiersJson {
  readonly base: TierJson;
  readonly longPrompt: (TierJson & { readonly aboveInputTokens: number }) | null;
  readonly searchRequestUsd: string | null;
}

interface TierJson {
  readonly input: string;
  readonly output: string;
  readonly cacheRead: string | null;
  readonly cacheWrite: string | null;
  readonly cacheWriteLong: string | null;
}

interface PriceRow {
  readonly id: string;
  readonly connector_type: ConnectorType;
  readonly model: string;
  readonly valid_from: Date;
  readonly tiers: TiersJson;
  readonly source: string;
  readonly confirmed: boolean;
}

interface FxRow {
  readonly usd_chf: string;
  readonly day: string;
  readonly source: string;
}

export type NewPriceVersion = Omit<PriceVersion, 'id'> & {
  readonly author: string;
};

export interface NewFxRate {
  readonly usdChf: Decimal;
  readonly validFrom: Date;
  readonly source: string;
  readonly author: string;
}

const PRICE_COLUMNS = 'id, connector_type, model, valid_from, tiers, source, confirmed';

/** Dated prices and exchange rates. Rows are added, never changed: past bookings point at them. */
@Injectable()
export class PriceListRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** The version in force at `at`; the model's own before the connector's `*`. */
  async findPrice(connectorType: ConnectorType, model: string, at: Date): Promise<PriceVersion | undefined> {
    const rows = await this.database.prepared<PriceRow>(
      'price_find',
      `SELECT ${PRICE_COLUMNS} FROM price_version
       WHERE connector_type = $1 AND model IN ($2, '*') AND valid_from <= $3
       ORDER BY model = '*', valid_from DESC LIMIT 1`,
      [connectorType, model, at],
    );
    return rows[0] && priceVersion(rows[0]);
  }

  /** Every version in force at `at`, one per connector and model. */
  async listPrices(at: Date): Promise<PriceVersion[]> {
    const rows = await this.database.prepared<PriceRow>(
      'price_list',
      `SELECT DISTINCT ON (connector_type, model) ${PRICE_COLUMNS} FROM price_version
       WHERE valid_from <= $1 ORDER BY connector_type, model, valid_from DESC`,
      [at],
    );
    return rows.map(priceVersion);
  }

  async findFxRate(at: Date): Promise<FxRate | undefined> {
    const [row] = await this.database.prepared<FxRow>(
      'fx_find',
      `SELECT trim_scale(usd_chf)::text AS usd_chf, (valid_from AT TIME ZONE 'Europe/Zurich')::date::text AS day, source
       FROM fx_rate WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1`,
      [at],
    );
    return (
      row && {
        rate: parseDecimal(row.usd_chf),
        date: row.day,
        source: row.source,
      }
    );
  }

  /** Adds a version unless one with the same start exists; answers whether it was added. */
  async addPrice(price: NewPriceVersion): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO price_version (id, connector_type, model, valid_from, tiers, source, author, confirmed)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT price_version_uq DO NOTHING RETURNING id`,
      [
        newId(),
        price.connectorType,
        price.model,
        price.validFrom,
        JSON.stringify(tiersJson(price)),
        price.source,
        price.author,
        price.confirmed,
      ],
    );
    return rows.length > 0;
  }

  async addFxRate(fx: NewFxRate): Promise<void> {
    await this.database.query(
      `INSERT INTO fx_rate (id, usd_chf, valid_from, source, author) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT fx_rate_valid_from_uq DO NOTHING`,
      [newId(), formatDecimal(fx.usdChf), fx.validFrom, fx.source, fx.author],
    );
  }
}

function priceVersion(row: PriceRow): PriceVersion {
  const { base, longPrompt, searchRequestUsd } = row.tiers;
  return {
    id: row.id,
    connectorType: row.connector_type,
    model: row.model,
    validFrom: row.valid_from,
    base: tier(base),
    longPrompt: longPrompt && {
      ...tier(longPrompt),
      aboveInputTokens: longPrompt.aboveInputTokens,
    },
    searchRequestUsd: optionalDecimal(searchRequestUsd),
    source: row.source,
    confirmed: row.confirmed,
  };
}

function tier(json: TierJson): PriceTier {
  return {
    input: parseDecimal(json.input),
    output: parseDecimal(json.output),
    cacheRead: optionalDecimal(json.cacheRead),
    cacheWrite: optionalDecimal(json.cacheWrite),
    cacheWriteLong: optionalDecimal(json.cacheWriteLong),
  };
}

function tiersJson({ base, longPrompt, searchRequestUsd }: NewPriceVersion): TiersJson {
  return {
    base: tierJson(base),
    longPrompt: longPrompt && {
      ...tierJson(longPrompt),
      aboveInputTokens: longPrompt.aboveInputTokens,
    },
    searchRequestUsd: searchRequestUsd && formatDecimal(searchRequestUsd),
  };
}

function tierJson(prices: PriceTier): TierJson {
  return {
    input: formatDecimal(prices.input),
    output: formatDecimal(prices.output),
    cacheRead: prices.cacheRead && formatDecimal(prices.cacheRead),
    cacheWrite: prices.cacheWrite && formatDecimal(prices.cacheWrite),
    cacheWriteLong: prices.cacheWriteLong && formatDecimal(prices.cacheWriteLong),
  };
}

function optionalDecimal(text: string | null): Decimal | null {
  return text === null ? null : parseDecimal(text);
}
