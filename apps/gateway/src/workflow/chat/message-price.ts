import { Injectable } from '@nestjs/common';
import { IDEMPOTENCY_KEY_HEADER } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { type RequiredAmount, RequiredCredit } from '../../billing/balance.guard.js';
import { ChatService } from './chat.service.js';

interface MessageRequest {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly params: { readonly id?: string };
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** What a chat message would cost, read from a request that is not validated yet. */
@Injectable()
export class MessagePrice implements RequiredCredit {
  constructor(private readonly chats: ChatService) {}

  async of(request: FastifyRequest): Promise<RequiredAmount | undefined> {
    const { headers, params, body = {} } = request as unknown as MessageRequest;
    const key = headers[IDEMPOTENCY_KEY_HEADER];
    const { model, content = '', maxOutputTokens, retryOf, fallbackModels, webSearch } = body;
    if (typeof model !== 'string' || typeof content !== 'string' || !isUUID(params.id)) return undefined;
    // A repeat is told again what was paid for, also when that took the last of the credit.
    if (typeof key === 'string' && (await this.chats.isAsked(params.id as string, key))) return undefined;
    const quote = await this.chats.quote({
      model,
      content,
      chatId: params.id as string,
      ...(typeof retryOf === 'string' ? { retryOf } : {}),
      ...(typeof webSearch === 'string' ? { webSearch } : {}),
      ...(isListOfTexts(fallbackModels) ? { fallbackModels } : {}),
      ...(Number.isSafeInteger(maxOutputTokens) ? { maxOutputTokens: maxOutputTokens as number } : {}),
    });
    return { maximum: parseChf(quote.maximum), affordableOutputTokens: quote.affordableOutputTokens };
  }
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
