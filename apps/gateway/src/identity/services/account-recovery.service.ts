import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { PasswordHasher } from '../password-hasher.js';
import { refuseWeakPassword } from '../password-policy.js';
import { PasswordResetLinks } from '../password-reset-links.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import { SecondFactorService } from './second-factor.service.js';

/** What an operator's command does for somebody who cannot sign in any more. */
@Injectable()
export class AccountRecovery {
  constructor(
    private readonly database: AppDatabase,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly resetLinks: PasswordResetLinks,
    private readonly passwords: PasswordHasher,
    private readonly secondFactor: SecondFactorService,
    private readonly audit: AuditTrail,
  ) {}

  /** False when the person has no second factor. @throws NotFoundError */
  async resetSecondFactor(email: string): Promise<boolean> {
    const user = await this.users.findByEmail(email);
    if (!user) throw new NotFoundError();
    return this.secondFactor.reset(user);
  }

  /**
   * Whoever is signed in with the old password is signed out, and links to set another are void. Answers how many
   * sessions ended.
   * @throws NotFoundError, ValidationError for a password that is too weak
   */
  async setPassword(userId: string, password: string): Promise<number> {
    const user = await this.users.get(userId);
    refuseWeakPassword(password, user, 'password');
    const passwordHash = await this.passwords.hash(password);
    return this.database.run(async () => {
      const { passwordHash: former } = await this.users.lock(userId);
      await this.users.replaceHash(userId, former, passwordHash);
      await this.resetLinks.endAll(userId);
      const ended = await this.sessions.deleteOthers(userId, null);
      await this.audit.record(this.database, {
        action: 'account.password_changed',
        mandateId: null,
        subjectId: userId,
        subjectName: user.displayName,
        before: null,
        after: { by: 'create-admin', endedSessions: ended.length },
      });
      return ended.length;
    });
  }
}
