import { Injectable } from '@nestjs/common';
import type { AuditAction, RecoveryCodesDto, SecondFactorDto, SecondFactorSetupDto } from '@nyla/contracts';
import { AuditTrail, type AuditValues } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { newRecoveryCodes } from '../recovery-code.js';
import { SecondFactorRepository } from '../repositories/second-factor.repository.js';
import { newTotpSecret, totpSetup } from '../totp.js';
import { CredentialService } from './credential.service.js';
import { type CodeOwner, SecondFactorCheck } from './second-factor-check.service.js';

/** Switches the second factor of the caller's sign-in on and off. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly factors: SecondFactorRepository,
    private readonly check: SecondFactorCheck,
    private readonly credentials: CredentialService,
    private readonly audit: AuditTrail,
  ) {}

  async status(): Promise<SecondFactorDto> {
    const { id } = this.person();
    const factor = await this.factors.find(id);
    if (!factor?.enabledAt) return { enabledAt: null, recoveryCodesLeft: 0 };
    return {
      enabledAt: factor.enabledAt.toISOString(),
      recoveryCodesLeft: await this.factors.countRecoveryCodes(id),
    };
  }

  /**
   * A new secret, which counts once its first code has come. The password keeps whoever finds a browser open from
   * locking its owner out.
   * @throws DomainError auth.second_factor_enabled, auth.invalid_credentials, common.too_many_requests
   */
  async begin(password: string): Promise<SecondFactorSetupDto> {
    const user = await this.credentials.proveOwn(password);
    const secret = newTotpSecret();
    const begun = await this.factors.begin(user.id, this.check.seal(secret, user.id));
    if (!begun) throw new DomainError('auth.second_factor_enabled');
    return totpSetup(secret, user.email);
  }

  /** @throws DomainError auth.second_factor_not_enabled when nothing was begun, auth.second_factor_invalid */
  async confirm(code: string): Promise<RecoveryCodesDto> {
    const person = this.person();
    const codes = await this.database.run(async () => {
      const factor = await this.factors.lock(person.id);
      if (!factor) throw new DomainError('auth.second_factor_not_enabled');
      if (factor.enabledAt) throw new DomainError('auth.second_factor_enabled');
      // The failure must be counted, so it must not undo the transaction.
      if (!(await this.check.isFirstCode(person, factor, code))) return null;
      await this.factors.enable(person.id, this.clock.now());
      const made = await this.makeRecoveryCodes(person.id);
      await this.record('account.second_factor_enabled', null, { recoveryCodes: made.length });
      return made;
    });
    if (!codes) throw new DomainError('auth.second_factor_invalid');
    return { codes };
  }

  /** Ten new recovery codes; those from before count no more. */
  async renewRecoveryCodes(password: string, code: string): Promise<RecoveryCodesDto> {
    const { id } = await this.credentials.proveOwnWithCode(password, code);
    const codes = await this.database.run(async () => {
      if (!(await this.factors.lock(id))?.enabledAt) throw new DomainError('auth.second_factor_not_enabled');
      const left = await this.factors.countRecoveryCodes(id);
      const made = await this.makeRecoveryCodes(id);
      await this.record('account.recovery_codes_renewed', { recoveryCodes: left }, { recoveryCodes: made.length });
      return made;
    });
    return { codes };
  }

  async remove(password: string, code: string): Promise<void> {
    const user = await this.credentials.proveOwnWithCode(password, code);
    await this.database.run(async () => {
      if (!(await this.factors.delete(user.id))) throw new DomainError('auth.second_factor_not_enabled');
      await this.record('account.second_factor_disabled', null, null);
    });
  }

  /** The operator's way out for somebody who has lost everything. False when there was nothing to switch off. */
  reset(person: CodeOwner): Promise<boolean> {
    return this.database.run(async () => {
      if (!(await this.factors.delete(person.id))) return false;
      await this.audit.record(this.database, {
        action: 'account.second_factor_disabled',
        mandateId: null,
        subjectId: person.id,
        subjectName: person.displayName,
        before: null,
        after: { by: 'reset-second-factor' },
      });
      return true;
    });
  }

  private async makeRecoveryCodes(userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.factors.replaceRecoveryCodes(
      userId,
      codes.map((code) => this.check.recoveryHash(userId, code)),
    );
    return codes;
  }

  private async record(action: AuditAction, before: AuditValues | null, after: AuditValues | null): Promise<void> {
    const { id, displayName } = this.person();
    await this.audit.record(this.database, {
      action,
      mandateId: this.context.mandate.id,
      subjectId: id,
      subjectName: displayName,
      before,
      after,
    });
  }

  /** @throws DomainError auth.session_required for an API key */
  private person(): CodeOwner {
    const { sessionId, userId: id, displayName } = this.context.caller;
    if (sessionId === null) throw new DomainError('auth.session_required');
    return { id, displayName };
  }
}
