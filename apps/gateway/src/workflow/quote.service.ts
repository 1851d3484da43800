import { Injectable } from '@nestjs/common';
import type { QuoteDto } from '@nyla/contracts';
import { formatDecimal, toChf } from '@nyla/money';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import type { CallOrigin, CallRequest } from './call.types.js';
import { affordableOutputTokens, quote } from './quote.js';

/** The price of a request before it is sent, computed exactly as the processor will. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
  ) {}

  async quote(
    request: CallRequest,
    origin: Pick<CallOrigin, 'mandateId' | 'userId' | 'permissions'>,
  ): Promise<QuoteDto> {
    const { available, markupPercent } = await this.billing.payingAccount(origin.mandateId, origin.userId);
    const selected = await this.aicore.select(request.modelId, origin.permissions, markupPercent);
    const { likely, maximum, inputTokens, request: sent } = quote(selected, request);
    const sufficient = available === null || maximum <= available;
    return {
      model: request.modelId,
      likely: toChf(likely),
      maximum: toChf(maximum),
      inputTokens,
      maxOutputTokens: sent.maxOutputTokens,
      available: available === null ? null : toChf(available),
      sufficient,
      affordableOutputTokens: sufficient ? null : affordableOutputTokens(selected, sent, available),
      fxRate: formatDecimal(selected.pricing.fx.rate),
      fxDate: selected.pricing.fx.date,
    };
  }
}
