import { Injectable } from '@nestjs/common';
import type { Locale, UserDto } from '@nyla/contracts';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { NotFoundError } from '../common/errors/domain-error.js';
import { AppDatabase } from '../database/app-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { type MandateInfo, MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

const OPERATORS_LOCK = 7_194_028;
const OPERATOR_ROLE = 'operator';

export interface WantedOperator {
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
  /** Gives somebody who is there already a new password; else theirs stays. */
  readonly resetPassword: boolean;
}

/** What was done for an operator. */
export interface EnsuredOperator {
  readonly person: 'created' | 'known';
  readonly role: 'given' | 'there already';
  readonly password: 'set' | 'unchanged' | 'reset';
  /** Sign-ins with the old password that have ended. */
  readonly endedSessions: number;
}

/** Somebody who exists and may not sign in. */
export class DeactivatedPersonError extends Error {
  override readonly name = 'DeactivatedPerson';
}

/** Makes operators: in production the first account comes from the command line, never from a default. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly database: AppDatabase,
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a person an operator; again and again, and from two processes at once, with the same end. Bootstrap must have
   * run. The password is asked for only where one is needed.
   * @throws ValidationError for a weak password, DeactivatedPersonError
   */
  async ensure(wanted: WantedOperator, askPassword: () => Promise<string>): Promise<EnsuredOperator> {
    const known = await this.identity.findUserByEmail(wanted.email);
    const password = !known || wanted.resetPassword ? await askPassword() : undefined;
    if (password !== undefined) this.identity.refuseWeakPassword(password, known ?? wanted);
    return this.database.exclusively(OPERATORS_LOCK, async () => {
      const root = await this.mandates.findRoot();
      if (!root) throw new NotFoundError();
      // Whoever waited for another process finds the person that this one has just made.
      const present = await this.identity.findUserByEmail(wanted.email);
      if (present && !(await this.identity.findActiveUser(present.id))) {
        throw new DeactivatedPersonError(`${present.email} is deactivated and cannot sign in.`);
      }
      return this.database.run(() => this.make(root, wanted, present, password));
    });
  }

  private async make(
    root: MandateInfo,
    wanted: WantedOperator,
    present: UserDto | undefined,
    password: string | undefined,
  ): Promise<EnsuredOperator> {
    const user = present ?? (await this.create(root, wanted, password ?? ''));
    const role = (await this.giveRole(root, user)) ? 'given' : 'there already';
    if (!present) return { person: 'created', role, password: 'set', endedSessions: 0 };
    if (!wanted.resetPassword || password === undefined) {
      return { person: 'known', role, password: 'unchanged', endedSessions: 0 };
    }
    const endedSessions = await this.identity.resetPassword(user.id, password);
    return { person: 'known', role, password: 'reset', endedSessions };
  }

  private async create(root: MandateInfo, wanted: WantedOperator, password: string): Promise<UserDto> {
    const user = await this.identity.createUser({ ...wanted, password });
    await this.audit.record(this.database, {
      action: 'account.created',
      mandateId: root.id,
      subjectId: user.id,
      subjectName: user.displayName,
      before: null,
      after: { email: user.email, by: 'create-admin' },
    });
    return user;
  }

  /** False for somebody who is an operator, and may act as one. */
  private async giveRole(root: MandateInfo, user: UserDto): Promise<boolean> {
    const status = await this.mandates.memberStatus(root.id, user.id);
    const before = (await this.rbac.roleNames(root.id, [user.id])).get(user.id) ?? [];
    if (status === 'active' && before.includes(OPERATOR_ROLE)) return false;
    await this.mandates.addMember(root.id, user.id);
    await this.mandates.setDeactivated(root.id, user.id, null);
    await this.rbac.assignRole(root.id, user.id, OPERATOR_ROLE);
    await this.audit.record(this.database, {
      action: 'member.roles_changed',
      mandateId: root.id,
      subjectId: user.id,
      subjectName: user.displayName,
      before: { roles: before },
      after: { roles: [...new Set([...before, OPERATOR_ROLE])].toSorted() },
    });
    return true;
  }
}
