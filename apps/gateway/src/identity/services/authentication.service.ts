import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Caller } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { type MandateInfo, MandatesFacade } from '../../mandates/mandates.facade.js';
import { chooseMandate } from '../mandate-choice.js';
import { ApiKeyRepository } from '../repositories/api-key.repository.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { SecretHasher } from '../secret-hasher.js';
import { isApiKey } from '../secret-token.js';
import { SESSION_REFRESH_MS, SESSION_TTL_MS } from '../session-lifetime.js';
import type { Client } from '../user-agent.js';

const KEY_TOUCH_MS = 60_000;

/** What a request brings to prove who sends it, and where it wants to work. */
export interface Credentials {
  /** From `Authorization: Bearer`; goes before the cookie, also when it is bad. */
  readonly apiKey: string | undefined;
  readonly sessionToken: string | undefined;
  /** The header `X-Mandate-Id`. */
  readonly mandateId: string | undefined;
  readonly client: Client;
}

/** Who calls, and in which mandate. */
export interface Authenticated {
  readonly caller: Caller;
  readonly mandate: MandateInfo;
  /** Set when the session now ends later than its cookie. */
  readonly extendedTo?: Date;
}

/** Finds out who sends a request, by API key or by session. */
@Injectable()
export class AuthenticationService {
  constructor(
    private readonly hasher: SecretHasher,
    private readonly clock: Clock,
    private readonly sessions: SessionRepository,
    private readonly apiKeys: ApiKeyRepository,
    private readonly mandates: MandatesFacade,
  ) {}

  /**
   * @throws DomainError auth.required without valid credentials, mandate.required when the caller belongs to no mandate,
   *   mandate.membership_deactivated when they did
   * @throws NotFoundError for a mandate that is not the caller's
   */
  async authenticate({ apiKey, sessionToken, mandateId, client }: Credentials): Promise<Authenticated> {
    if (apiKey !== undefined) return this.byApiKey(apiKey, mandateId);
    if (sessionToken !== undefined) return this.bySession(sessionToken, mandateId, client);
    throw new DomainError('auth.required');
  }

  private async byApiKey(key: string, requested: string | undefined): Promise<Authenticated> {
    const now = this.clock.now();
    const found = isApiKey(key) ? await this.apiKeys.findActive(this.hasher.hash(key), now) : undefined;
    if (!found) throw new DomainError('auth.required');
    // The key opens this one mandate, whatever others its owner belongs to.
    const memberships = [await this.mandates.get(found.mandateId)];
    const mandate = chooseMandate({ memberships, requested, remembered: null });
    if (!mandate) throw new NotFoundError();
    if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() >= KEY_TOUCH_MS) {
      await this.apiKeys.touch(found.mandateId, found.id, now);
    }
    return { caller: toCaller(found, { sessionId: null, apiKeyId: found.id }), mandate };
  }

  private async bySession(token: string, requested: string | undefined, client: Client): Promise<Authenticated> {
    const now = this.clock.now();
    const session = await this.sessions.findActive(this.hasher.hash(token), now);
    if (!session) throw new DomainError('auth.required');
    const memberships = await this.mandates.membershipsOf(session.userId);
    const mandate = chooseMandate({ memberships, requested, remembered: session.mandateId });
    if (!mandate) return this.refuse(session.userId, requested);
    await this.mandates.noteSeen(mandate, session.userId, now);
    if (requested !== undefined && mandate.id !== session.mandateId) {
      await this.sessions.rememberMandate(session.id, mandate.id);
    }
    const caller = toCaller(session, { sessionId: session.id, apiKeyId: null });
    if (now.getTime() - session.lastSeenAt.getTime() < SESSION_REFRESH_MS) return { caller, mandate };
    const extendedTo = new Date(now.getTime() + SESSION_TTL_MS);
    await this.sessions.touch(session.id, { ...client, lastSeenAt: now, expiresAt: extendedTo });
    return { caller, mandate, extendedTo };
  }

  /** Who was a member hears so; to everybody else a mandate that is not theirs does not exist. */
  private async refuse(userId: string, requested: string | undefined): Promise<never> {
    const memberships = await this.mandates.formerMembershipsOf(userId);
    const former = chooseMandate({ memberships, requested, remembered: null });
    if (former) throw new DomainError('mandate.membership_deactivated', { mandateName: former.name });
    throw requested === undefined ? new DomainError('mandate.required', { mandateIds: [] }) : new NotFoundError();
  }
}

function toCaller(
  { userId, email, displayName, locale }: Omit<Caller, 'sessionId' | 'apiKeyId'>,
  by: Pick<Caller, 'sessionId' | 'apiKeyId'>,
): Caller {
  return { userId, email, displayName, locale, ...by };
}
