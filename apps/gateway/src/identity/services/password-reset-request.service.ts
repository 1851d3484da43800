import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { RequestContext } from '../../common/context/request-context.js';
import { AppDatabase } from '../../database/app-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { PasswordResetLinks } from '../password-reset-links.js';
import { UserRepository } from '../repositories/user.repository.js';
import { SignInThrottle } from '../sign-in-throttle.js';

/** Every answer comes after this time, whether there was something to do or not, and however long that takes. */
const ANSWER_MS = 400;

/** Sends links for new passwords. Its answer says nothing of whether there is such an account. */
@Injectable()
export class PasswordResetRequests {
  private readonly logger = new Logger(PasswordResetRequests.name);

  constructor(
    private readonly context: RequestContext,
    private readonly throttle: SignInThrottle,
    private readonly database: AppDatabase,
    private readonly users: UserRepository,
    private readonly mandates: MandatesFacade,
    private readonly links: PasswordResetLinks,
  ) {}

  /** @throws DomainError common.too_many_requests */
  async request(email: string): Promise<void> {
    // Each counts as a failure: there is no right one.
    await this.throttle.attempt(`password reset ${email}`, this.context.ip ?? '', async () => {
      this.sendTo(email).catch((error: unknown) => {
        // Answered with an error, it would tell who has an account.
        this.logger.error(`could not send a link for a new password: ${String(error)}`);
      });
      await pause(ANSWER_MS);
      return undefined;
    });
  }

  /** To nobody who may not sign in: programs, and who was deactivated, altogether or in every mandate. */
  private async sendTo(email: string): Promise<void> {
    const user = await this.users.findByEmail(email);
    if (user?.status !== 'active' || (await this.mandates.membershipsOf(user.id)).length === 0) return;
    await this.database.run(async () => {
      // One at a time for each person: of many at once no more than the permitted ones send a mail.
      const locked = await this.users.lock(user.id);
      await this.links.send(locked);
    });
  }
}
