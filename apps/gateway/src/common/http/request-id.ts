import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '@nyla/contracts';
import { newId } from '../ids.js';

const ACCEPTABLE = /^[\w.:-]{8,64}$/;
const assigned = new WeakMap<IncomingMessage, string>();

/** The request's id: the caller's own where it is harmless, else a new one. The same answer for the same request. */
export function requestIdOf(request: IncomingMessage): string {
  // Middlewares see Fastify's raw request, hooks and the logger its wrapper: the id must not depend on which came first.
  const known = assigned.get(request);
  if (known) return known;
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === 'string' && ACCEPTABLE.test(given) ? given : newId();
  assigned.set(request, id);
  return id;
}
