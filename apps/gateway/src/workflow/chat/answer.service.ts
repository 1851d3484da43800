import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { MessageDto, SendMessageDto } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import type { ChatTurn } from '../../aicore/aicore.facade.js';
import { BillingFacade } from '../../billing/billing.facade.js';
import { RequestContext } from '../../common/context/request-context.js';
import { postgresErrorOf } from '../../common/errors/database-error.js';
import { DomainError, NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { toDomainError } from '../../common/errors/problem.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import type { CallResult } from '../call.types.js';
import { ProcessorService } from '../processor.service.js';
import { AnswerWriter } from './answer-writer.js';
import { ChatRepository, type MessageRow, type Owner } from './chat.repository.js';
import { ChatService, messageDto, titleFrom, turnsOf } from './chat.service.js';
import type { ChatEventSink } from './chat-event-sink.js';

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

/** A question about to be answered. */
interface Question {
  readonly chatId: string;
  readonly content: string;
  readonly model: string;
  readonly earlier: readonly ChatTurn[];
  /** The answer that is made again, and its question. */
  readonly retry: { readonly question: MessageRow; readonly answer: MessageRow } | undefined;
  readonly idempotencyKey: string | null;
  readonly requestHash: Buffer;
}

/** Answers a message: one AI call through the processor, stored as it grows, told to the sink event by event. */
@Injectable()
export class AnswerService implements BeforeApplicationShutdown {
  private readonly answering = new Set<Promise<void>>();

  constructor(
    private readonly database: AppDatabase,
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
    const requestHash = createHash('sha256').update(JSON.stringify(message)).digest();
    if (!(await this.chats.find(this.owner, chatId))) throw new NotFoundError();
    const repeated = idempotencyKey && (await this.chats.findByIdempotencyKey(chatId, idempotencyKey));
    if (repeated) return this.tellAgain(repeated, requestHash, sink);
    const question = await this.questionOf(chatId, message, idempotencyKey, requestHash);
    const writing = new AnswerWriter(this.chats, LEASE_SECONDS);
    try {
      const result = await this.call(question, message.maxOutputTokens, writing, sink, signal);
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
    question: Question,
    maxOutputTokens: number | undefined,
    writing: AnswerWriter,
    sink: ChatEventSink,
    signal: AbortSignal,
  ): Promise<CallResult> {
    const { mandateId, userId } = this.owner;
    const { apiKeyId } = this.context.caller;
    return this.processor.run(
      {
        modelId: question.model,
        messages: [...question.earlier, { role: 'user', content: question.content }],
        maxOutputTokens,
      },
      {
        mandateId,
        userId,
        permissions: await this.rbac.current(),
        feature: 'chat',
        chatId: question.chatId,
        messageId: writing.id,
        ...(apiKeyId && { apiKeyId }),
      },
      {
        reserved: async (amount) => {
          const stored = await this.storeQuestion(question, writing.id);
          writing.begin();
          sink.start({
            userMessage: messageDto(stored.question, undefined),
            assistantMessage: messageDto(stored.answer, undefined),
            reserved: toChf(amount),
          });
        },
        delta: (text) => {
          writing.append(text);
          return sink.delta(text);
        },
      },
      AbortSignal.any([signal, writing.signal]),
    );
  }

  private async questionOf(
    chatId: string,
    { content, retryOf, model }: SendMessageDto,
    idempotencyKey: string | null,
    requestHash: Buffer,
  ): Promise<Question> {
    if ((content === undefined) === (retryOf === undefined)) {
      throw new ValidationError([
        { field: 'content', constraint: 'isOneOf', message: 'send either content or retryOf' },
      ]);
    }
    const rows = await this.messages.listMessages(chatId);
    if (rows.at(-1)?.status === 'streaming') throw new DomainError('chat.busy');
    const base = { chatId, model, idempotencyKey, requestHash };
    if (content !== undefined) return { ...base, content, earlier: turnsOf(rows), retry: undefined };
    const retry = lastExchange(rows, retryOf);
    const before = rows.filter((row) => row.seq < retry.question.seq);
    return { ...base, content: retry.question.content, earlier: turnsOf(before), retry };
  }

  /** Stores both messages at once. Of two that come together the second finds the chat busy. */
  private storeQuestion(question: Question, answerId: string): Promise<{ question: MessageRow; answer: MessageRow }> {
    const { chatId, content, model, retry, idempotencyKey, requestHash } = question;
    return this.database
      .run(async () => {
        if (!(await this.chats.lock(chatId))) throw new NotFoundError();
        if (retry?.answer.content === '') await this.chats.removeMessage(chatId, retry.answer.id);
        const asked =
          retry?.question ??
          (await this.chats.append(
            chatId,
            { id: newId(), role: 'user', status: 'completed', content, model: null },
            LEASE_SECONDS,
          ));
        const answer = await this.chats.append(
          chatId,
          { id: answerId, role: 'assistant', status: 'streaming', content: '', model, idempotencyKey, requestHash },
          LEASE_SECONDS,
        );
        await this.chats.touch(chatId, model, titleFrom(content));
        return { question: asked, answer };
      })
      .catch((error: unknown) => {
        if (postgresErrorOf(error)?.code === '23505') throw new DomainError('chat.busy');
        throw error;
      });
  }

  private async tellAgain(row: MessageRow, requestHash: Buffer, sink: ChatEventSink): Promise<void> {
    if (!row.request_hash?.equals(requestHash)) throw new DomainError('common.idempotency_conflict');
    if (row.status === 'streaming') throw new DomainError('chat.busy');
    const message = await this.readMessage(row.chat_id, row.id);
    const rows = await this.chats.listMessages(row.chat_id);
    const question = rows.findLast((other) => other.role === 'user' && other.seq < row.seq);
    if (!question) throw new NotFoundError();
    sink.start({ userMessage: messageDto(question, undefined), assistantMessage: message, reserved: '0.00' });
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

/** The last answer of a chat and its question. @throws DomainError chat.nothing_to_retry for any other answer. */
function lastExchange(
  rows: readonly MessageRow[],
  answerId: string | undefined,
): { question: MessageRow; answer: MessageRow } {
  const answer = rows.at(-1);
  const question = rows.findLast((row) => row.role === 'user');
  if (!answer || !question || answer.id !== answerId || answer.role !== 'assistant') {
    throw new DomainError('chat.nothing_to_retry');
  }
  return { question, answer };
}

/** The reader learns the price with the answer: the call is booked by now. */
function tellResult(answer: MessageRow | undefined, result: CallResult, sink: ChatEventSink): void {
  const { usage } = result;
  const price = { transactionId: result.transactionId, amount: toChf(result.charged), estimated: result.estimated };
  sink.usage(usage);
  sink.price(price);
  if (answer) sink.done(messageDto(answer, { messageId: answer.id, usage, price }));
}
