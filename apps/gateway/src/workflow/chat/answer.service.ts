import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { MessageChargeDto, MessageDto, SendMessageDto } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { BillingFacade, totalOf } from '../../billing/billing.facade.js';
import { RequestContext } from '../../common/context/request-context.js';
import { postgresErrorOf } from '../../common/errors/database-error.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { toDomainError } from '../../common/errors/problem.js';
import { newId } from '../../common/ids.js';
import { requestHashOf } from '../../common/request-hash.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import type { CallResult, Charge } from '../call.types.js';
import { ProcessorService } from '../processor.service.js';
import { AnswerWriter } from './answer-writer.js';
import { ChatRepository, type MessageRow, type Owner } from './chat.repository.js';
import { ChatService, messageDto, titleFrom } from './chat.service.js';
import type { ChatEventSink } from './chat-event-sink.js';
import { type Asked, callRequest, type Question, questionOf } from './question.js';

/** A gateway that did not store for this long is taken for dead. */
const LEASE_SECONDS = 20;

/** What is asked, and who is told. */
export interface AnswerRequest {
  readonly chatId: string;
  readonly message: SendMessageDto;
  /** A repeat tells the stored answer again; nothing is called or booked twice. */
  readonly idempotencyKey: string | null;
  readonly sink: ChatEventSink;
  readonly signal: AbortSignal;
}

/** A message about to be answered. */
interface Pending {
  readonly chatId: string;
  readonly question: Question;
  readonly asked: Asked;
  readonly idempotencyKey: string | null;
  readonly requestHash: Buffer;
}

/** Answers a message: one request to the processor, stored as it grows, told to the sink event by event. */
@Injectable()
export class AnswerService implements BeforeApplicationShutdown {
  private readonly answering = new Set<Promise<void>>();

  constructor(
    private readonly chats: ChatRepository,
    private readonly messages: ChatService,
    private readonly processor: ProcessorService,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
    private readonly context: RequestContext,
  ) {}

  /**
   * Rejects with the refusal as long as the sink has not begun; after that every outcome is told as an event.
   */
  answer(request: AnswerRequest): Promise<void> {
    const answering = this.write(request).finally(() => this.answering.delete(answering));
    this.answering.add(answering);
    return answering;
  }

  /** What is running is booked, and its readers are told, before the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.processor.stopAll();
    await Promise.allSettled(this.answering);
  }

  private async write({ chatId, message, idempotencyKey, sink, signal }: AnswerRequest): Promise<void> {
    const requestHash = requestHashOf(message);
    const [chat, rows, repeated] = await Promise.all([
      this.chats.find(this.owner, chatId),
      this.messages.listMessages(chatId),
      idempotencyKey === null ? undefined : this.chats.findByIdempotencyKey(chatId, idempotencyKey),
    ]);
    if (!chat) throw new NotFoundError();
    if (repeated) return this.tellAgain(repeated, requestHash, sink);
    const { content, retryOf, ...asked } = message;
    if (rows.at(-1)?.status === 'streaming') throw new DomainError('chat.busy');
    const pending = { chatId, question: questionOf(rows, content, retryOf), asked, idempotencyKey, requestHash };
    const writing = new AnswerWriter(this.chats, LEASE_SECONDS, asked.model);
    try {
      const result = await this.call(pending, writing, sink, signal);
      const answer = await writing.finish(result.outcome === 'aborted' ? 'aborted' : 'completed', null);
      tellResult(answer, result, sink);
    } catch (error) {
      if (!sink.hasBegun) throw error;
      const failure = toDomainError(error);
      const status = signal.aborted || writing.signal.aborted ? 'aborted' : 'failed';
      await writing.finish(status, status === 'failed' ? failure.code : null);
      sink.error(failure);
      sink.done(await this.readMessage(chatId, writing.id));
    } finally {
      writing.end();
    }
  }

  private async call(
    pending: Pending,
    writing: AnswerWriter,
    sink: ChatEventSink,
    signal: AbortSignal,
  ): Promise<CallResult> {
    const { mandateId, userId } = this.owner;
    const { apiKeyId } = this.context.caller;
    return this.processor.run(
      callRequest(pending.question, pending.asked),
      {
        mandateId,
        userId,
        permissions: await this.rbac.current(),
        feature: 'chat',
        chatId: pending.chatId,
        messageId: writing.id,
        ...(apiKeyId && { apiKeyId }),
      },
      {
        reserved: async (amount) => {
          const stored = await this.storeQuestion(pending, writing.id);
          writing.begin();
          sink.start({
            userMessage: messageDto(stored.question, undefined),
            assistantMessage: messageDto(stored.answer, undefined),
            reserved: toChf(amount),
          });
        },
        searching: ({ modelId, query }) => sink.search({ model: modelId, query }),
        sources: (sources) => {
          writing.cite(sources);
          sink.sources(sources);
        },
        decided: (decision) => {
          writing.decide(decision);
          sink.decision(decision);
        },
        delta: (text) => {
          writing.append(text);
          return sink.delta(text);
        },
      },
      AbortSignal.any([signal, writing.signal]),
    );
  }

  /** Stores both messages at once. Of two that come together the second finds the chat busy. */
  private async storeQuestion(
    pending: Pending,
    answerId: string,
  ): Promise<{ question: MessageRow; answer: MessageRow }> {
    const { chatId, question, asked, idempotencyKey, requestHash } = pending;
    const { content, retry } = question;
    const { model, webSearch = null } = asked;
    const stored = await this.chats
      .ask(chatId, {
        question: retry ? undefined : { id: newId(), content },
        answer: { id: answerId, idempotencyKey, requestHash, webSearch },
        replaces: retry?.answer.content === '' ? retry.answer.id : undefined,
        model,
        title: titleFrom(content),
        leaseSeconds: LEASE_SECONDS,
      })
      .catch((error: unknown) => {
        throw postgresErrorOf(error)?.code === '23505' ? new DomainError('chat.busy') : error;
      });
    const told = retry?.question ?? stored?.question;
    if (!stored || !told) throw new NotFoundError();
    return { question: told, answer: stored.answer };
  }

  private async tellAgain(row: MessageRow, requestHash: Buffer, sink: ChatEventSink): Promise<void> {
    if (!row.request_hash?.equals(requestHash)) throw new DomainError('common.idempotency_conflict');
    if (row.status === 'streaming') throw new DomainError('chat.busy');
    const message = await this.readMessage(row.chat_id, row.id);
    const rows = await this.chats.listMessages(row.chat_id);
    const question = rows.findLast((other) => other.role === 'user' && other.seq < row.seq);
    if (!question) throw new NotFoundError();
    sink.start({ userMessage: messageDto(question, undefined), assistantMessage: message, reserved: '0.00' });
    if (message.sources.length > 0) sink.sources(message.sources);
    if (message.decision) sink.decision(message.decision);
    await sink.delta(message.content);
    if (message.usage) sink.usage(message.usage);
    if (message.price) sink.price(message.price);
    sink.done(message);
  }

  private async readMessage(chatId: string, id: string): Promise<MessageDto> {
    const row = (await this.chats.listMessages(chatId)).find((message) => message.id === id);
    if (!row) throw new NotFoundError();
    const bookings = await this.billing.bookingsOfMessages(this.owner.mandateId, [id]);
    return messageDto(row, bookings.get(id));
  }

  private get owner(): Owner {
    return { mandateId: this.context.mandate.id, userId: this.context.caller.userId };
  }
}

/** The reader learns the price with the answer: all of it is booked by now. */
function tellResult(answer: MessageRow | undefined, { charge, charges }: CallResult, sink: ChatEventSink): void {
  const { usage } = charge;
  const dtos = charges.map(chargeDto);
  const price = totalOf(dtos, chargeDto(charge));
  sink.usage(usage);
  sink.price(price);
  if (answer) sink.done(messageDto(answer, { usage, price, charges: dtos }));
}

function chargeDto({ usage: _usage, amount, ...charge }: Charge): MessageChargeDto {
  return { ...charge, amount: toChf(amount) };
}
