import { Injectable } from '@nestjs/common';
import type { SignInDto } from '@nyla/contracts';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { User } from '../entities/user.entity.js';
import { PasswordHasher } from '../password-hasher.js';
import { UserRepository } from '../repositories/user.repository.js';
import { SignInThrottle } from '../sign-in-throttle.js';
import { SecondFactorCheck } from './second-factor-check.service.js';

type Refusal = 'auth.invalid_credentials' | 'auth.second_factor_required' | 'auth.second_factor_invalid';

/** Finds out whether somebody is who they say. Every guess counts, at the sign-in and after it. */
@Injectable()
export class CredentialService {
  constructor(
    private readonly context: RequestContext,
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly throttle: SignInThrottle,
    private readonly secondFactor: SecondFactorCheck,
  ) {}

  /**
   * @throws DomainError auth.invalid_credentials whichever of the two was wrong, auth.second_factor_required and
   *   auth.second_factor_invalid behind the right password, common.too_many_requests after too many failures
   */
  async verify({ email, password, code }: SignInDto, ip: string): Promise<User> {
    let refusal: Refusal = 'auth.invalid_credentials';
    const outcome = await this.throttle.attempt(email, ip, async () => {
      const user = await this.findByPassword(email, password);
      if (!user) return undefined;
      const verdict = await this.secondFactor.check(user, code);
      if (verdict === 'wrong') {
        refusal = 'auth.second_factor_invalid';
        return undefined;
      }
      // Not a guess, so it does not count: everybody with a second factor begins like this.
      if (verdict === 'missing') refusal = 'auth.second_factor_required';
      return { user, asked: verdict === 'missing' };
    });
    if (!outcome || outcome.asked) throw new DomainError(refusal);
    return outcome.user;
  }

  /**
   * The caller once more, by password: a browser that was left open must not be enough.
   * @throws DomainError auth.session_required for an API key, auth.invalid_credentials, common.too_many_requests
   */
  async proveOwn(password: string): Promise<User> {
    const { sessionId, email } = this.context.caller;
    if (sessionId === null) throw new DomainError('auth.session_required');
    const user = await this.throttle.attempt(email, this.ip, () => this.findByPassword(email, password));
    if (!user) throw new DomainError('auth.invalid_credentials');
    return user;
  }

  /**
   * The same with a code.
   * @throws DomainError auth.second_factor_not_enabled for whoever has none, auth.second_factor_invalid
   */
  async proveOwnWithCode(password: string, code: string): Promise<User> {
    const { sessionId, email, userId } = this.context.caller;
    if (sessionId === null) throw new DomainError('auth.session_required');
    if (!(await this.secondFactor.isOn(userId))) throw new DomainError('auth.second_factor_not_enabled');
    return this.verify({ email, password, code }, this.ip);
  }

  private get ip(): string {
    return this.context.ip ?? '';
  }

  private async findByPassword(email: string, password: string): Promise<User | undefined> {
    const user = await this.users.findByEmail(email);
    const fits = await this.passwords.verify(user?.passwordHash, password);
    if (!user || !fits || user.status !== 'active') return undefined;
    if (!this.passwords.isOutdated(user.passwordHash)) return user;
    const passwordHash = await this.passwords.hash(password);
    if (await this.users.replaceHash(user.id, user.passwordHash, passwordHash)) return { ...user, passwordHash };
    // Somebody was faster: another sign-in, which renewed it, or a change of the password.
    return this.findByPassword(email, password);
  }
}
