import { Injectable } from '@nestjs/common';
import { parseChf } from '@nyla/money';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { type RequiredAmount, RequiredCredit } from '../../billing/balance.guard.js';
import { ChatService } from './chat.service.js';

interface MessageRequest {
  readonly params: { readonly id?: string };
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** What a chat message would cost, read from a request that is not validated yet. */
@Injectable()
export class MessagePrice implements RequiredCredit {
  constructor(private readonly chats: ChatService) {}

  async of(request: FastifyRequest): Promise<RequiredAmount | undefined> {
    const { params, body = {} } = request as unknown as MessageRequest;
    const { model, content = '', maxOutputTokens, retryOf, fallbackModels, webSearch } = body;
    if (typeof model !== 'string' || typeof content !== 'string' || !isUUID(params.id)) return undefined;
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
