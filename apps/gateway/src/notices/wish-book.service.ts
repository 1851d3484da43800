import { Injectable } from '@nestjs/common';
import {
  type MailData,
  type NotificationData,
  type NotificationKind,
  WISH_REPEAT_HOURS,
  WISHES_PER_DAY_MAX,
  type WishDto,
  type WishKind,
} from '@nyla/contracts';
import { Clock } from '../common/clock.js';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { AppDatabase } from '../database/app-database.js';
import { MailAudience } from '../identity/mail-audience.js';
import { NotificationsFacade, type Recipients } from '../notifications/notifications.facade.js';
import { HELPERS, HelpersService } from './helpers.service.js';
import { type NewWish, WishesRepository, type WishRow, type WishSubject } from './wishes.repository.js';

const HOUR_MS = 3_600_000;
/** Nobody waits longer; a wish that is older is not looked after any more. */
export const WISH_OPEN_DAYS = 30;

type WishMailKind = 'credit_request' | 'provider_request';

/** What is told to those who may fulfil a wish, in Nyla and by mail. */
export interface WishNotice<K extends NotificationKind = NotificationKind, M extends WishMailKind = WishMailKind> {
  readonly kind: K;
  readonly data: NotificationData[K];
  readonly mail: { readonly kind: M; readonly data: Omit<MailData[M], 'mandateName' | 'userName'> };
}

/** Keeps what members ask for, and hands it on, once. */
@Injectable()
export class WishBook {
  constructor(
    private readonly database: AppDatabase,
    private readonly wishes: WishesRepository,
    private readonly notifications: NotificationsFacade,
    private readonly helpers: HelpersService,
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly audience: MailAudience,
  ) {}

  /** @throws DomainError common.too_many_requests for somebody who has asked for too many things today */
  async send(wish: Omit<NewWish, 'userId' | 'createdAt'>, { mail, ...notice }: WishNotice): Promise<WishDto> {
    const { mandate, caller } = this.context;
    const since = this.since(WISH_REPEAT_HOURS);
    const row = await this.database.run(async () => {
      await this.wishes.lock(mandate.id, caller.userId);
      const open = await this.wishes.findOpen(mandate.id, caller.userId, wish, since);
      if (open) return open;
      if ((await this.wishes.count(mandate.id, caller.userId, since)) >= WISHES_PER_DAY_MAX) {
        throw new DomainError('common.too_many_requests', {});
      }
      const to = { permission: HELPERS[wish.kind], except: caller.userId };
      await this.notifications.notify({ mandateId: mandate.id, to, ...notice });
      const sent = await this.wishes.insert(mandate.id, {
        ...wish,
        userId: caller.userId,
        createdAt: this.clock.now(),
      });
      await this.mail(sent, to, mail);
      return sent;
    });
    return this.describe(row, await this.helpers.names(mandate.id, row.kind, caller.userId));
  }

  private async mail(
    { id: cause, mandateId }: WishRow,
    to: Recipients,
    { kind, data }: WishNotice['mail'],
  ): Promise<void> {
    const { mandate, caller } = this.context;
    const whole = { ...data, mandateName: mandate.name, userName: caller.displayName } as MailData[WishMailKind];
    await this.audience.send(this.database, { kind, mandateId, to, data: whole, cause });
  }

  /** The answer to somebody who asks for what they have. */
  fulfilled({ kind, connectorType, model }: WishSubject): WishDto {
    const now = this.clock.now().toISOString();
    return { kind, connectorType, model, sentAt: now, solvedAt: now, sentTo: [] };
  }

  /** The caller's: of the last day, and what is still open. */
  async listOwn(): Promise<WishDto[]> {
    const { mandate, caller } = this.context;
    const rows = await this.wishes.listOwn(mandate.id, caller.userId, this.since(WISH_OPEN_DAYS * 24));
    const lastDay = this.since(WISH_REPEAT_HOURS);
    const shown = rows.filter(({ solvedAt, createdAt }) => solvedAt === null || createdAt > lastDay);
    const open = new Set(shown.filter(({ solvedAt }) => solvedAt === null).map(({ kind }) => kind));
    const names = new Map<WishKind, string[]>();
    for (const kind of open) names.set(kind, await this.helpers.names(mandate.id, kind, caller.userId));
    return shown.map((row) => this.describe(row, names.get(row.kind) ?? []));
  }

  private describe({ kind, connectorType, model, createdAt, solvedAt }: WishRow, helpers: readonly string[]): WishDto {
    return {
      kind,
      connectorType,
      model,
      sentAt: createdAt.toISOString(),
      solvedAt: solvedAt?.toISOString() ?? null,
      sentTo: solvedAt === null ? [...helpers] : [],
    };
  }

  private since(hours: number): Date {
    return new Date(this.clock.now().getTime() - hours * HOUR_MS);
  }
}
