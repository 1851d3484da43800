import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { IDEMPOTENCY_KEY_HEADER, IDEMPOTENCY_KEY_MAX_LENGTH } from '@nyla/contracts';
import type { FastifyRequest } from 'fastify';
import { ValidationError } from '../errors/domain-error.js';

const KEY = /^[\x21-\x7e]+$/;

/** The request's `Idempotency-Key`, or null. @throws ValidationError when `required` and absent, or malformed. */
export const IdempotencyKey = createParamDecorator(
  ({ required }: { required: boolean }, context: ExecutionContext): string | null => {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers[IDEMPOTENCY_KEY_HEADER];
    if (key === undefined && !required) return null;
    if (typeof key === 'string' && key.length <= IDEMPOTENCY_KEY_MAX_LENGTH && KEY.test(key)) return key;
    throw new ValidationError([
      {
        field: 'Idempotency-Key',
        constraint: 'isIdempotencyKey',
        message: `the header must hold 1 to ${IDEMPOTENCY_KEY_MAX_LENGTH} visible ASCII characters`,
      },
    ]);
  },
);
