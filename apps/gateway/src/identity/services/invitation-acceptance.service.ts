import { Injectable, Logger } from '@nestjs/common';
import type { AcceptInvitationDto, InvitationPreviewDto, SignInDto } from '@nyla/contracts';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { type MandateInfo, MandatesFacade, refuseSuspended } from '../../mandates/mandates.facade.js';
import type { Invitation } from '../entities/invitation.entity.js';
import { InvitationLink } from '../invitation-link.js';
import { MemberJoined } from '../member-joined.js';
import { SignInThrottle } from '../sign-in-throttle.js';
import { type InvitedPerson, InvitedPersonService } from './invited-person.service.js';
import { JoiningService } from './joining.service.js';

/** Enough of a link to count the failures of each, beside those of all from one network address. */
const COUNTED_CHARACTERS = 12;

export interface Acceptance {
  readonly mandateId: string;
  /** What to sign in with; null for whoever is signed in already. */
  readonly signIn: SignInDto | null;
}

/** What an invited person sees and does: the link, and joining with it. */
@Injectable()
export class InvitationAcceptance {
  private readonly logger = new Logger(InvitationAcceptance.name);

  constructor(
    private readonly context: RequestContext,
    private readonly links: InvitationLink,
    private readonly throttle: SignInThrottle,
    private readonly people: InvitedPersonService,
    private readonly joining: JoiningService,
    private readonly mandates: MandatesFacade,
    private readonly news: MemberJoined,
  ) {}

  /** @throws NotFoundError, the same for a link that never was, was used, has expired or was revoked */
  async preview(token: string): Promise<InvitationPreviewDto> {
    const { mandateId, email, invitedBy, locale, expiresAt } = await this.get(token);
    const { name } = await this.mandates.get(mandateId);
    const hasAccount = await this.people.hasAccount(email);
    return { mandateName: name, email, invitedBy, locale, expiresAt: expiresAt.toISOString(), hasAccount };
  }

  /**
   * Makes the invited person a member. An invitation is for its e-mail address alone.
   * @throws NotFoundError as `preview`
   * @throws ValidationError for fields that are missing, DomainError auth.invalid_credentials, mandate.suspended,
   *   mandate.membership_deactivated
   */
  async accept(token: string, answer: AcceptInvitationDto): Promise<Acceptance> {
    const invitation = await this.get(token);
    const mandate = await this.mandates.get(invitation.mandateId);
    refuseSuspended(mandate);
    const person = await this.people.identify(invitation, answer);
    this.actAs(person, mandate);
    await this.joining.join(invitation, person, mandate);
    const member = { mandateId: mandate.id, userId: person.id, userName: person.displayName };
    // The person has joined, whatever comes of it.
    await this.news.joined(member).catch((error) => this.logger.error(`after joining: ${String(error)}`));
    const { email } = invitation;
    return {
      mandateId: mandate.id,
      signIn: person.isSignedIn || answer.password === undefined ? null : { email, password: answer.password },
    };
  }

  private async get(token: string): Promise<Invitation> {
    const counted = `invitation ${token.slice(0, COUNTED_CHARACTERS)}`;
    const invitation = await this.throttle.attempt(counted, this.context.ip ?? '', () => this.links.find(token));
    if (!invitation) throw new NotFoundError();
    return invitation;
  }

  /** The request came from nobody, or from a session of somebody else's: the audit trail names who joins. */
  private actAs({ id, email, displayName, locale }: InvitedPerson, mandate: MandateInfo): void {
    const sessionId = this.context.isAuthenticated ? this.context.caller.sessionId : null;
    this.context.set({ userId: id, email, displayName, locale, sessionId, apiKeyId: null }, mandate);
  }
}
