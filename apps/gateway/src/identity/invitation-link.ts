import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { RequestContext } from '../common/context/request-context.js';
import { Env } from '../config/env.js';
import type { Invitation } from './entities/invitation.entity.js';
import { InvitationRepository } from './repositories/invitation.repository.js';
import { SecretHasher } from './secret-hasher.js';
import { isSessionToken } from './secret-token.js';

/** The address of the page on which an invited person joins, and what it leads to. */
@Injectable()
export class InvitationLink {
  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly hasher: SecretHasher,
    private readonly invitations: InvitationRepository,
  ) {}

  of(token: string): string {
    const base = this.env.PUBLIC_URL ?? this.context.origin ?? `http://localhost:${this.env.PORT}`;
    return new URL(`/invite/${token}`, base).href;
  }

  /** Undefined for a link that never was, was used, has expired or was revoked. */
  async find(token: string): Promise<Invitation | undefined> {
    if (!isSessionToken(token)) return undefined;
    return this.invitations.findByToken(this.hasher.hash(token), this.clock.now());
  }
}
