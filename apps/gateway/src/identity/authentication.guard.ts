import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { MANDATE_HEADER } from '@nyla/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Env } from '../config/env.js';
import { refuseSuspended } from '../mandates/mandates.facade.js';
import { type Access, accessOf } from '../rbac/access.decorator.js';
import { isCrossSiteWrite } from './cross-site.js';
import { AuthenticationService, type Credentials } from './services/authentication.service.js';
import { SessionCookie } from './session-cookie.js';
import { isOpenWhileSuspended } from './suspended-access.js';
import { clientOf } from './user-agent.js';

const BEARER = /^bearer(?: +(.*))?$/i;

/** Global, before the permission guard: sets who calls and in which mandate. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly logger = new Logger(AuthenticationGuard.name);
  private readonly publicOrigin: string | null;

  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly authentication: AuthenticationService,
    private readonly cookie: SessionCookie,
    env: Env,
  ) {
    this.publicOrigin = env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin;
  }

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    this.context.setIp(request.ip);
    this.context.setOrigin(`${request.protocol}://${request.host}`);
    const access = accessOf(this.reflector, execution);
    const credentials = this.credentialsOf(request);
    // A program that sends a key cannot be tricked by another site. Sign-in counts as a write with a cookie: it sets one.
    const isFromAnySite = access?.kind === 'public' && access.fromAnySite;
    if (credentials.apiKey === undefined && !isFromAnySite) this.refuseCrossSite(request);
    try {
      await this.authenticate(credentials, access, request, reply);
    } catch (error) {
      if (access?.kind !== 'public') throw error;
      if (!(error instanceof DomainError)) this.logger.warn(`authentication on a public route: ${String(error)}`);
    }
    return true;
  }

  private async authenticate(
    credentials: Credentials,
    access: Access | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { caller, mandate, extendedTo } = await this.authentication.authenticate(credentials);
    this.context.set(caller, { id: mandate.id, name: mandate.name, kind: mandate.kind });
    if (extendedTo && credentials.sessionToken !== undefined) {
      this.cookie.write(reply, credentials.sessionToken, extendedTo);
    }
    if (!isOpenWhileSuspended(access, request.method, caller)) refuseSuspended(mandate);
  }

  private refuseCrossSite(request: FastifyRequest): void {
    if (!isCrossSiteWrite(request, this.publicOrigin)) return;
    const origin = JSON.stringify(request.headers.origin ?? null);
    this.logger.warn(`refused a write from another site, origin ${origin}; behind a proxy, set PUBLIC_URL`);
    throw new DomainError('auth.cross_site');
  }

  private credentialsOf(request: FastifyRequest): Credentials {
    const mandateId = request.headers[MANDATE_HEADER];
    // Other schemes are not ours: a proxy that asks for a password of its own leaves `Basic` on every request.
    const bearer = BEARER.exec(request.headers.authorization ?? '');
    return {
      apiKey: bearer ? (bearer[1] ?? '').trim() : undefined,
      sessionToken: this.cookie.read(request),
      mandateId: Array.isArray(mandateId) ? mandateId.join() : mandateId,
      client: clientOf(request),
    };
  }
}
