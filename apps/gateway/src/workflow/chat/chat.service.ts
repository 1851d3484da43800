import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import {
  CHAT_TITLE_MAX_LENGTH,
  type ChatDetailDto,
  type ChatDto,
  type ChatPageDto,
  type MessageDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type QuoteDto,
  type QuoteRequestDto,
} from '@nyla/contracts';
import { BillingFacade, type MessageBooking } from '../../billing/billing.facade.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { newId } from '../../common/ids.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { QuoteService } from '../quote.service.js';
import { ChatRepository, type ChatRow, type MessageRow, type Owner } from './chat.repository.js';
import { callRequest, questionOf } from './question.js';

const INTERRUPTED_CHECK_MS = 10_000;

/** A person's chats in a mandate. */
@Injectable()
export class ChatService {
  constructor(
    private readonly chats: ChatRepository,
    private readonly billing: BillingFacade,
    private readonly quotes: QuoteService,
    private readonly rbac: RbacFacade,
    private readonly context: RequestContext,
  ) {}

  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<ChatPageDto> {
    const rows = await this.chats.list(this.owner, cursor === undefined ? undefined : decodeCursor(cursor), limit + 1);
    const page = pageOf(rows, limit, (row) => ({ createdAt: row.updated_at, id: row.id }));
    return { items: page.items.map(chatDto), nextCursor: page.nextCursor };
  }

  async create(title = ''): Promise<ChatDto> {
    const id = newId();
    await this.chats.insert(this.owner, id, title);
    return chatDto(await this.getRow(id));
  }

  async get(id: string): Promise<ChatDetailDto> {
    const chat = await this.getRow(id);
    const rows = await this.listMessages(id);
    const bookings = await this.billing.bookingsOfMessages(
      this.owner.mandateId,
      rows.map((row) => row.id),
    );
    return { ...chatDto(chat), messages: rows.map((row) => messageDto(row, bookings.get(row.id))) };
  }

  async rename(id: string, title: string): Promise<ChatDto> {
    await this.getRow(id);
    await this.chats.rename(this.owner, id, title);
    return chatDto(await this.getRow(id));
  }

  /** Removes the chat. Its bookings stay: they are the mandate's. */
  async remove(id: string): Promise<void> {
    await this.getRow(id);
    await this.chats.remove(this.owner, id);
  }

  async stop(id: string): Promise<void> {
    await this.getRow(id);
    await this.chats.requestStop(id);
  }

  /** Whether a message came in under this key before. */
  async isAsked(id: string, idempotencyKey: string): Promise<boolean> {
    await this.getRow(id);
    return (await this.chats.findByIdempotencyKey(id, idempotencyKey)) !== undefined;
  }

  /** What a message, or an answer that is made again, would cost. */
  async quote({ chatId, content, retryOf, ...asked }: QuoteRequestDto): Promise<QuoteDto> {
    const rows = chatId === undefined ? [] : await this.rowsOf(chatId);
    const question = questionOf(rows, retryOf === undefined ? (content ?? '') : content, retryOf);
    const permissions = await this.rbac.current();
    return this.quotes.quote(callRequest(question, asked), { ...this.owner, permissions });
  }

  /** The chat's messages; an answer whose gateway died is shown as interrupted at once. */
  async listMessages(chatId: string): Promise<MessageRow[]> {
    const rows = await this.chats.listMessages(chatId);
    if (rows.at(-1)?.status !== 'streaming') return rows;
    await this.chats.markInterrupted();
    return this.chats.listMessages(chatId);
  }

  @Interval(INTERRUPTED_CHECK_MS)
  async markInterrupted(): Promise<void> {
    // The database may be restarting; the next round finds the same rows.
    await this.chats.markInterrupted().catch(() => undefined);
  }

  /** @throws NotFoundError for a chat that is not the caller's. */
  private async rowsOf(chatId: string): Promise<MessageRow[]> {
    await this.getRow(chatId);
    return this.chats.listMessages(chatId);
  }

  private async getRow(id: string): Promise<ChatRow> {
    const chat = await this.chats.find(this.owner, id);
    if (!chat) throw new NotFoundError();
    return chat;
  }

  private get owner(): Owner {
    return { mandateId: this.context.mandate.id, userId: this.context.caller.userId };
  }
}

/** A title from a first message: its beginning, on one line. */
export function titleFrom(content: string): string {
  const line = content.replace(/\s+/g, ' ').trim();
  if (line.length <= CHAT_TITLE_MAX_LENGTH / 2) return line;
  const cut = line.slice(0, CHAT_TITLE_MAX_LENGTH / 2);
  // A cut in the middle of a surrogate pair would leave half a character.
  return `${cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd()} …`;
}

export function chatDto(row: ChatRow): ChatDto {
  return { id: row.id, title: row.title, model: row.model, createdAt: row.created_at, updatedAt: row.updated_at };
}

export function messageDto(row: MessageRow, booking: MessageBooking | undefined): MessageDto {
  return {
    id: row.id,
    role: row.role,
    status: row.status,
    content: row.content,
    model: row.model,
    usage: booking?.usage ?? null,
    price: booking?.price ?? null,
    charges: [...(booking?.charges ?? [])],
    sources: [...row.sources],
    decision: row.decision,
    webSearch: row.web_search,
    errorCode: row.error_code,
    createdAt: row.created_at,
  };
}
