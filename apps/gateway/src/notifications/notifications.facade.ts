import { Injectable } from '@nestjs/common';
import type { NotificationData, NotificationKind, Permission } from '@nyla/contracts';
import { AppDatabase } from '../database/app-database.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { NotificationEvents } from './notification-events.js';
import { NotificationsRepository } from './notifications.repository.js';

/** People of the mandate by id, whoever has a permission in it, or the operator's people, in the ROOT mandate. */
export type Recipients =
  | { readonly userIds: readonly string[] }
  | { readonly permission: Permission; readonly except?: string }
  | { readonly operators: true };

export interface NewNotification<K extends NotificationKind = NotificationKind> {
  readonly mandateId: string;
  readonly to: Recipients;
  readonly kind: K;
  readonly data: NotificationData[K];
  /** Whoever has not yet read one of the kind with these values gets no other: for what happens again and again. */
  readonly unlessUnread?: Partial<NotificationData[K]>;
  /** The id of what happened: nobody is told of it in this way twice, for a cause that lies outside this database. */
  readonly cause?: string;
}

/** Tells people what has happened, for every other module. */
@Injectable()
export class NotificationsFacade {
  constructor(
    private readonly database: AppDatabase,
    private readonly notifications: NotificationsRepository,
    private readonly events: NotificationEvents,
    private readonly rbac: RbacFacade,
    private readonly mandates: MandatesFacade,
  ) {}

  /**
   * Call it in the transaction of its cause, where that is the app database's: then both happen or neither.
   * Who is no member is left out.
   * @returns the ids of those who were told
   */
  notify<K extends NotificationKind>(notification: NewNotification<K>): Promise<string[]> {
    const { mandateId, to, kind, data, unlessUnread = null, cause = null } = notification;
    return this.database.run(async () => {
      const { mandate, userIds } = await this.recipients(mandateId, to);
      const told = await this.notifications.insert(mandate, userIds, { kind, data, unlessUnread, cause });
      await this.events.changed(told);
      return told;
    });
  }

  private async recipients(
    mandateId: string,
    to: Recipients,
  ): Promise<{ readonly mandate: string; readonly userIds: readonly string[] }> {
    if ('userIds' in to) return { mandate: mandateId, userIds: to.userIds };
    if ('permission' in to) {
      const userIds = await this.rbac.membersWith(mandateId, to.permission);
      return { mandate: mandateId, userIds: userIds.filter((id) => id !== to.except) };
    }
    const root = await this.mandates.findRoot();
    if (!root) return { mandate: mandateId, userIds: [] };
    return { mandate: root.id, userIds: await this.rbac.membersWith(root.id, 'data.operator.credit') };
  }
}
