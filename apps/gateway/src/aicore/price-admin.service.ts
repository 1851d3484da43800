import { Injectable, Logger } from '@nestjs/common';
import {
  type ConnectorType,
  type FieldErrorDto,
  type FxRateDto,
  type FxRatePageDto,
  type ModelPriceDto,
  type NewFxRateDto,
  type NewPriceDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type PriceQuery,
  type PriceVersionDto,
  type PriceVersionPageDto,
  type PriceWarning,
} from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, ValidationError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import type { ModelInfo, PriceVersion, Pricing, Usage } from './connector.contract.js';
import { ConnectorRegistry } from './connector-registry.js';
import { describePrice } from './price-calculation.js';
import { fxRateDto, priceVersionDto, requestedFacts, requestedTiers } from './price-list/price-dto.js';
import { readTiers } from './price-list/price-row.js';
import {
  fault,
  fxFaults,
  fxWarnings,
  type ProposedPrice,
  priceFaults,
  priceWarnings,
} from './price-list/price-sanity.js';
import { type FxRecord, PriceListRepository, type PriceRecord } from './price-list.repository.js';
import { listedModel, PriceListService } from './price-list.service.js';
import { usageOf } from './usage.js';

/** Their models are not in the price list: they know them themselves. */
const KNOW_THEIR_MODELS: ReadonlySet<ConnectorType> = new Set(['demo', 'local']);
/** Only these report what a call has cost; without that a metered price could never be charged. */
const REPORT_COSTS: ReadonlySet<ConnectorType> = new Set(['perplexity']);
const WITH_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;
const EVERY_MODEL = '*';

/** What the operator does with prices and exchange rates: looks at them, and adds later ones. None is ever changed. */
@Injectable()
export class PriceAdminService {
  private readonly logger = new Logger(PriceAdminService.name);

  constructor(
    private readonly prices: PriceListRepository,
    private readonly priceList: PriceListService,
    private readonly registry: ConnectorRegistry,
    private readonly context: RequestContext,
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
    const validFrom = this.startOf(request.validFrom);
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
    const author = this.context.caller.userId;
    const id = await this.prices.addPrice({ ...price, author });
    if (id === undefined) throw new DomainError('common.conflict');
    this.logger.log(`price of ${connectorType}/${model} from ${validFrom.toISOString()} added by ${author}`);
    const [dto] = await this.described(await this.prices.listRecords({ id }, this.clock.now(), undefined, 1));
    return dto as PriceVersionDto;
  }

  async listFxRates({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<FxRatePageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const records = await this.prices.listFxRecords(this.clock.now(), after, limit + 1);
    const page = pageOf(records, limit, cursorOf);
    return { items: page.items.map(fxRateDto), nextCursor: page.nextCursor };
  }

  /** @throws as `add` does */
  async addFxRate(request: NewFxRateDto): Promise<FxRateDto> {
    const usdChf = parseDecimal(request.usdChf);
    const validFrom = this.startOf(request.validFrom);
    refuse(fxFaults(usdChf));
    refuseUnusual(fxWarnings(usdChf, await this.prices.findFxRate(validFrom)), request);
    const author = this.context.caller.userId;
    const id = await this.prices.addFxRate({ usdChf, validFrom, source: request.source, author });
    if (id === undefined) throw new DomainError('common.conflict');
    this.logger.log(`rate ${request.usdChf} from ${validFrom.toISOString()} added by ${author}`);
    const [record] = await this.prices.listFxRecords(this.clock.now(), undefined, 1, id);
    return fxRateDto(record as FxRecord);
  }

  /** A price of the past would contradict what was booked then. */
  private startOf(validFrom: string | undefined): Date {
    const now = this.clock.now();
    if (validFrom === undefined) return now;
    const start = new Date(validFrom);
    if (!WITH_ZONE.test(validFrom) || Number.isNaN(start.getTime())) {
      throw new ValidationError([fault('validFrom', 'hasZone', 'validFrom must be a time with its zone')]);
    }
    if (start < now) throw new ValidationError([fault('validFrom', 'isNotPast', 'validFrom must not be in the past')]);
    return start;
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
    const pricing = await this.priceList.currentTerms();
    return records.map((record) =>
      priceVersionDto(record, pricing ? this.customerPrice({ ...pricing, price: record.version }) : null),
    );
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

function cursorOf({ validFromText, id }: { readonly validFromText: string; readonly id: string }): {
  createdAt: string;
  id: string;
} {
  return { createdAt: validFromText, id };
}

/** @throws ValidationError if there are any */
function refuse(faults: readonly FieldErrorDto[]): void {
  if (faults.length > 0) throw new ValidationError(faults);
}

/** @throws DomainError aicore.price_unusual if there are any, unless the operator has seen them */
function refuseUnusual(warnings: PriceWarning[], { acceptUnusual }: { readonly acceptUnusual?: boolean }): void {
  if (warnings.length > 0 && !acceptUnusual) throw new DomainError('aicore.price_unusual', { warnings });
}
