import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Env } from '../config/env.js';
import { isSessionToken } from './secret-token.js';

export const SESSION_COOKIE = 'nyla_session';

/** The cookie that holds a session's token. No script can read it, and no other site's form sends it. */
@Injectable()
export class SessionCookie {
  private readonly options;

  constructor(env: Env) {
    this.options = {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: env.PUBLIC_URL?.startsWith('https://') ?? false,
    } as const;
  }

  /** The token that the browser sent; undefined when there is none, or something else. */
  read(request: FastifyRequest): string | undefined {
    const token = request.cookies[SESSION_COOKIE];
    return token !== undefined && isSessionToken(token) ? token : undefined;
  }

  write(reply: FastifyReply, token: string, expires: Date): void {
    void reply.setCookie(SESSION_COOKIE, token, { ...this.options, expires });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(SESSION_COOKIE, this.options);
  }
}
