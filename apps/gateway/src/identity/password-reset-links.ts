import { Injectable } from '@nestjs/common';
import { PASSWORD_RESET_MINUTES } from '@nyla/contracts';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { MailOutbox } from '../common/mail/mail-outbox.js';
import { AppDatabase } from '../database/app-database.js';
import type { User } from './entities/user.entity.js';
import { type PasswordReset, PasswordResetRepository } from './repositories/password-reset.repository.js';
import { SecretHasher } from './secret-hasher.js';
import { isSessionToken, newSessionToken } from './secret-token.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So long a link still says what has become of it. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Mails to one person, whoever asks for them, from wherever and through whichever gateway. */
const MAILS_PER_HOUR = 3;

/** Makes links for new passwords, and knows them again. */
@Injectable()
export class PasswordResetLinks {
  constructor(
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly hasher: SecretHasher,
    private readonly resets: PasswordResetRepository,
    private readonly outbox: MailOutbox,
  ) {}

  /**
   * Inside a transaction that has locked the person. Does nothing for who got many just now. Older links stay good for
   * their hour: else anybody who asks often enough keeps the person out.
   */
  async send({ id: userId, email, displayName, locale }: User): Promise<void> {
    const now = this.clock.now();
    if ((await this.resets.countSince(userId, before(now, HOUR_MS))) >= MAILS_PER_HOUR) return;
    const token = newSessionToken();
    const id = newId();
    const expiresAt = new Date(now.getTime() + PASSWORD_RESET_MINUTES * MINUTE_MS);
    await this.resets.deleteOlderThan(before(now, KEPT_MS));
    await this.resets.insert({ id, userId, tokenHash: this.hasher.hash(token), createdAt: now, expiresAt });
    await this.outbox.enqueue(this.database, {
      kind: 'password_reset',
      to: email,
      locale,
      data: { displayName, path: `/reset/${token}`, expiresAt: expiresAt.toISOString() },
      mandateId: null,
      userId,
      dedupeKey: `password_reset:${id}:${email}`,
    });
  }

  /** Also one that has expired or was used. */
  async find(token: string): Promise<PasswordReset | undefined> {
    if (!isSessionToken(token)) return undefined;
    return this.resets.findByToken(this.hasher.hash(token));
  }

  /** @throws DomainError auth.reset_used, auth.reset_expired */
  refuseDead({ closedAt, expiresAt }: PasswordReset): void {
    if (closedAt) throw new DomainError('auth.reset_used');
    if (expiresAt <= this.clock.now()) throw new DomainError('auth.reset_expired');
  }

  /** Inside the transaction that changes what a link would change, or takes away what it would give. */
  endAll(userId: string): Promise<void> {
    return this.resets.closeAll(userId, this.clock.now());
  }

  /** Uses the link up, and ends every other of the person. @throws DomainError auth.reset_used when it was used meanwhile */
  async use({ id, userId }: PasswordReset): Promise<void> {
    if (!(await this.resets.use(id, this.clock.now()))) throw new DomainError('auth.reset_used');
    await this.endAll(userId);
  }
}

function before(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() - milliseconds);
}
