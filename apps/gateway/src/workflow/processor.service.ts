import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { SourceDto } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { ConnectorError, type ModelRequest, type WebSource } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { DomainError, InsufficientBalanceException } from '../common/errors/domain-error.js';
import { toDomainError } from '../common/errors/problem.js';
import { type AttemptResult, AttemptService, type ReservedCall } from './attempt.service.js';
import type { CallListener, CallOrigin, CallRequest, CallResult, Charge } from './call.types.js';
import { callErrorOf } from './call-error.js';
import { type CallPlan, type PlannedCall, PlannerService } from './planner.service.js';
import { withSearchResults } from './search-context.js';

/** No answer takes longer; what does is stopped and booked like one that its reader stopped. */
const LONGEST_CALL_MS = 15 * 60_000;

/** A request under way: what is reserved, what is left to try, what was booked and found so far. */
interface Conversation {
  readonly plan: CallPlan;
  readonly origin: CallOrigin;
  readonly accountId: string;
  readonly search: ReservedCall | undefined;
  answer: ReservedCall;
  readonly untried: PlannedCall[];
  readonly charges: Charge[];
  /** How many providers were asked for the answer. */
  attempts: number;
  found: readonly WebSource[];
  sources: readonly SourceDto[];
}

/**
 * THE path of every AI call: plan, reserve, search, call, then settle or release; where a provider fails, the next
 * permitted model, with a reservation of its own.
 */
@Injectable()
export class ProcessorService implements BeforeApplicationShutdown {
  private readonly running = new Map<Promise<CallResult>, AbortController>();
  private closing = false;

  constructor(
    private readonly planner: PlannerService,
    private readonly attempts: AttemptService,
    private readonly billing: BillingFacade,
  ) {}

  /**
   * Runs one request to its booking. It rejects before `listener.reserved` when the request may not run, and after it
   * when no provider answered; then nothing but what providers reported was booked and no hold is left. A request that
   * was stopped resolves: what it used is booked as `aborted`.
   */
  async run(
    request: CallRequest,
    origin: CallOrigin,
    listener: CallListener,
    signal: AbortSignal,
  ): Promise<CallResult> {
    if (this.closing) throw new DomainError('common.unavailable');
    const stopper = new AbortController();
    const stop = AbortSignal.any([signal, stopper.signal]);
    const result = this.reserve(request, origin).then((call) => this.converse(call, request, listener, stop));
    const longest = setTimeout(() => stopper.abort(), LONGEST_CALL_MS).unref();
    this.running.set(result, stopper);
    try {
      return await result;
    } finally {
      clearTimeout(longest);
      this.running.delete(result);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stopAll();
  }

  /** Starts no call any more, stops the running ones and waits until each is booked: the database closes after this. */
  async stopAll(): Promise<void> {
    this.closing = true;
    for (const stopper of this.running.values()) stopper.abort();
    await Promise.allSettled(this.running.keys());
  }

  /** Sets credit aside for the search and for the answer, before either is asked for: a search alone is no use. */
  private async reserve(request: CallRequest, origin: CallOrigin): Promise<Conversation> {
    const { permissions } = origin;
    const payer = this.billing.payingAccount(origin.mandateId, origin.userId);
    const markupPercent = payer.then((account) => account.markupPercent);
    // The reader waits: prices are read while the account is. All three are awaited, so that none fails unheard.
    const [{ accountId }, plan] = await Promise.all([
      payer,
      this.planner.plan(request, { permissions, markupPercent }),
      markupPercent,
    ]);
    const untried = [...plan.options];
    // The answer first, which is the dearer part: of many requests at once, searches must not take the credit from
    // under all answers.
    const answer = await this.reserveNext(plan, untried, accountId, origin);
    try {
      const search = plan.search && (await this.attempts.reserve(plan.search, accountId, origin));
      return { plan, origin, accountId, search, answer, untried, charges: [], attempts: 0, found: [], sources: [] };
    } catch (error) {
      await this.attempts.release(answer, error);
      throw error instanceof InsufficientBalanceException ? forBoth(error, answer.quoted.maximum) : error;
    }
  }

  /** Takes models from the list until the credit covers one. @throws InsufficientBalanceException as for the first */
  private async reserveNext(
    { decision, skipsUnaffordable, search }: CallPlan,
    untried: PlannedCall[],
    accountId: string,
    origin: CallOrigin,
  ): Promise<ReservedCall> {
    let refusal: unknown;
    for (let option = untried.shift(); option; option = untried.shift()) {
      try {
        const reserved = await this.attempts.reserve(option, accountId, origin, search?.quoted.maximum);
        decision?.choose(option.modelId);
        return reserved;
      } catch (error) {
        if (!(error instanceof InsufficientBalanceException)) throw error;
        decision?.refuse(option.modelId, 'insufficient_balance');
        refusal ??= error;
        if (!skipsUnaffordable) break;
      }
    }
    throw refusal;
  }

  private async converse(
    conversation: Conversation,
    request: CallRequest,
    listener: CallListener,
    stop: AbortSignal,
  ): Promise<CallResult> {
    const { search, charges, plan } = conversation;
    await this.announce(conversation, listener, stop);
    if (search) {
      const charge = await this.search(conversation, search, request, listener, stop);
      if (stop.aborted) return this.stopped(conversation, charge);
    }
    for (;;) {
      const { answer } = conversation;
      conversation.attempts++;
      const result = await this.ask(conversation, listener, stop);
      const { charge, error } = result;
      if (charge) charges.push(charge);
      if (charge && error === undefined) {
        const { finishReason, sources: pages } = result;
        const { sources } = conversation;
        return { modelId: answer.modelId, outcome: charge.outcome, finishReason, charge, charges, sources, pages };
      }
      const failure = callErrorOf(error);
      plan.decision?.fail(answer.modelId, toDomainError(failure).code, charge?.transactionId ?? null);
      const next = mayTryAnother(result) ? await this.next(conversation) : undefined;
      await this.tellDecision(plan, listener, next);
      if (!next) throw failure;
      conversation.answer = next;
    }
  }

  /** The last moment at which a request costs nothing: no provider has been asked. */
  private async announce(conversation: Conversation, listener: CallListener, stop: AbortSignal): Promise<void> {
    const { answer, search, plan } = conversation;
    try {
      await listener.reserved(answer.quoted.maximum + (search?.quoted.maximum ?? 0n));
      if (plan.decision) await listener.decided?.(plan.decision.toDto());
      stop.throwIfAborted();
    } catch (error) {
      if (search) await this.attempts.release(search, error);
      await this.attempts.release(answer, error);
      throw error;
    }
  }

  /** Searches the web, as a call of its own. Where that fails there is no answer, and its reservation ends. */
  private async search(
    conversation: Conversation,
    search: ReservedCall,
    request: CallRequest,
    listener: CallListener,
    stop: AbortSignal,
  ): Promise<Charge> {
    const reader = { delta: () => undefined, sources: this.sourcesReader(conversation, listener) };
    try {
      await this.tellSearch(search, request, listener);
      const { charge, error, sources } = await this.attempts.run(search, search.quoted.request, reader, stop);
      if (charge) conversation.charges.push(charge);
      conversation.found = sources;
      if (charge && error === undefined) return charge;
      throw callErrorOf(error);
    } catch (error) {
      await this.attempts.release(conversation.answer, error);
      throw error;
    }
  }

  private async tellSearch(search: ReservedCall, { webSearch }: CallRequest, listener: CallListener): Promise<void> {
    try {
      if (webSearch) await listener.searching?.(webSearch);
    } catch (error) {
      await this.attempts.release(search, error);
      throw error;
    }
  }

  /** Stopped while the search ran: the answer was never asked for. */
  private async stopped({ answer, charges, sources }: Conversation, charge: Charge): Promise<CallResult> {
    await this.attempts.release(answer, new Error('stopped by its reader'));
    const { modelId } = answer;
    return { modelId, outcome: 'aborted', finishReason: null, charge, charges, sources, pages: [] };
  }

  private async tellDecision({ decision }: CallPlan, listener: CallListener, next?: ReservedCall): Promise<void> {
    try {
      if (decision) await listener.decided?.(decision.toDto());
    } catch (error) {
      if (next) await this.attempts.release(next, error);
      throw error;
    }
  }

  private ask(conversation: Conversation, listener: CallListener, stop: AbortSignal): Promise<AttemptResult> {
    const { answer, found } = conversation;
    const { contextTokens: _room, ...request } = answer.quoted.request;
    const sent: ModelRequest = { ...request, messages: withSearchResults(request.messages, found) };
    const reader = {
      delta: (text: string) => listener.delta(text),
      sources: this.sourcesReader(conversation, listener),
    };
    return this.attempts.run(answer, sent, reader, stop);
  }

  private sourcesReader(
    conversation: Conversation,
    listener: CallListener,
  ): (sources: readonly SourceDto[]) => Promise<void> | void {
    return (sources) => {
      conversation.sources = sources;
      return listener.sources?.(sources);
    };
  }

  /** The next model that the credit covers; undefined when there is none. */
  private async next({ plan, untried, accountId, origin, attempts }: Conversation): Promise<ReservedCall | undefined> {
    if (untried.length === 0 || attempts >= plan.attemptsMax) return undefined;
    try {
      // A search is paid for by now.
      const rest = { ...plan, skipsUnaffordable: true, search: undefined };
      return await this.reserveNext(rest, untried, accountId, origin);
    } catch {
      // The reader learns why the first one failed; that the others could not be paid for is in the decision.
      return undefined;
    }
  }
}

/** The refusal of the search with the answer's part, which was set aside already, in both figures. */
function forBoth({ details }: InsufficientBalanceException, held: Nano): InsufficientBalanceException {
  return new InsufficientBalanceException({
    ...details,
    required: toChf(parseChf(details.required) + held),
    available: toChf(parseChf(details.available) + held),
    affordableOutputTokens: null,
  });
}

/** Another model may take over as long as the reader has seen nothing of this one's answer. */
function mayTryAnother({ error, hasDelivered }: AttemptResult): boolean {
  return error instanceof ConnectorError && error.options.retryable && !hasDelivered;
}
