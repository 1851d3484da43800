import { Injectable } from '@nestjs/common';
import { type ModelCapability, PROVIDER_WEB_SEARCH } from '@nyla/contracts';
import { AicoreFacade, type ModelScope, parseAutoAim, type SelectedModel } from '../aicore/aicore.facade.js';
import { DomainError, ProviderNotAllowedException } from '../common/errors/domain-error.js';
import type { CallRequest } from './call.types.js';
import { Decision, modelIdOf, outcomeOfCode } from './decision.js';
import { rankModels } from './model-ranking.js';
import { type Quote, type QuotedRequest, quote } from './quote.js';
import { SEARCH_CONTEXT_TOKENS } from './search-context.js';

/** One call that could be made, with its price. */
export interface PlannedCall {
  readonly modelId: string;
  readonly selected: SelectedModel;
  readonly quoted: Quote;
}

/** How a request will be answered: the models in the order in which they are tried, and a search before, if any. */
export interface CallPlan {
  readonly options: readonly [PlannedCall, ...PlannedCall[]];
  readonly search: PlannedCall | undefined;
  /** Undefined where one model was asked for and there is nothing to choose. */
  readonly decision: Decision | undefined;
  /** A model too dear for the credit gives way to the next one. */
  readonly skipsUnaffordable: boolean;
  /** How many models are asked at the most, one after the other. */
  readonly attemptsMax: number;
}

/** How often a provider may search the web for one answer. It bounds the price, and is enough for most questions. */
const PROVIDER_WEB_SEARCHES = 3;
/** Nobody has named the models of an automatic choice: when three have failed, another answer is not worth the wait. */
const AUTOMATIC_ATTEMPTS = 3;

/** Plans a call before anything is reserved: which models may answer, and what each would cost. */
@Injectable()
export class PlannerService {
  constructor(private readonly aicore: AicoreFacade) {}

  /**
   * @throws ProviderNotAllowedException for a model that the caller may not use, wherever in the list it stands
   * @throws DomainError aicore.* when no model can answer
   */
  async plan(request: CallRequest, scope: ModelScope): Promise<CallPlan> {
    if (request.task === 'search') {
      const { modelId, messages } = request;
      const option = await this.searchCall(modelId, messages, scope);
      return { options: [option], search: undefined, decision: undefined, skipsUnaffordable: false, attemptsMax: 1 };
    }
    const search = await this.planSearch(request, scope);
    const asked: QuotedRequest = {
      messages: request.messages,
      maxOutputTokens: request.maxOutputTokens,
      contextTokens: (search ? SEARCH_CONTEXT_TOKENS : 0) + (request.contextTokens ?? 0),
      ...(request.webSearch?.modelId === PROVIDER_WEB_SEARCH && { webSearches: PROVIDER_WEB_SEARCHES }),
    };
    const aim = parseAutoAim(request.modelId);
    const fallbacks = request.fallbackModelIds ?? [];
    if (aim === null && fallbacks.length === 0) {
      const option = planned(await this.aicore.select(request.modelId, scope), asked);
      return { options: [option], search, decision: undefined, skipsUnaffordable: false, attemptsMax: 1 };
    }
    const decision = new Decision(request.modelId);
    const options =
      aim === null
        ? await this.planList([request.modelId, ...fallbacks], asked, scope, decision)
        : await this.planAutomatic(request, asked, scope, decision);
    const [first, ...others] = options;
    if (!first) {
      throw new DomainError('aicore.no_model_available', { requested: request.modelId, reasons: decision.reasons() });
    }
    const attemptsMax = aim === null ? options.length : AUTOMATIC_ATTEMPTS;
    return { options: [first, ...others], search, decision, skipsUnaffordable: aim !== null, attemptsMax };
  }

  private async planSearch({ webSearch }: CallRequest, scope: ModelScope): Promise<PlannedCall | undefined> {
    if (!webSearch || webSearch.modelId === PROVIDER_WEB_SEARCH) return undefined;
    return this.searchCall(webSearch.modelId, [{ role: 'user', content: webSearch.query }], scope);
  }

  private async searchCall(
    modelId: string,
    messages: CallRequest['messages'],
    scope: ModelScope,
  ): Promise<PlannedCall> {
    const selected = await this.aicore.select(modelId, scope);
    if (!selected.model.capabilities.includes('search')) {
      throw new DomainError('aicore.web_search_not_available', { model: modelId });
    }
    return plannedCall(selected, { messages });
  }

  /** The models of a list that the caller names, as far as they can be used. */
  private async planList(
    modelIds: readonly string[],
    asked: QuotedRequest,
    scope: ModelScope,
    decision: Decision,
  ): Promise<PlannedCall[]> {
    const options: PlannedCall[] = [];
    let refusal: DomainError | undefined;
    for (const modelId of new Set(modelIds)) {
      try {
        const selected = await this.aicore.select(modelId, scope);
        const option = planned(selected, asked);
        decision.consider(selected.model, 'not_needed', option.quoted);
        options.push(option);
      } catch (error) {
        // What the caller may not use is not passed over in silence: whoever names it should learn of it.
        if (!(error instanceof DomainError) || error instanceof ProviderNotAllowedException) throw error;
        refusal ??= error;
        decision.considerUnusable(modelId, error.code);
      }
    }
    if (options.length === 0 && refusal) throw refusal;
    return options;
  }

  private async planAutomatic(
    request: CallRequest,
    asked: QuotedRequest,
    scope: ModelScope,
    decision: Decision,
  ): Promise<PlannedCall[]> {
    const aim = parseAutoAim(request.modelId) ?? 'balanced';
    const needs: ModelCapability[] = ['chat', ...(asked.webSearches ? (['web_search'] as const) : [])];
    const listed = await this.aicore.listFitModels(needs, scope);
    const fit: (PlannedCall & Parameters<typeof rankModels>[1][number])[] = [];
    const unfit: (() => void)[] = [];
    for (const { connector, model, pricing, reason, simulated } of listed) {
      if (reason !== null || !pricing) {
        unfit.push(() => decision.consider(model, reason ?? 'price_missing'));
        continue;
      }
      try {
        const option = plannedCall({ connector, model, pricing }, asked);
        const { modelClass, released } = model;
        fit.push({ ...option, modelClass, released, simulated, likely: option.quoted.likely });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        unfit.push(() => decision.consider(model, outcomeOfCode(error.code)));
      }
    }
    // Simulated answers are for trying things out: they never stand in for real ones.
    const hasReal = fit.some(({ simulated }) => !simulated);
    const ranked = rankModels(
      aim,
      fit.filter(({ simulated }) => !(hasReal && simulated)),
    );
    for (const { selected, simulated } of fit) {
      if (hasReal && simulated) unfit.push(() => decision.consider(selected.model, 'not_suitable'));
    }
    for (const { selected, quoted } of ranked) decision.consider(selected.model, 'not_needed', quoted);
    for (const record of unfit) record();
    if (ranked.length === 0 && listed.length > 0 && listed.every(({ reason }) => reason === 'not_permitted')) {
      const [{ model }] = listed as [(typeof listed)[number]];
      throw new ProviderNotAllowedException({
        connectorType: model.connectorType,
        model: null,
        reason: 'not_permitted',
      });
    }
    return ranked;
  }
}

/** A call to a model that answers. @throws DomainError aicore.web_search_not_available, context_too_long, price_missing */
function planned(selected: SelectedModel, asked: QuotedRequest): PlannedCall {
  const { capabilities } = selected.model;
  const isAble = capabilities.includes('chat');
  if (!isAble) throw new DomainError('aicore.model_unknown', { model: modelIdOf(selected.model) });
  if (asked.webSearches && !capabilities.includes('web_search')) {
    throw new DomainError('aicore.web_search_not_available', { model: modelIdOf(selected.model) });
  }
  return plannedCall(selected, asked);
}

function plannedCall(selected: SelectedModel, asked: QuotedRequest): PlannedCall {
  return { modelId: modelIdOf(selected.model), selected, quoted: quote(selected, asked) };
}
