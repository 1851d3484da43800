import { Injectable } from '@nestjs/common';
import type { ChangePasswordDto, EndedSessionsDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { PasswordHasher } from '../password-hasher.js';
import { refusePassword, refuseWeakPassword } from '../password-policy.js';
import { PasswordResetLinks } from '../password-reset-links.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import { CredentialService } from './credential.service.js';

/** Changes the caller's password. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly credentials: CredentialService,
    private readonly passwords: PasswordHasher,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly resetLinks: PasswordResetLinks,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Whoever signed in elsewhere, with the old password, is signed out, and a link to set another is void.
   * @throws ValidationError for a new password that is too weak
   * @throws DomainError auth.invalid_credentials when the present one is wrong, common.too_many_requests
   */
  async change({ currentPassword, newPassword }: ChangePasswordDto): Promise<EndedSessionsDto> {
    const { caller, mandate } = this.context;
    const user = await this.credentials.proveOwn(currentPassword);
    if (newPassword === currentPassword) refusePassword('isUnchanged', 'newPassword');
    refuseWeakPassword(newPassword, user, 'newPassword');
    const passwordHash = await this.passwords.hash(newPassword);
    const ended = await this.database.run(async () => {
      // Another change was faster: what was proved is no longer the password.
      const replaced = await this.users.replaceHash(user.id, user.passwordHash, passwordHash);
      if (!replaced) throw new DomainError('auth.invalid_credentials');
      await this.resetLinks.endAll(user.id);
      const sessions = await this.sessions.deleteOthers(user.id, caller.sessionId);
      await this.audit.record(this.database, {
        action: 'account.password_changed',
        mandateId: mandate.id,
        subjectId: user.id,
        subjectName: user.displayName,
        before: null,
        after: { endedSessions: sessions.length },
      });
      return sessions.length;
    });
    return { ended };
  }
}
