import { HttpException } from '@nestjs/common';
import type { ErrorCode, ProblemDto } from '@nyla/contracts';
import { databaseErrorToDomainError } from './database-error.js';
import { DomainError, NotFoundError } from './domain-error.js';
import { ERROR_TABLE } from './error-table.js';

/** The problem document (RFC 9457) of an error. Nothing of an unknown error reaches the client but its request id. */
export function toProblem(error: DomainError, requestId: string): ProblemDto {
  const { status, title } = ERROR_TABLE[error.code];
  return {
    type: `urn:nyla:error:${error.code}`,
    title,
    status,
    code: error.code,
    details: { ...error.details },
    requestId,
    ...(error.fieldErrors.length > 0 ? { errors: [...error.fieldErrors] } : {}),
  };
}

/** Maps whatever was thrown to a domain error. What nobody expected becomes `common.internal`. */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const fromDatabase = databaseErrorToDomainError(thrown);
  if (fromDatabase) return fromDatabase;
  const status = statusOf(thrown);
  return status === undefined ? new DomainError('common.internal') : fromStatus(status, thrown);
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  // Fastify's own refusals: a body that is too large, broken JSON, an unknown content type.
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

function fromStatus(status: number, thrown: unknown): DomainError {
  if (status === 404) return new NotFoundError();
  if (status === 413) return new DomainError('common.payload_too_large', { limitBytes: BODY_LIMIT_BYTES });
  const codes: Record<number, ErrorCode> = {
    400: 'common.malformed_request',
    401: 'auth.required',
    405: 'common.not_found',
    409: 'common.conflict',
    414: 'common.malformed_request',
    415: 'common.unsupported_media_type',
    422: 'common.validation_failed',
    429: 'common.too_many_requests',
    431: 'common.malformed_request',
    503: 'common.unavailable',
  };
  const code = codes[status] ?? (status < 500 ? 'common.malformed_request' : 'common.internal');
  const error = new DomainError(code as 'common.internal');
  error.cause = thrown;
  return error;
}

/** Largest request body that is read, in bytes. */
export const BODY_LIMIT_BYTES = 1_048_576;
