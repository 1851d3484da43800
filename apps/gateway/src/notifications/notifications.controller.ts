import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { NOTIFICATION_EVENT, NotificationPageDto, PageQuery, ReadNotificationsDto, UnreadDto } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { map, takeUntil, timer } from 'rxjs';
import { RequestContext } from '../common/context/request-context.js';
import { sendEvents } from '../common/http/event-stream.js';
import { StreamLimit } from '../common/http/stream-limit.js';
import { SignedIn } from '../rbac/access.decorator.js';
import { NotificationsService } from './notifications.service.js';

/** A stream ends after this long; its reader connects again, and who has lost the right to it is refused then. */
const WATCH_MS = 10 * 60_000;
/** Open streams of one person on one gateway: more tabs than anybody reads. */
const MAX_STREAMS = 30;

/** What the caller is told of: everybody reads the own ones, and nobody another's. */
@ApiTags('notifications')
@Controller('notifications')
@SignedIn()
export class NotificationsController {
  private readonly streams = new StreamLimit(MAX_STREAMS);

  constructor(
    private readonly notifications: NotificationsService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Own notifications, newest first, and how many are unread' })
  @ApiOkResponse({ type: NotificationPageDto })
  list(@Query() query: PageQuery): Promise<NotificationPageDto> {
    return this.notifications.list(query);
  }

  @Post('read')
  @ApiOperation({ summary: 'Marks some or all as read' })
  @HttpCode(200)
  @ApiOkResponse({ type: UnreadDto })
  read(@Body() body: ReadNotificationsDto): Promise<UnreadDto> {
    return this.notifications.read(body);
  }

  /** Events named `notifications`: first as it is, then after every change. */
  @Get('events')
  @ApiOperation({ summary: 'The count of unread ones and the newest, as events named `notifications`' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: UnreadDto })
  watch(@Res() reply: FastifyReply): void {
    const events = this.notifications.watch().pipe(
      map((data) => ({ type: NOTIFICATION_EVENT, data })),
      takeUntil(timer(WATCH_MS)),
      this.streams.counted(this.context.caller.userId),
    );
    sendEvents(reply, events);
  }
}
