import { Injectable } from '@nestjs/common';
import type { MeDto, SignInDto } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import type { User } from '../entities/user.entity.js';
import { chooseMandate } from '../mandate-choice.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import { SecretHasher } from '../secret-hasher.js';
import { newSessionToken } from '../secret-token.js';
import { SESSION_TTL_MS } from '../session-lifetime.js';
import type { Client } from '../user-agent.js';
import { CredentialService } from './credential.service.js';
import { MeService } from './me.service.js';

/** A session that has just begun. The token exists here and in the cookie, nowhere else. */
export interface NewSession {
  readonly token: string;
  readonly expiresAt: Date;
  readonly me: MeDto;
}

/** Signing in and out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly hasher: SecretHasher,
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly credentials: CredentialService,
    private readonly mandates: MandatesFacade,
    private readonly me: MeService,
  ) {}

  /**
   * `previousToken`, the browser's session so far, ends.
   * @throws DomainError what the check of the credentials throws, mandate.required for a person who belongs to no
   *   mandate, mandate.membership_deactivated for one who did
   */
  async signIn(credentials: SignInDto, client: Client, previousToken: string | undefined): Promise<NewSession> {
    const user = await this.credentials.verify(credentials, client.ip);
    const memberships = await this.mandates.membershipsOf(user.id);
    const mandate = chooseMandate({ memberships, requested: undefined, remembered: null });
    if (!mandate) return this.refuse(user.id);
    const session = await this.begin(user, mandate.id, client, previousToken);
    return { ...session, me: await this.me.describe(user, mandate.id) };
  }

  private async refuse(userId: string): Promise<never> {
    const [former] = await this.mandates.formerMembershipsOf(userId);
    if (former) throw new DomainError('mandate.membership_deactivated', { mandateName: former.name });
    throw new DomainError('mandate.required', { mandateIds: [] });
  }

  async signOut(token: string | undefined): Promise<void> {
    if (token !== undefined) await this.sessions.deleteByToken(this.hasher.hash(token));
  }

  private async begin(user: User, mandateId: string, client: Client, previousToken: string | undefined) {
    const now = this.clock.now();
    const token = newSessionToken();
    const expiresAt = new Date(now.getTime() + SESSION_TTL_MS);
    await this.database.run(async () => {
      // A password that was changed while it was checked has ended all sessions; this one must not come after.
      if ((await this.users.lockHash(user.id)) !== user.passwordHash) throw new DomainError('auth.invalid_credentials');
      await this.signOut(previousToken);
      await this.sessions.deleteExpired(now);
      await this.sessions.insert({
        id: newId(),
        tokenHash: this.hasher.hash(token),
        userId: user.id,
        mandateId,
        lastSeenAt: now,
        expiresAt,
        ...client,
      });
    });
    return { token, expiresAt };
  }
}
