import { QueryFailedError } from 'typeorm';
import { DomainError, NotFoundError } from './domain-error.js';

interface PostgresError {
  readonly code?: string;
  readonly constraint?: string;
}

/** Re-running the whole transaction may succeed: serialization failure, deadlock. */
const RETRYABLE_SQLSTATES = new Set(['40001', '40P01']);

// Connection refused, lost, or the server is starting or stopping.
const UNAVAILABLE_SQLSTATES = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08006', '53300']);
const UNAVAILABLE_NODE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

// The driver's own two faults have no code: no free connection in time, and a server that died during a query.
const UNAVAILABLE_MESSAGES = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** The PostgreSQL error behind what TypeORM or `pg` threw. */
export function postgresErrorOf(thrown: unknown): PostgresError | undefined {
  const inner = thrown instanceof QueryFailedError ? (thrown.driverError as unknown) : thrown;
  const code = (inner as PostgresError | null)?.code;
  return typeof code === 'string' ? (inner as PostgresError) : undefined;
}

export function isRetryable(thrown: unknown): boolean {
  return RETRYABLE_SQLSTATES.has(postgresErrorOf(thrown)?.code ?? '');
}

/** Maps a database error by SQLSTATE and constraint name; undefined when it is not one that a client can cause. */
export function databaseErrorToDomainError(thrown: unknown): DomainError | undefined {
  if (isConnectionFault(thrown)) return withCause(new DomainError('common.unavailable'), thrown);
  const error = postgresErrorOf(thrown);
  if (!error?.code) return undefined;
  if (UNAVAILABLE_SQLSTATES.has(error.code) || UNAVAILABLE_NODE_CODES.has(error.code)) {
    return withCause(new DomainError('common.unavailable'), thrown);
  }
  if (error.code === '23505') return withCause(new DomainError('common.conflict'), thrown);
  if (error.code === '23503') return withCause(new NotFoundError(), thrown);
  return undefined;
}

/** Of the driver alone: other errors may quote anything. */
function isConnectionFault(thrown: unknown): boolean {
  const inner = thrown instanceof QueryFailedError ? (thrown.driverError as unknown) : thrown;
  return inner instanceof Error && !('code' in inner) && UNAVAILABLE_MESSAGES.test(inner.message);
}

function withCause<E extends Error>(error: E, cause: unknown): E {
  error.cause = cause;
  return error;
}
