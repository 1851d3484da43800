import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { CallOutcome } from '@nyla/contracts';
import {
  AicoreFacade,
  ConnectorError,
  type FinishReason,
  type Price,
  type SelectedModel,
  type Usage,
} from '../aicore/aicore.facade.js';
import { BillingFacade, type CallPurpose } from '../billing/billing.facade.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { Env } from '../config/env.js';
import type { CallListener, CallOrigin, CallRequest, CallResult } from './call.types.js';
import { callErrorOf } from './call-error.js';
import { affordableOutputTokens, type Quote, quote } from './quote.js';

/** No answer takes longer; what does is stopped and booked like one that its reader stopped. */
const LONGEST_CALL_MS = 15 * 60_000;
/** The booking is worth several tries: the provider has delivered. In milliseconds. */
const SETTLE_PAUSES_MS = [50, 200, 1_000, 3_000, 10_000];

interface ReservedCall {
  readonly id: string;
  readonly accountId: string;
  readonly selected: SelectedModel;
  readonly quoted: Quote;
}

/** How far a provider's answer got. */
interface Progress {
  answer: string;
  rawUsage: unknown;
  finishReason: FinishReason | null;
  providerRequestId: string | null;
}

interface Bill {
  readonly usage: Usage;
  readonly price: Price;
  readonly estimated: boolean;
}

/**
 * THE path of every AI call: select, quote, reserve, call, then settle or release. Nothing else in the gateway may
 * ask a provider; a test reads the imports to prove it.
 */
@Injectable()
export class ProcessorService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ProcessorService.name);
  private readonly running = new Map<Promise<CallResult>, AbortController>();
  private closing = false;

  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
    private readonly env: Env,
  ) {}

  /**
   * Runs one call to its booking. It rejects before `listener.reserved` when the call may not run, and after it when
   * the provider failed; then nothing was booked and the hold is gone. A call that was stopped resolves: what it used
   * is booked as `aborted`.
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
    const result = this.reserve(request, origin).then((call) => this.callAndBook(call, listener, stop));
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

  private async reserve(request: CallRequest, origin: CallOrigin): Promise<ReservedCall> {
    const account = await this.billing.payingAccount(origin.mandateId, origin.userId);
    const selected = await this.aicore.select(request.modelId, origin.permissions, account.markupPercent);
    const quoted = quote(selected, request);
    const call = { id: newId(), accountId: account.accountId, selected, quoted };
    await this.billing.reserve(
      {
        id: call.id,
        accountId: account.accountId,
        amount: quoted.maximum,
        purpose: purposeOf(origin, selected),
        ttlSeconds: this.env.HOLD_TTL_SECONDS,
      },
      (available) => affordableOutputTokens(selected, quoted.request, available),
    );
    return call;
  }

  private async callAndBook(call: ReservedCall, listener: CallListener, stop: AbortSignal): Promise<CallResult> {
    const renewal = this.keepHold(call.id);
    try {
      await this.announce(call, listener, stop);
      const progress: Progress = { answer: '', rawUsage: undefined, finishReason: null, providerRequestId: null };
      const failure = await this.stream(call, listener, stop, progress);
      if (stop.aborted) return await this.book(call, progress, 'aborted');
      if (failure) return await this.afterFailure(call, progress, failure.error);
      return await this.book(call, progress, 'completed');
    } finally {
      clearInterval(renewal);
    }
  }

  /** The last moment at which a call costs nothing: the provider has not been asked. */
  private async announce(call: ReservedCall, listener: CallListener, stop: AbortSignal): Promise<void> {
    try {
      await listener.reserved(call.quoted.maximum);
      stop.throwIfAborted();
    } catch (error) {
      await this.billing.release(call.accountId, call.id, reasonOf(error));
      throw error;
    }
  }

  /**
   * Reads the provider's answer to its end, and answers what went wrong instead of throwing it. An aborted stream
   * may end without an exception: only the signal tells.
   */
  private async stream(
    { selected, quoted }: ReservedCall,
    listener: CallListener,
    stop: AbortSignal,
    progress: Progress,
  ): Promise<{ error: unknown } | undefined> {
    // Leaving the loop for whatever reason must end the provider's work, which the caller would pay for.
    const upstream = new AbortController();
    try {
      const events = selected.connector.stream(quoted.request, AbortSignal.any([stop, upstream.signal]));
      for await (const event of events) {
        if (event.type === 'usage') progress.rawUsage = event.raw;
        else if (event.type === 'finish') {
          progress.finishReason = event.reason;
          progress.providerRequestId = event.providerRequestId;
        } else {
          progress.answer += event.text;
          await listener.delta(event.text);
        }
      }
      if (progress.finishReason === null) throw cutStream(selected);
      return undefined;
    } catch (error) {
      return { error };
    } finally {
      upstream.abort();
    }
  }

  /**
   * A call that the provider failed is charged only if the provider itself reported usage; otherwise its hold is
   * released and nothing is booked. Any other fault is ours: what was delivered until then is charged.
   */
  private async afterFailure(call: ReservedCall, progress: Progress, error: unknown): Promise<never> {
    const isProviders = error instanceof ConnectorError;
    if (!isProviders) await this.book(call, progress, 'aborted');
    else if (call.selected.connector.normaliseUsage(progress.rawUsage)) await this.book(call, progress, 'failed');
    else await this.billing.release(call.accountId, call.id, reasonOf(error));
    throw callErrorOf(error);
  }

  private async book(call: ReservedCall, progress: Progress, outcome: CallOutcome): Promise<CallResult> {
    const { usage, price, estimated } = this.bill(call, progress);
    const billed = withoutCost(usage);
    const settled = await this.settleSurely(call.accountId, {
      id: call.id,
      cost: price.amount,
      outcome,
      estimated,
      usage: billed,
      receipt: price.receipt,
      providerRequestId: progress.providerRequestId,
    });
    return {
      transactionId: call.id,
      outcome,
      finishReason: progress.finishReason,
      usage: billed,
      estimated,
      charged: settled,
    };
  }

  /** Usage and price: the provider's own figures, or a marked estimate where it gave none that can be priced. */
  private bill({ id, selected, quoted }: ReservedCall, { rawUsage, answer }: Progress): Bill {
    const { connector, model, pricing } = selected;
    const reported = connector.normaliseUsage(rawUsage);
    try {
      if (reported) return { usage: reported, price: connector.calculatePriceCHF(reported, pricing), estimated: false };
    } catch (error) {
      // Unannounced kinds of usage have no price. The call happened, so it is charged as far as we can tell.
      this.logger.error(`call ${id}: the reported usage has no price: ${reasonOf(error)}`);
    }
    const usage = connector.estimateUsage(quoted.request, answer, model);
    return { usage, price: connector.calculatePriceCHF(usage, pricing), estimated: true };
  }

  /** Settling is idempotent, so it is tried again until the database answers. */
  private async settleSurely(...[accountId, settlement]: Parameters<BillingFacade['settle']>): Promise<bigint> {
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await this.billing.settle(accountId, settlement);
        if (result.status === 'booked') return -result.amount;
        throw new Error(`the hold of call ${settlement.id} is gone`);
      } catch (error) {
        const pauseMs = SETTLE_PAUSES_MS[attempt];
        if (pauseMs === undefined) {
          this.logger.error(`call ${settlement.id} could not be booked: ${JSON.stringify(settlement.receipt)}`);
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  private keepHold(id: string): NodeJS.Timeout {
    const ttlSeconds = this.env.HOLD_TTL_SECONDS;
    return setInterval(
      () => {
        this.billing.renew(id, ttlSeconds).catch(() => this.logger.warn(`hold ${id} could not be renewed`));
      },
      (ttlSeconds * 1_000) / 3,
    ).unref();
  }
}

function purposeOf(origin: CallOrigin, { model, pricing }: SelectedModel): CallPurpose {
  const { userId, feature, chatId, messageId, apiKeyId } = origin;
  return {
    userId,
    feature,
    connectorType: model.connectorType,
    model: model.model,
    priceVersionId: pricing.price.id,
    ...(chatId && { chatId }),
    ...(messageId && { messageId }),
    ...(apiKeyId && { apiKeyId }),
  };
}

function cutStream({ connector: { connectorType } }: SelectedModel): ConnectorError {
  return new ConnectorError('unavailable', connectorType, 'the stream ended before the answer did', {
    retryable: true,
  });
}

function withoutCost({ providerCostUsd: _cost, ...usage }: Usage): Omit<Usage, 'providerCostUsd'> {
  return usage;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
