import { Injectable } from '@nestjs/common';
import type { MessageRole, MessageStatus, ModelDecisionDto, SourceDto } from '@nyla/contracts';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';

/** Whose chat: every query names both. */
export interface Owner {
  readonly mandateId: string;
  readonly userId: string;
}

export interface ChatRow {
  readonly id: string;
  readonly title: string;
  readonly model: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface MessageRow {
  readonly id: string;
  readonly chat_id: string;
  readonly seq: number;
  readonly role: MessageRole;
  readonly status: MessageStatus;
  readonly content: string;
  readonly model: string | null;
  readonly error_code: string | null;
  readonly request_hash: Buffer | null;
  readonly web_search: string | null;
  readonly sources: readonly SourceDto[];
  readonly decision: ModelDecisionDto | null;
  readonly created_at: string;
}

/** A question and the answer that begins. */
export interface Exchange {
  /** Absent where an earlier question is answered again. */
  readonly question: { readonly id: string; readonly content: string } | undefined;
  readonly answer: {
    readonly id: string;
    readonly idempotencyKey: string | null;
    readonly requestHash: Buffer;
    readonly webSearch: string | null;
  };
  /** An answer that said nothing, and makes room for this one. */
  readonly replaces: string | undefined;
  readonly model: string;
  readonly title: string;
  /** How long the gateway that writes is believed to live without a word. */
  readonly leaseSeconds: number;
}

/** How an answer ended. */
export interface FinishedMessage {
  readonly status: MessageStatus;
  readonly content: string;
  readonly errorCode: string | null;
  readonly model: string;
  readonly sources: readonly SourceDto[];
  readonly decision: ModelDecisionDto | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const CHAT_COLUMNS = `id, title, model, to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS created_at,
  to_char(updated_at AT TIME ZONE 'UTC', ${ISO}) AS updated_at`;
const MESSAGE_COLUMNS = `id, chat_id, seq, role, status, content, model, error_code, request_hash, web_search,
  sources, decision,
  to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS created_at`;

/** Chats and their messages. Nothing of billing is kept here; a message's price is its booking's. */
@Injectable()
export class ChatRepository {
  constructor(private readonly database: AppDatabase) {}

  async list({ mandateId, userId }: Owner, cursor: Cursor | undefined, limit: number): Promise<ChatRow[]> {
    return this.database.query<ChatRow>(
      `SELECT ${CHAT_COLUMNS} FROM chat WHERE mandate_id = $1 AND user_id = $2
         AND ($3::timestamptz IS NULL OR (chat.updated_at, id) < ($3::timestamptz, $4::uuid))
       ORDER BY chat.updated_at DESC, id DESC LIMIT $5`,
      [mandateId, userId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  async find({ mandateId, userId }: Owner, id: string): Promise<ChatRow | undefined> {
    const [row] = await this.database.prepared<ChatRow>(
      'chat_find',
      `SELECT ${CHAT_COLUMNS} FROM chat WHERE mandate_id = $1 AND user_id = $2 AND id = $3`,
      [mandateId, userId, id],
    );
    return row;
  }

  async insert({ mandateId, userId }: Owner, id: string, title: string): Promise<void> {
    await this.database.query('INSERT INTO chat (id, mandate_id, user_id, title) VALUES ($1, $2, $3, $4)', [
      id,
      mandateId,
      userId,
      title,
    ]);
  }

  async rename({ mandateId, userId }: Owner, id: string, title: string): Promise<void> {
    await this.database.query('UPDATE chat SET title = $4 WHERE mandate_id = $1 AND user_id = $2 AND id = $3', [
      mandateId,
      userId,
      id,
      title,
    ]);
  }

  async remove({ mandateId, userId }: Owner, id: string): Promise<void> {
    await this.database.query('DELETE FROM chat WHERE mandate_id = $1 AND user_id = $2 AND id = $3', [
      mandateId,
      userId,
      id,
    ]);
  }

  async listMessages(chatId: string): Promise<MessageRow[]> {
    return this.database.prepared<MessageRow>(
      'chat_messages',
      `SELECT ${MESSAGE_COLUMNS} FROM chat_message WHERE chat_id = $1 ORDER BY seq`,
      [chatId],
    );
  }

  async findByIdempotencyKey(chatId: string, key: string): Promise<MessageRow | undefined> {
    const [row] = await this.database.prepared<MessageRow>(
      'chat_message_by_key',
      `SELECT ${MESSAGE_COLUMNS} FROM chat_message WHERE chat_id = $1 AND idempotency_key = $2`,
      [chatId, key],
    );
    return row;
  }

  /**
   * Appends a question and the answer that begins, and notes the model, and a title where there is none yet. One
   * statement, since the reader waits for it. Undefined when the chat is gone.
   * @throws unique violation when another question came in at the same moment, or while an answer is being written
   */
  async ask(chatId: string, { question, answer, replaces, model, title, leaseSeconds }: Exchange) {
    const rows = await this.database.prepared<MessageRow>(
      'chat_ask',
      `WITH touched AS (
         UPDATE chat SET updated_at = now(), model = $2, title = CASE title WHEN '' THEN $3 ELSE title END
         WHERE id = $1 RETURNING id
       ), replaced AS (
         DELETE FROM chat_message WHERE chat_id = $1 AND id = $4
       ), newest AS (
         SELECT coalesce(max(seq), 0) AS seq FROM chat_message WHERE chat_id = $1
       )
       INSERT INTO chat_message (id, chat_id, seq, role, status, content, model, idempotency_key, request_hash, web_search, lease_until)
       SELECT added.id, touched.id, newest.seq + place, role, status, content, model, key, hash, search, lease
       FROM touched, newest, (VALUES
         (1, $5::uuid, 'user', 'completed', $6, NULL, NULL, NULL::bytea, NULL, NULL::timestamptz),
         (2, $7::uuid, 'assistant', 'streaming', '', $2, $8, $9::bytea, $10, now() + make_interval(secs => $11))
       ) AS added (place, id, role, status, content, model, key, hash, search, lease)
       WHERE added.id IS NOT NULL
       RETURNING ${MESSAGE_COLUMNS}`,
      [
        chatId,
        model,
        title,
        replaces ?? null,
        question?.id ?? null,
        question?.content ?? null,
        answer.id,
        answer.idempotencyKey,
        answer.requestHash,
        answer.webSearch,
        leaseSeconds,
      ],
    );
    const stored = (id: string | undefined) => rows.find((row) => row.id === id);
    const written = stored(answer.id);
    return written && { question: stored(question?.id), answer: written };
  }

  /** Stores what has been written so far; answers whether writing may go on. */
  async saveProgress(messageId: string, content: string, leaseSeconds: number): Promise<boolean> {
    const rows = await this.database.prepared<{ stop_requested: boolean }>(
      'chat_message_progress',
      `WITH saved AS (
         UPDATE chat_message SET content = $2, lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND status = 'streaming' RETURNING stop_requested)
       SELECT stop_requested FROM saved`,
      [messageId, content, leaseSeconds],
    );
    return rows[0]?.stop_requested === false;
  }

  async finish(
    messageId: string,
    { status, content, errorCode, model, sources, decision }: FinishedMessage,
  ): Promise<MessageRow | undefined> {
    const [row] = await this.database.prepared<MessageRow>(
      'chat_message_finish',
      `UPDATE chat_message SET status = $2, content = $3, error_code = $4, model = $5, sources = $6, decision = $7,
         lease_until = NULL WHERE id = $1
       RETURNING ${MESSAGE_COLUMNS}`,
      [messageId, status, content, errorCode, model, JSON.stringify(sources), decision && JSON.stringify(decision)],
    );
    return row;
  }

  /** Asks whichever gateway writes an answer in this chat to stop. */
  async requestStop(chatId: string): Promise<void> {
    await this.database.query(
      `UPDATE chat_message SET stop_requested = true WHERE chat_id = $1 AND status = 'streaming'`,
      [chatId],
    );
  }

  /** Answers whose gateway stopped renewing their lease will never be finished. */
  async markInterrupted(): Promise<void> {
    await this.database.query(
      `UPDATE chat_message SET status = 'interrupted', lease_until = NULL
       WHERE status = 'streaming' AND lease_until < now()`,
    );
  }
}
