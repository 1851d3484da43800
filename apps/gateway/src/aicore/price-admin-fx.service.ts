import { Injectable } from '@nestjs/common';
import {
  type FxRateDto,
  type FxRatePageDto,
  type NewFxRateDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
} from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { NotFoundError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import { PriceChangesService } from './price-changes.service.js';
import { fxRateDto } from './price-list/price-dto.js';
import { cursorOf, refuse, refuseBegun, refuseUnusual, startOf } from './price-list/price-refusal.js';
import { fxFaults, fxWarnings } from './price-list/price-sanity.js';
import { type FxRecord, PriceListRepository } from './price-list.repository.js';

/** What the operator does with exchange rates; as with prices, none is ever changed. */
@Injectable()
export class FxAdminService {
  constructor(
    private readonly prices: PriceListRepository,
    private readonly changes: PriceChangesService,
    private readonly clock: Clock,
  ) {}

  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<FxRatePageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const records = await this.prices.listFxRecords(this.clock.now(), after, limit + 1);
    const page = pageOf(records, limit, cursorOf);
    const names = await this.changes.namesIn(page.items);
    return { items: page.items.map((record) => fxRateDto(record, names)), nextCursor: page.nextCursor };
  }

  /**
   * Adds a rate that holds from now, or from a later moment, on.
   * @throws ValidationError, DomainError aicore.price_unusual, common.conflict
   */
  async add(request: NewFxRateDto): Promise<FxRateDto> {
    const usdChf = parseDecimal(request.usdChf);
    const validFrom = startOf(request.validFrom, this.clock.now());
    refuse(fxFaults(usdChf));
    const before = await this.prices.findFxRate(validFrom);
    refuseUnusual(fxWarnings(usdChf, before), request);
    return this.dto(await this.changes.addFxRate({ usdChf, validFrom, source: request.source }, before));
  }

  /** @throws NotFoundError, DomainError aicore.price_begun */
  async withdraw(id: string): Promise<FxRateDto> {
    const record = await this.get(id);
    if (record.state !== 'withdrawn') {
      refuseBegun(record.validFromText, this.clock.now());
      await this.changes.withdrawFxRate(record);
    }
    return this.dto(id);
  }

  private async dto(id: string): Promise<FxRateDto> {
    const record = await this.get(id);
    return fxRateDto(record, await this.changes.namesIn([record]));
  }

  private async get(id: string): Promise<FxRecord> {
    const [record] = await this.prices.listFxRecords(this.clock.now(), undefined, 1, id);
    if (!record) throw new NotFoundError();
    return record;
  }
}
