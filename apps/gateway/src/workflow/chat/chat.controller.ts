import { Body, Controller, Delete, Get, HttpCode, Logger, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import {
  ChatDetailDto,
  ChatDto,
  ChatPageDto,
  CreateChatDto,
  PageQuery,
  SendMessageDto,
  UpdateChatDto,
} from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { RequireProvider } from '../../aicore/provider-allowed.guard.js';
import { RequireBalance } from '../../billing/balance.guard.js';
import { RequestContext } from '../../common/context/request-context.js';
import { toDomainError } from '../../common/errors/problem.js';
import { IdempotencyKey } from '../../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { AnswerService } from './answer.service.js';
import { ChatService } from './chat.service.js';
import { ChatEventSink } from './chat-event-sink.js';
import { MessagePrice } from './message-price.js';

@ApiTags('chat')
@Controller('chats')
@RequirePermission('data.chat.own')
export class ChatController {
  private readonly logger = new Logger(ChatController.name);

  constructor(
    private readonly chats: ChatService,
    private readonly answers: AnswerService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The own chats, last used first' })
  @ApiOkResponse({ type: ChatPageDto })
  list(@Query() query: PageQuery): Promise<ChatPageDto> {
    return this.chats.list(query);
  }

  @Post()
  @ApiOperation({ summary: 'A new chat' })
  @ApiCreatedResponse({ type: ChatDto })
  create(@Body() body: CreateChatDto): Promise<ChatDto> {
    return this.chats.create(body.title);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A chat with its messages' })
  @ApiOkResponse({ type: ChatDetailDto })
  get(@Param('id', UuidParam) id: string): Promise<ChatDetailDto> {
    return this.chats.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Renames a chat' })
  @ApiOkResponse({ type: ChatDto })
  rename(@Param('id', UuidParam) id: string, @Body() body: UpdateChatDto): Promise<ChatDto> {
    return this.chats.rename(id, body.title);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Removes a chat; its bookings stay' })
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', UuidParam) id: string): Promise<void> {
    return this.chats.remove(id);
  }

  /** Stops the answer that is being written in this chat, from wherever it was asked for. */
  @Post(':id/stop')
  @ApiOperation({ summary: 'Stops the answer that is being written' })
  @HttpCode(204)
  @ApiNoContentResponse()
  stop(@Param('id', UuidParam) id: string): Promise<void> {
    return this.chats.stop(id);
  }

  /**
   * Sends a message. Refusals are problem documents; otherwise the answer comes as server-sent events `start`,
   * `delta`, `usage`, `price`, `error`, `done`. Closing the connection stops the answer; what it used is booked.
   */
  @Post(':id/messages')
  @ApiOperation({ summary: 'Sends a message; the answer comes as server-sent events' })
  @HttpCode(200)
  @RequireProvider()
  @RequireBalance(MessagePrice)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'server-sent events', schema: { type: 'string' } })
  async send(
    @Param('id', UuidParam) id: string,
    @Body() body: SendMessageDto,
    @IdempotencyKey({ required: false }) key: string | null,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const closed = new AbortController();
    reply.raw.once('close', () => closed.abort());
    // Who left while the guards were asked is gone already, and closes no more.
    if (reply.raw.destroyed) closed.abort();
    const sink = new ChatEventSink(reply, this.context.requestId);
    try {
      await this.answers.answer({ chatId: id, message: body, idempotencyKey: key, sink, signal: closed.signal });
    } catch (error) {
      if (!sink.hasBegun) throw error;
      const failure = toDomainError(error);
      this.logger.error(`an answer could not be finished: ${failure.code}`);
      sink.error(failure);
    } finally {
      sink.end();
    }
  }
}
