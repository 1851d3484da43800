import { Injectable } from '@nestjs/common';
import { NotificationsFacade } from '../notifications/notifications.facade.js';

/** Somebody who has just accepted an invitation. */
export interface NewMember {
  readonly mandateId: string;
  readonly userId: string;
  readonly userName: string;
}

/** Tells whoever manages the members of a mandate that somebody has joined. */
@Injectable()
export class MemberJoined {
  constructor(private readonly notifications: NotificationsFacade) {}

  async joined({ mandateId, userId, userName }: NewMember): Promise<void> {
    await this.notifications.notify({
      mandateId,
      to: { permission: 'data.members.write', except: userId },
      kind: 'member_joined',
      data: { userId, userName },
    });
  }
}
