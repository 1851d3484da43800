import { Injectable } from '@nestjs/common';
import { RequestContext } from '../common/context/request-context.js';
import { NotFoundError } from '../common/errors/domain-error.js';
import type { User } from './entities/user.entity.js';
import { PasswordResetLinks } from './password-reset-links.js';
import type { PasswordReset } from './repositories/password-reset.repository.js';
import { UserRepository } from './repositories/user.repository.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** Enough of a link to count the failures of each, beside those of all from one network address. */
const COUNTED_CHARACTERS = 12;

/** Judges who comes with a link for a new password. */
@Injectable()
export class PasswordResetGate {
  constructor(
    private readonly context: RequestContext,
    private readonly throttle: SignInThrottle,
    private readonly links: PasswordResetLinks,
    private readonly users: UserRepository,
  ) {}

  /**
   * @throws NotFoundError for a link that never was, DomainError auth.reset_used, auth.reset_expired,
   *   common.too_many_requests
   */
  async open(token: string): Promise<{ readonly reset: PasswordReset; readonly user: User }> {
    const counted = `reset ${token.slice(0, COUNTED_CHARACTERS)}`;
    const reset = await this.throttle.attempt(counted, this.context.ip ?? '', () => this.links.find(token));
    const user = reset && (await this.users.find(reset.userId));
    if (!reset || user?.status !== 'active') throw new NotFoundError();
    this.links.refuseDead(reset);
    return { reset, user };
  }
}
