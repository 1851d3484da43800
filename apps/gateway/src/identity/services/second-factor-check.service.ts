import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { normaliseRecoveryCode } from '../recovery-code.js';
import { SecondFactorRepository, type SecondFactorRow } from '../repositories/second-factor.repository.js';
import { SecretBox } from '../secret-box.js';
import { SecretHasher } from '../secret-hasher.js';
import { isTotpCode, totpStep } from '../totp.js';

const FAILURES_MAX = 5;
const BLOCK_MS = 15 * 60_000;

/** Whose code is checked. */
export interface CodeOwner {
  readonly id: string;
  readonly displayName: string;
}

/** `off`: this person is not asked for a code. */
export type CodeVerdict = 'off' | 'missing' | 'right' | 'wrong';

/**
 * Checks the codes of the second factor. Failures are counted in the database, for all gateways together: the throttle
 * of the sign-in sees one network address, and six digits are soon guessed from many.
 */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly database: AppDatabase,
    private readonly factors: SecondFactorRepository,
    private readonly box: SecretBox,
    private readonly hasher: SecretHasher,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * A right code is used up by this.
   * @throws DomainError common.too_many_requests after too many wrong ones, whatever this one is
   */
  check(person: CodeOwner, code: string | undefined): Promise<CodeVerdict> {
    return this.database.run(async () => {
      const factor = await this.factors.lock(person.id);
      if (!factor?.enabledAt) return 'off';
      if (code === undefined) return 'missing';
      return (await this.tryCode(person, factor, code)) ? 'right' : 'wrong';
    });
  }

  /** The first code of a set-up, inside the transaction that holds the lock. */
  async isFirstCode(person: CodeOwner, factor: SecondFactorRow, code: string): Promise<boolean> {
    return isTotpCode(code) && this.tryCode(person, factor, code);
  }

  async isOn(userId: string): Promise<boolean> {
    return ((await this.factors.find(userId))?.enabledAt ?? null) !== null;
  }

  seal(secret: Uint8Array, userId: string): Buffer {
    return this.box.seal(secret, userId);
  }

  recoveryHash(userId: string, code: string): Buffer {
    return this.hasher.hash(`recovery code ${userId} ${normaliseRecoveryCode(code)}`);
  }

  private async tryCode(person: CodeOwner, factor: SecondFactorRow, code: string): Promise<boolean> {
    const now = this.clock.now();
    if (factor.blockedUntil && factor.blockedUntil > now) {
      const retryAfterSeconds = Math.ceil((factor.blockedUntil.getTime() - now.getTime()) / 1000);
      throw new DomainError('common.too_many_requests', { retryAfterSeconds });
    }
    const right = isTotpCode(code)
      ? await this.useTotp(person.id, factor, code, now)
      : await this.useRecoveryCode(person, code, now);
    if (right) return true;
    const failures = factor.failures + 1;
    const blocked = failures >= FAILURES_MAX;
    await this.factors.countFailure(
      person.id,
      blocked ? 0 : failures,
      blocked ? new Date(now.getTime() + BLOCK_MS) : null,
    );
    return false;
  }

  private async useTotp(userId: string, factor: SecondFactorRow, code: string, now: Date): Promise<boolean> {
    const step = totpStep(this.box.open(factor.secret, userId), code, now);
    if (step === null || (factor.lastStep !== null && step <= factor.lastStep)) return false;
    await this.factors.accept(userId, step);
    return true;
  }

  private async useRecoveryCode({ id, displayName }: CodeOwner, code: string, now: Date): Promise<boolean> {
    if (!(await this.factors.useRecoveryCode(id, this.recoveryHash(id, code), now))) return false;
    await this.factors.accept(id, null);
    const left = await this.factors.countRecoveryCodes(id);
    await this.audit.recordOf(
      this.database,
      { userId: id, displayName },
      {
        action: 'account.recovery_code_used',
        mandateId: null,
        subjectId: id,
        subjectName: displayName,
        before: { recoveryCodes: left + 1 },
        after: { recoveryCodes: left },
      },
    );
    return true;
  }
}
