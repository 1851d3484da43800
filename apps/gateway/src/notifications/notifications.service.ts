import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import {
  type NotificationDto,
  type NotificationPageDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type ReadNotificationsDto,
  type UnreadDto,
} from '@nyla/contracts';
import { auditTime, concat, defer, from, type Observable, of, switchMap } from 'rxjs';
import { RequestContext } from '../common/context/request-context.js';
import { ValidationError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import { NotificationEvents } from './notification-events.js';
import { type NotificationRow, NotificationsRepository } from './notifications.repository.js';

/** Several changes within this time are told as one. */
const LIVE_INTERVAL_MS = 100;
const KEPT_DAYS = 180;
const CLEANING_INTERVAL_MS = 6 * 3_600_000;

/** The caller's own notifications in the mandate of the request. */
@Injectable()
export class NotificationsService {
  private readonly logger = new Logger(NotificationsService.name);

  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly events: NotificationEvents,
    private readonly context: RequestContext,
  ) {}

  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<NotificationPageDto> {
    const { mandate, caller } = this.context;
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.notifications.list(mandate.id, caller.userId, after, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, ({ created_at: createdAt, id }) => ({ createdAt, id }));
    const unread = await this.notifications.countUnread(mandate.id, caller.userId);
    return { items: items.map(toDto), nextCursor, unread };
  }

  /** @throws ValidationError unless either `ids` or `all` is given. Ids that are not the caller's mean nothing. */
  async read({ ids, all = false }: ReadNotificationsDto): Promise<UnreadDto> {
    if ((ids === undefined) !== all) {
      throw new ValidationError([{ field: 'ids', constraint: 'isChosen', message: 'give either ids or all: true' }]);
    }
    const { mandate, caller } = this.context;
    await this.notifications.markRead(mandate.id, caller.userId, ids ?? null);
    // The bell in the caller's other tabs.
    await this.events.changed([caller.userId]);
    return this.unread(mandate.id, caller.userId);
  }

  /** How many are unread, now and after every change, on whichever gateway. */
  watch(): Observable<UnreadDto> {
    const { mandate, caller } = this.context;
    const read = defer(() => from(this.unread(mandate.id, caller.userId)));
    const changes = this.events.changesOf(caller.userId).pipe(auditTime(LIVE_INTERVAL_MS));
    return concat(of(undefined), changes).pipe(switchMap(() => read));
  }

  @Interval(CLEANING_INTERVAL_MS)
  async forgetOld(): Promise<void> {
    await this.notifications
      .deleteOlderThan(KEPT_DAYS)
      .catch((error: unknown) => this.logger.warn(`could not forget old notifications: ${String(error)}`));
  }

  private async unread(mandateId: string, userId: string): Promise<UnreadDto> {
    const [newest] = await this.notifications.list(mandateId, userId, undefined, 1);
    const unread = await this.notifications.countUnread(mandateId, userId);
    return { unread, newest: newest ? toDto(newest) : null };
  }
}

function toDto({ id, kind, data, created_at: createdAt, read_at: readAt }: NotificationRow): NotificationDto {
  return { id, kind, data, createdAt, readAt };
}
