import { Injectable } from '@nestjs/common';
import type { PasswordResetDto, PasswordResetPreviewDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { PasswordHasher } from '../password-hasher.js';
import { refuseWeakPassword } from '../password-policy.js';
import { PasswordResetGate } from '../password-reset-gate.js';
import { PasswordResetLinks } from '../password-reset-links.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { UserRepository } from '../repositories/user.repository.js';

/** Sets a new password for somebody who has the link. The second factor stays in force, and so do API keys. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly gate: PasswordResetGate,
    private readonly database: AppDatabase,
    private readonly passwords: PasswordHasher,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly links: PasswordResetLinks,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws as PasswordResetGate.open */
  async preview(token: string): Promise<PasswordResetPreviewDto> {
    const { reset, user } = await this.gate.open(token);
    return { email: user.email, expiresAt: reset.expiresAt.toISOString() };
  }

  /** Whoever is signed in anywhere is signed out. @throws as PasswordResetGate.open, ValidationError for a weak password */
  async set(token: string, { password }: PasswordResetDto): Promise<void> {
    const { reset, user } = await this.gate.open(token);
    refuseWeakPassword(password, user, 'password');
    const passwordHash = await this.passwords.hash(password);
    const { id, displayName } = user;
    await this.database.run(async () => {
      const locked = await this.users.lock(id);
      if (locked.status !== 'active') throw new NotFoundError();
      await this.links.use(reset);
      await this.users.replaceHash(id, locked.passwordHash, passwordHash);
      const ended = await this.sessions.deleteOthers(id, null);
      const after = { endedSessions: ended.length };
      await this.audit.recordOf(
        this.database,
        { userId: id, displayName },
        {
          action: 'account.password_reset',
          mandateId: null,
          subjectId: id,
          subjectName: displayName,
          before: null,
          after,
        },
      );
    });
  }
}
