import { Injectable, Logger } from '@nestjs/common';
import { formatDecimal } from '@nyla/money';
import { AuditTrail, type AuditValues } from '../common/audit/audit-trail.js';
import { RequestContext } from '../common/context/request-context.js';
import { postgresErrorOf } from '../common/errors/database-error.js';
import { DomainError } from '../common/errors/domain-error.js';
import { BillingDatabase } from '../database/billing-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import type { FxRate, PriceVersion } from './connector.contract.js';
import { tiersJson } from './price-list/price-row.js';
import type { ProposedPrice } from './price-list/price-sanity.js';
import { type FxRecord, type NewFxRate, PriceListRepository, type PriceRecord } from './price-list.repository.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** The table refuses to withdraw what began while it was asked to. */
const REFUSED_STATE = '55000';

interface Signed {
  readonly author: string;
  readonly withdrawnBy: string | null;
}

/** Writes prices and rates, each with its line in the audit trail. */
@Injectable()
export class PriceChangesService {
  private readonly logger = new Logger(PriceChangesService.name);

  constructor(
    private readonly database: BillingDatabase,
    private readonly prices: PriceListRepository,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
    private readonly identity: IdentityFacade,
  ) {}

  /**
   * @param before the version that it takes the place of
   * @throws DomainError common.conflict where the model has a price with the same start
   */
  async addPrice(price: ProposedPrice, before: PriceVersion | undefined): Promise<string> {
    const { connectorType, model, validFrom } = price;
    const author = this.context.caller.userId;
    const added = await this.database.run(async () => {
      const id = await this.prices.addPrice({ ...price, author });
      if (id === undefined) throw new DomainError('common.conflict');
      await this.audit.record(this.database, {
        action: 'price.added',
        mandateId: null,
        subjectId: id,
        subjectName: `${connectorType}/${model}`,
        before: before ? priceValues(before) : null,
        after: { ...priceValues(price), validFrom: validFrom.toISOString(), source: price.source },
      });
      return id;
    });
    this.logger.log(`price of ${connectorType}/${model} from ${validFrom.toISOString()} added by ${author}`);
    return added;
  }

  /** @throws as `addPrice` does */
  async addFxRate(rate: Omit<NewFxRate, 'author'>, before: FxRate | undefined): Promise<string> {
    const { usdChf, validFrom, source } = rate;
    const author = this.context.caller.userId;
    const added = await this.database.run(async () => {
      const id = await this.prices.addFxRate({ ...rate, author });
      if (id === undefined) throw new DomainError('common.conflict');
      await this.audit.record(this.database, {
        action: 'fx_rate.added',
        mandateId: null,
        subjectId: id,
        subjectName: `1 USD = ${formatDecimal(usdChf)} CHF`,
        before: before ? { usdChf: formatDecimal(before.rate) } : null,
        after: { usdChf: formatDecimal(usdChf), validFrom: validFrom.toISOString(), source },
      });
      return id;
    });
    this.logger.log(`rate ${formatDecimal(usdChf)} from ${validFrom.toISOString()} added by ${author}`);
    return added;
  }

  /** @throws DomainError aicore.price_begun where it begins at this very moment */
  async withdrawPrice({ id, version, validFromText }: PriceRecord): Promise<void> {
    await this.withdraw(validFromText, async () => {
      if (!(await this.prices.withdrawPrice(id, this.context.caller.userId))) return;
      await this.audit.record(this.database, {
        action: 'price.withdrawn',
        mandateId: null,
        subjectId: id,
        subjectName: `${version.connectorType}/${version.model}`,
        before: { ...priceValues(version), validFrom: validFromText },
        after: null,
      });
    });
  }

  /** @throws as `withdrawPrice` does */
  async withdrawFxRate({ id, usdChf, validFromText }: FxRecord): Promise<void> {
    await this.withdraw(validFromText, async () => {
      if (!(await this.prices.withdrawFxRate(id, this.context.caller.userId))) return;
      await this.audit.record(this.database, {
        action: 'fx_rate.withdrawn',
        mandateId: null,
        subjectId: id,
        subjectName: `1 USD = ${usdChf} CHF`,
        before: { usdChf, validFrom: validFromText },
        after: null,
      });
    });
  }

  /** The names of whoever added or withdrew these; authors that are no person have none. */
  namesIn(records: readonly Signed[]): Promise<Map<string, string>> {
    const ids = records.flatMap(({ author, withdrawnBy }) => [author, withdrawnBy ?? '']);
    return this.identity.userNames(ids.filter((id) => UUID.test(id)));
  }

  private async withdraw(validFrom: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.database.run(work);
    } catch (error) {
      if (postgresErrorOf(error)?.code !== REFUSED_STATE) throw error;
      throw new DomainError('aicore.price_begun', { validFrom });
    }
  }
}

function priceValues(price: Parameters<typeof tiersJson>[0]): AuditValues {
  const { base, longPrompt, multipliers, ...rest } = tiersJson(price);
  return { ...base, longPrompt, ...rest, ...(Object.keys(multipliers).length > 0 ? { multipliers } : {}) };
}
