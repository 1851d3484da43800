import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { IDEMPOTENCY_KEY_HEADER, IDEMPOTENCY_KEY_MAX_LENGTH } from '@nyla/contracts';
import type { FastifyRequest } from 'fastify';
import { ValidationError } from '../errors/domain-error.js';

const WEBHOOK_ID_HEADER = 'webhook-id';
const KEY = /^[\x21-\x7e]+$/;

/** The request's `Idempotency-Key`, or null. @throws ValidationError when `required` and absent, or malformed. */
export const IdempotencyKey = createParamDecorator(
  ({ required }: { required: boolean }, context: ExecutionContext): string | null => {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers[IDEMPOTENCY_KEY_HEADER];
    if (key === undefined && !required) return null;
    return checked(key, 'Idempotency-Key');
  },
);

/**
 * What tells one delivery of a webhook from another: its `Idempotency-Key`, or the `webhook-id` of Standard Webhooks;
 * null where its sender sends neither. @throws ValidationError for a malformed one
 */
export const DeliveryKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | null => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const header = headers[IDEMPOTENCY_KEY_HEADER] === undefined ? WEBHOOK_ID_HEADER : IDEMPOTENCY_KEY_HEADER;
  const key = headers[header];
  return key === undefined ? null : checked(key, header === WEBHOOK_ID_HEADER ? WEBHOOK_ID_HEADER : 'Idempotency-Key');
});

function checked(key: unknown, field: string): string {
  if (typeof key === 'string' && key.length <= IDEMPOTENCY_KEY_MAX_LENGTH && KEY.test(key)) return key;
  throw new ValidationError([
    {
      field,
      constraint: 'isIdempotencyKey',
      message: `the header must hold 1 to ${IDEMPOTENCY_KEY_MAX_LENGTH} visible ASCII characters`,
    },
  ]);
}
