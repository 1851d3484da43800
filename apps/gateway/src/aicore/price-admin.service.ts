import { Injectable } from '@nestjs/common';
import {
  type ConnectorType,
  type ModelPriceDto,
  type NewPriceDto,
  PAGE_LIMIT_DEFAULT,
  type PriceQuery,
  type PriceVersionDto,
  type PriceVersionPageDto,
} from '@nyla/contracts';
import { Clock } from '../common/clock.js';
import { NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import type { ModelInfo, PriceVersion, Pricing, Usage } from './connector.contract.js';
import { ConnectorRegistry } from './connector-registry.js';
import { describePrice } from './price-calculation.js';
import { PriceChangesService } from './price-changes.service.js';
import { priceVersionDto, requestedFacts, requestedTiers } from './price-list/price-dto.js';
import { cursorOf, refuse, refuseBegun, refuseUnusual, startOf } from './price-list/price-refusal.js';
import { readTiers } from './price-list/price-row.js';
import { fault, type ProposedPrice, priceFaults, priceWarnings } from './price-list/price-sanity.js';
import { PriceListRepository, type PriceRecord } from './price-list.repository.js';
import { listedModel, PriceListService } from './price-list.service.js';
import { usageOf } from './usage.js';

/** Their models are not in the price list: they know them themselves. */
const KNOW_THEIR_MODELS: ReadonlySet<ConnectorType> = new Set(['demo', 'local']);
/** Only these report what a call has cost; without that a metered price could never be charged. */
const REPORT_COSTS: ReadonlySet<ConnectorType> = new Set(['perplexity']);
const EVERY_MODEL = '*';

/** What the operator does with prices: looks at them, adds later ones, takes back what has not begun. None is ever changed. */
@Injectable()
export class PriceAdminService {
  constructor(
    private readonly prices: PriceListRepository,
    private readonly priceList: PriceListService,
    private readonly registry: ConnectorRegistry,
    private readonly changes: PriceChangesService,
    private readonly clock: Clock,
  ) {}

  async list({
    cursor,
    limit = PAGE_LIMIT_DEFAULT,
    state = 'current',
    ...filter
  }: PriceQuery): Promise<PriceVersionPageDto> {
    const records = await this.prices.listRecords(
      { ...filter, state: state === 'all' ? undefined : state },
      this.clock.now(),
      cursor === undefined ? undefined : decodeCursor(cursor),
      limit + 1,
    );
    const page = pageOf(records, limit, cursorOf);
    return { items: await this.described(page.items), nextCursor: page.nextCursor };
  }

  /**
   * Adds a price that holds from now, or from a later moment, on.
   * @throws ValidationError for what no price may be, DomainError aicore.price_unusual for what looks like a typing
   * error, common.conflict where the model has a price with the same start
   */
  async add(request: NewPriceDto): Promise<PriceVersionDto> {
    const { connectorType, model, source } = request;
    const validFrom = startOf(request.validFrom, this.clock.now());
    const before = await this.prices.findPrice(connectorType, model, validFrom);
    const price: ProposedPrice = {
      connectorType,
      model,
      validFrom,
      ...readTiers(requestedTiers(request)),
      facts: requestedFacts(request) ?? (before?.model === model ? before.facts : null),
      source,
      confirmed: request.confirmed ?? false,
    };
    await this.refuseFaults(request, price);
    refuseUnusual(priceWarnings(price, before), request);
    return this.dto(await this.changes.addPrice(price, before));
  }

  /**
   * Takes a price back before it begins. A repeat answers the same.
   * @throws NotFoundError, DomainError aicore.price_begun
   */
  async withdraw(id: string): Promise<PriceVersionDto> {
    const record = await this.get(id);
    if (record.state !== 'withdrawn') {
      refuseBegun(record.validFromText, this.clock.now());
      await this.changes.withdrawPrice(record);
    }
    return this.dto(id);
  }

  private async refuseFaults(request: NewPriceDto, price: ProposedPrice): Promise<void> {
    const names = (request.multipliers ?? []).map(({ name }) => name);
    if (new Set(names).size < names.length) refuse([fault('multipliers', 'isUnique', 'each factor has its own name')]);
    const model = await this.knownModel(request, price);
    refuse([
      ...priceFaults(price, model?.capabilities.includes('search') ?? false),
      ...(price.metered && !REPORT_COSTS.has(price.connectorType)
        ? [fault('metered', 'isReported', 'this connector does not report what a call has cost')]
        : []),
    ]);
  }

  /**
   * The model as its connector will offer it; undefined for a local one, which may come and go.
   * @throws ValidationError where the connector will never offer it
   */
  private async knownModel(request: NewPriceDto, price: ProposedPrice): Promise<ModelInfo | undefined> {
    const { connectorType, model, facts } = price;
    const connector = this.registry.find(connectorType);
    if (!connector) throw new ValidationError([fault('connectorType', 'isKnown', 'there is no such connector here')]);
    const knowsItsModels = KNOW_THEIR_MODELS.has(connectorType);
    if (knowsItsModels && request.facts) refuse([fault('facts', 'isKnown', 'the connector knows its models itself')]);
    if (connectorType === 'local') return undefined;
    if (!knowsItsModels && model === EVERY_MODEL) refuse([fault('model', 'isModel', 'each model has its own price')]);
    if (!knowsItsModels && !facts) refuse([fault('facts', 'isDefined', 'say what this new model is')]);
    const listed = facts ? [{ connectorType, model, ...facts }] : [];
    const known = (await connector.models(listed)).find((candidate) => candidate.model === model);
    if (!known) refuse([fault('model', 'isKnown', 'the connector does not know this model')]);
    return known;
  }

  private async described(records: readonly PriceRecord[]): Promise<PriceVersionDto[]> {
    const [pricing, names] = await Promise.all([this.priceList.currentTerms(), this.changes.namesIn(records)]);
    return records.map((record) =>
      priceVersionDto(record, pricing ? this.customerPrice({ ...pricing, price: record.version }) : null, names),
    );
  }

  private async dto(id: string): Promise<PriceVersionDto> {
    const [dto] = await this.described([await this.get(id)]);
    return dto as PriceVersionDto;
  }

  private async get(id: string): Promise<PriceRecord> {
    const [record] = await this.prices.listRecords({ id }, this.clock.now(), undefined, 1);
    if (!record) throw new NotFoundError();
    return record;
  }

  private customerPrice(pricing: Pricing): ModelPriceDto {
    return describePrice(pricing, this.typicalUsage(pricing.price));
  }

  private typicalUsage(price: PriceVersion): Usage {
    const model = listedModel(price, price.model);
    const connector = this.registry.find(price.connectorType);
    if (model && connector) return connector.typicalUsage(model, price);
    return price.base ? usageOf({ input: 1_000, output: 500 }) : usageOf({ searchCredits: 1 });
  }
}
