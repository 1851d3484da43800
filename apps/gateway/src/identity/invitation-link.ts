import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { RequestContext } from '../common/context/request-context.js';
import { Env } from '../config/env.js';
import type { Invitation } from './entities/invitation.entity.js';
import { InvitationRepository } from './repositories/invitation.repository.js';
import { SecretHasher } from './secret-hasher.js';
import { isSessionToken, newSessionToken } from './secret-token.js';

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

  /** A new one. The path is for a mail, which knows by itself where this gateway is reached. */
  make(): { readonly tokenHash: Buffer; readonly link: string; readonly path: string } {
    const token = newSessionToken();
    const path = `/invite/${token}`;
    const base = this.env.PUBLIC_URL ?? this.context.origin ?? `http://localhost:${this.env.PORT}`;
    return { tokenHash: this.hasher.hash(token), link: new URL(path, base).href, path };
  }

  /** Undefined for a link that never was, was used, has expired or was revoked. */
  async find(token: string): Promise<Invitation | undefined> {
    if (!isSessionToken(token)) return undefined;
    return this.invitations.findByToken(this.hasher.hash(token), this.clock.now());
  }
}
