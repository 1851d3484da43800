import { Injectable, Logger } from '@nestjs/common';
import type { CallOutcome, SourceDto } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import {
  AicoreFacade,
  type BilledUsage,
  billedUsage,
  ConnectorError,
  type FinishReason,
  isPlausible,
  type ModelRequest,
  type Price,
  type Usage,
  type WebSource,
} from '../aicore/aicore.facade.js';
import { BillingFacade, type CallPurpose } from '../billing/billing.facade.js';
import { newId } from '../common/ids.js';
import { Env } from '../config/env.js';
import type { CallOrigin, Charge } from './call.types.js';
import type { PlannedCall } from './planner.service.js';
import { affordableOutputTokens } from './quote.js';

/** The booking is worth several tries: the provider has delivered. In milliseconds. */
const SETTLE_PAUSES_MS = [50, 200, 1_000, 3_000, 10_000];
/** A provider's own bill of more than so many times what was reserved is taken for a fault. */
const BILL_OVER_HOLD_MAX = 100n;
const PLAIN_ID = /^[\x21-\x7e]{1,200}$/;

/** A call whose credit is set aside. */
export interface ReservedCall extends PlannedCall {
  /** Of the hold, and of the booking that it becomes. */
  readonly id: string;
  readonly accountId: string;
  readonly renewal: NodeJS.Timeout;
}

/** How a call ended: booked, or released without a booking. */
export interface AttemptResult {
  readonly finishReason: FinishReason | null;
  readonly sources: readonly WebSource[];
  /** Undefined: the provider failed and reported no usage; nothing was booked. */
  readonly charge: Charge | undefined;
  /** What went wrong; undefined where the provider answered or the caller stopped it. */
  readonly error: unknown;
  /** Whether any of the answer was passed on. */
  readonly hasDelivered: boolean;
}

/** Who hears what a provider sends. A throwing reader ends the call. */
export interface AttemptReader {
  delta(text: string): Promise<void> | void;
  sources(sources: readonly SourceDto[]): Promise<void> | void;
}

/** How far a provider's answer got. */
interface Progress {
  answer: string;
  rawUsage: unknown;
  /** What the provider had counted when it was last heard of. */
  counted: Partial<BilledUsage>;
  sources: readonly WebSource[];
  finishReason: FinishReason | null;
  providerRequestId: string | null;
  readonly startedAt: number;
  /** Milliseconds to the first text, or to the pages that a search found. */
  firstTokenMs: number | null;
}

interface Bill {
  readonly usage: Usage;
  readonly price: Price;
  readonly estimated: boolean;
}

/**
 * One call of a provider between its reservation and its booking. Only the processor uses it, for every call; nothing
 * else in the gateway may ask a provider; a test reads the imports to prove it.
 */
@Injectable()
export class AttemptService {
  private readonly logger = new Logger(AttemptService.name);

  constructor(
    private readonly aicore: AicoreFacade,
    private readonly billing: BillingFacade,
    private readonly env: Env,
  ) {}

  /**
   * Sets aside the most that the call can cost.
   * @param besides what else the request needs at the same time; a refusal names the whole
   * @throws InsufficientBalanceException, DomainError billing.account_suspended, billing.budget_exceeded
   */
  async reserve(call: PlannedCall, accountId: string, origin: CallOrigin, besides = 0n): Promise<ReservedCall> {
    const { selected, quoted } = call;
    const id = newId();
    await this.billing.reserve(
      {
        id,
        required: quoted.maximum + besides,
        accountId,
        amount: quoted.maximum,
        purpose: purposeOf(origin, call),
        ttlSeconds: this.env.HOLD_TTL_SECONDS,
        ...(origin.budgetIds && { budgetIds: origin.budgetIds }),
      },
      (available) => affordableOutputTokens(selected, quoted.request, available - besides),
    );
    return { ...call, id, accountId, renewal: this.keepHold(id) };
  }

  /** Ends a call that was reserved and never made: it costs nothing. */
  async release({ accountId, id, renewal }: ReservedCall, reason: unknown): Promise<void> {
    clearInterval(renewal);
    await this.billing.release(accountId, id, reasonOf(reason));
  }

  /**
   * Asks the provider and books what it cost. A failed provider is an outcome, not an exception; so is a stop.
   * @param sent what is sent: the quoted request, or the same with less input than was quoted
   */
  async run(call: ReservedCall, sent: ModelRequest, reader: AttemptReader, stop: AbortSignal): Promise<AttemptResult> {
    const progress: Progress = {
      answer: '',
      rawUsage: undefined,
      counted: {},
      sources: [],
      finishReason: null,
      providerRequestId: null,
      startedAt: performance.now(),
      firstTokenMs: null,
    };
    try {
      const failure = await this.stream(call, sent, reader, stop, progress);
      this.observe(call, progress, failure, stop.aborted);
      const charge = await this.end(call, sent, progress, failure, stop.aborted);
      const { answer, finishReason, sources } = progress;
      const error = stop.aborted ? undefined : failure?.error;
      return { finishReason, sources, charge, error, hasDelivered: answer !== '' };
    } finally {
      clearInterval(call.renewal);
    }
  }

  /**
   * Reads the provider's answer to its end, and answers what went wrong instead of throwing it. An aborted stream
   * may end without an exception: only the signal tells.
   */
  private async stream(
    { selected: { connector, model } }: ReservedCall,
    sent: ModelRequest,
    reader: AttemptReader,
    stop: AbortSignal,
    progress: Progress,
  ): Promise<{ error: unknown } | undefined> {
    // Leaving the loop for whatever reason must end the provider's work, which the caller would pay for.
    const upstream = new AbortController();
    try {
      const events = connector.stream(sent, model, AbortSignal.any([stop, upstream.signal]));
      for await (const event of events) {
        switch (event.type) {
          case 'usage':
            progress.rawUsage = event.raw;
            break;
          case 'counted':
            progress.counted = { ...progress.counted, ...event.usage };
            break;
          case 'finish':
            progress.finishReason = event.reason;
            progress.providerRequestId = plainId(event.providerRequestId);
            break;
          case 'sources':
            progress.sources = event.sources;
            if (model.capabilities.includes('search')) progress.firstTokenMs ??= performance.now() - progress.startedAt;
            await reader.sources(event.sources.map(sourceDto));
            break;
          case 'delta': {
            // PostgreSQL cannot store U+0000, and no answer means it.
            const text = event.text.replaceAll('\u0000', '');
            progress.answer += text;
            progress.firstTokenMs ??= performance.now() - progress.startedAt;
            await reader.delta(text);
          }
        }
      }
      if (progress.finishReason === null) throw cutStream(connector.connectorType);
      return undefined;
    } catch (error) {
      return { error };
    } finally {
      upstream.abort();
    }
  }

  /** What the call tells of its provider's health; nothing where its reader left before the provider had a chance. */
  private observe(
    { selected: { model } }: ReservedCall,
    { firstTokenMs }: Progress,
    failure: { error: unknown } | undefined,
    isStopped: boolean,
  ): void {
    const fault = !isStopped && failure?.error instanceof ConnectorError ? failure.error : undefined;
    if (!fault && (isStopped || failure) && firstTokenMs === null) return;
    this.aicore.observeCall({
      connectorType: model.connectorType,
      model: model.model,
      firstTokenMs,
      failure: fault ? { kind: fault.kind, status: fault.options.status ?? null } : null,
    });
  }

  /**
   * A call that the provider failed is charged only if the provider itself reported usage; otherwise its hold is
   * released and nothing is booked. Any other fault is ours: what was delivered until then is charged.
   */
  private async end(
    call: ReservedCall,
    sent: ModelRequest,
    progress: Progress,
    failure: { error: unknown } | undefined,
    isStopped: boolean,
  ): Promise<Charge | undefined> {
    if (isStopped) return this.book(call, sent, progress, 'aborted');
    if (!failure) return this.book(call, sent, progress, 'completed');
    if (!(failure.error instanceof ConnectorError)) return this.book(call, sent, progress, 'aborted');
    const { model } = call.selected;
    this.logger.warn(`call ${call.id}: ${model.connectorType}/${model.model} failed: ${reasonOf(failure.error)}`);
    if (call.selected.connector.normaliseUsage(progress.rawUsage)) return this.book(call, sent, progress, 'failed');
    await this.billing.release(call.accountId, call.id, reasonOf(failure.error));
    return undefined;
  }

  private async book(
    call: ReservedCall,
    sent: ModelRequest,
    progress: Progress,
    outcome: CallOutcome,
  ): Promise<Charge> {
    const { usage, price, estimated } = this.bill(call, sent, progress);
    const billed = billedUsage(usage);
    const amount = await this.settleSurely(call.accountId, {
      id: call.id,
      cost: price.amount,
      outcome,
      estimated,
      usage: billed,
      receipt: price.receipt,
      providerRequestId: progress.providerRequestId,
    });
    const { connectorType, model } = call.selected.model;
    return { transactionId: call.id, connectorType, model, outcome, usage: billed, estimated, amount };
  }

  /** Usage and price: the provider's own figures, or a marked estimate where it gave none that can be priced. */
  private bill(call: ReservedCall, sent: ModelRequest, { rawUsage, counted, answer }: Progress): Bill {
    const { connector, model, pricing } = call.selected;
    const reported = connector.normaliseUsage(rawUsage);
    const bill = reported && this.priced(call, reported);
    if (bill) return { ...bill, estimated: false };
    const estimate = connector.estimateUsage(sent, answer, model, pricing.price);
    const informed = this.priced(call, { ...estimate, ...counted });
    return {
      ...(informed ?? { usage: estimate, price: connector.calculatePriceCHF(estimate, pricing) }),
      estimated: true,
    };
  }

  /** Undefined, and a line in the log, for usage that no such call can have, or that has no price. */
  private priced(
    { id, selected: { connector, model, pricing }, quoted }: ReservedCall,
    usage: Usage,
  ): Pick<Bill, 'usage' | 'price'> | undefined {
    try {
      const price = connector.calculatePriceCHF(usage, pricing);
      const isBeyondReason = usage.providerCostUsd !== null && price.amount > quoted.maximum * BILL_OVER_HOLD_MAX;
      if (isPlausible(usage, model) && !isBeyondReason) return { usage, price };
      this.logger.error(`call ${id}: the reported usage is not possible: ${JSON.stringify(billedUsage(usage))}`);
    } catch (error) {
      // Unannounced kinds of usage have no price. The call happened, so it is charged as far as we can tell.
      this.logger.error(`call ${id}: the reported usage has no price: ${reasonOf(error)}`);
    }
    return undefined;
  }

  /** Settling is idempotent, so it is tried again until the database answers. Answers what was charged. */
  private async settleSurely(...[accountId, settlement]: Parameters<BillingFacade['settle']>): Promise<Nano> {
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

function purposeOf(origin: CallOrigin, { selected: { model, pricing } }: PlannedCall): CallPurpose {
  const { userId, feature, chatId, messageId, apiKeyId, automationId, runId, reference } = origin;
  return {
    userId,
    feature,
    connectorType: model.connectorType,
    model: model.model,
    priceVersionId: pricing.price.id,
    ...(chatId && { chatId }),
    ...(messageId && { messageId }),
    ...(apiKeyId && { apiKeyId }),
    ...(automationId && { automationId }),
    ...(runId && { runId }),
    ...(reference && { reference }),
  };
}

/** An id as it can be stored and shown; a booking never depends on what a provider writes here. */
function plainId(id: string | null): string | null {
  return id !== null && PLAIN_ID.test(id) ? id : null;
}

/** What readers see of a page; its text is for the model alone. */
function sourceDto({ content: _content, ...source }: WebSource): SourceDto {
  return source;
}

function cutStream(connectorType: ConnectorError['connectorType']): ConnectorError {
  return new ConnectorError('unavailable', connectorType, 'the stream ended before the answer did', {
    retryable: true,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
