import { Injectable } from '@nestjs/common';
import type { QuoteDto } from '@nyla/contracts';
import { formatDecimal, toChf } from '@nyla/money';
import { BillingFacade } from '../billing/billing.facade.js';
import type { CallOrigin, CallRequest } from './call.types.js';
import { type CallPlan, type PlannedCall, PlannerService } from './planner.service.js';
import { affordableOutputTokens } from './quote.js';

/** The price of a request before it is sent, computed exactly as the processor will. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly planner: PlannerService,
    private readonly billing: BillingFacade,
  ) {}

  async quote(
    request: CallRequest,
    origin: Pick<CallOrigin, 'mandateId' | 'userId' | 'permissions'>,
  ): Promise<QuoteDto> {
    const { available, markupPercent } = await this.billing.payingAccount(origin.mandateId, origin.userId);
    const plan = await this.planner.plan(request, { permissions: origin.permissions, markupPercent });
    const forAnswer = available === null ? null : available - (plan.search?.quoted.maximum ?? 0n);
    const answer = answerOf(plan, forAnswer);
    const parts = [...(plan.search ? [plan.search] : []), answer];
    const { selected, quoted } = answer;
    const sufficient = forAnswer === null || quoted.maximum <= forAnswer;
    return {
      model: answer.modelId,
      parts: parts.map((part) => ({
        model: part.modelId,
        likely: toChf(part.quoted.likely),
        maximum: toChf(part.quoted.maximum),
      })),
      likely: toChf(parts.reduce((sum, part) => sum + part.quoted.likely, 0n)),
      maximum: toChf(parts.reduce((sum, part) => sum + part.quoted.maximum, 0n)),
      inputTokens: quoted.inputTokens,
      maxOutputTokens: quoted.request.maxOutputTokens,
      available: available === null ? null : toChf(available),
      sufficient,
      affordableOutputTokens: sufficient ? null : affordableOutputTokens(selected, quoted.request, forAnswer),
      fxRate: formatDecimal(selected.pricing.fx.rate),
      fxDate: selected.pricing.fx.date,
    };
  }
}

/** The model that would answer: an automatic choice passes over what the credit does not cover. */
function answerOf({ options, skipsUnaffordable }: CallPlan, available: bigint | null): PlannedCall {
  const [first] = options;
  if (!skipsUnaffordable || available === null) return first;
  return options.find(({ quoted }) => quoted.maximum <= available) ?? first;
}
