import type { FastifyReply, FastifyRequest } from 'fastify';
import { readEnv } from '../config/env.js';
import { newSessionToken } from './secret-token.js';
import { SESSION_COOKIE, SessionCookie } from './session-cookie.js';

const EXPIRES = new Date('2026-12-22T00:00:00Z');

function written(environment: NodeJS.ProcessEnv): unknown[] {
  const calls: unknown[][] = [];
  const reply = { setCookie: (...call: unknown[]) => calls.push(call) } as unknown as FastifyReply;
  new SessionCookie(readEnv(environment)).write(reply, 'token', EXPIRES);
  return calls[0] ?? [];
}

it('is sent over https only where Nyla is served by https', () => {
  const always = { httpOnly: true, sameSite: 'lax', path: '/', expires: EXPIRES };
  expect(written({})).toEqual([SESSION_COOKIE, 'token', { ...always, secure: false }]);
  expect(written({ PUBLIC_URL: 'http://localhost:3000' })).toEqual([
    SESSION_COOKIE,
    'token',
    { ...always, secure: false },
  ]);
  expect(written({ PUBLIC_URL: 'https://nyla.ch' })).toEqual([SESSION_COOKIE, 'token', { ...always, secure: true }]);
});

it('is read only when it can be a token of ours', () => {
  const read = (value?: string) =>
    new SessionCookie(readEnv({})).read({ cookies: { [SESSION_COOKIE]: value } } as unknown as FastifyRequest);
  const token = newSessionToken();
  expect(read(token)).toBe(token);
  for (const wrong of [undefined, '', 'x', `${token}x`, `${token};`]) expect(read(wrong)).toBeUndefined();
});
