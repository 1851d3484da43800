import { Injectable } from '@nestjs/common';
import type { AcceptInvitationDto, FieldErrorDto } from '@nyla/contracts';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import type { Invitation } from '../entities/invitation.entity.js';
import type { User } from '../entities/user.entity.js';
import { PasswordHasher } from '../password-hasher.js';
import { refuseWeakPassword } from '../password-policy.js';
import { type NewUser, UserRepository } from '../repositories/user.repository.js';
import { SignInThrottle } from '../sign-in-throttle.js';

/** Who joins; with the row to insert for somebody who has no account yet. */
export interface InvitedPerson extends Pick<User, 'id' | 'email' | 'displayName' | 'locale'> {
  readonly newUser: NewUser | null;
  /** Whether the request came from a session of theirs. */
  readonly isSignedIn: boolean;
}

/** Finds out whether whoever holds an invitation is the person it is for. */
@Injectable()
export class InvitedPersonService {
  constructor(
    private readonly context: RequestContext,
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * By their session, by the password of their account, or, where there is none, by the link alone.
   * @throws ValidationError for fields that are missing, DomainError auth.invalid_credentials
   */
  async identify({ email, locale }: Invitation, answer: AcceptInvitationDto): Promise<InvitedPerson> {
    const user = await this.users.findByEmail(email);
    if (!user) return this.makeNew(email, { ...answer, locale: answer.locale ?? locale });
    const isSignedIn = this.isSignedInAs(user.id);
    if (!isSignedIn) await this.prove(user, answer.password);
    return { ...user, newUser: null, isSignedIn };
  }

  /** `email` in lower case. */
  async hasAccount(email: string): Promise<boolean> {
    return (await this.users.findByEmail(email)) !== undefined;
  }

  private isSignedInAs(userId: string): boolean {
    return (
      this.context.isAuthenticated && this.context.caller.sessionId !== null && this.context.caller.userId === userId
    );
  }

  private async prove(user: User, password: string | undefined): Promise<void> {
    if (password === undefined) throw new ValidationError([missing('password')]);
    const proven = await this.throttle.attempt(user.email, this.context.ip ?? '', async () => {
      const fits = await this.passwords.verify(user.passwordHash, password);
      return fits && user.status === 'active' ? user : undefined;
    });
    if (!proven) throw new DomainError('auth.invalid_credentials');
  }

  private async makeNew(
    email: string,
    { displayName, password, locale }: AcceptInvitationDto & Pick<User, 'locale'>,
  ): Promise<InvitedPerson> {
    const errors: FieldErrorDto[] = [];
    if (displayName === undefined) errors.push(missing('displayName'));
    if (password === undefined) errors.push(missing('password'));
    if (displayName === undefined || password === undefined) throw new ValidationError(errors);
    refuseWeakPassword(password, { email, displayName }, 'password');
    const person = { id: newId(), email, displayName, locale };
    return { ...person, isSignedIn: false, newUser: { ...person, passwordHash: await this.passwords.hash(password) } };
  }
}

function missing(field: string): FieldErrorDto {
  return { field, constraint: 'isDefined', message: `${field} is missing` };
}
