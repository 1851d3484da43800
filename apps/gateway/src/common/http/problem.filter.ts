import type { IncomingMessage } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { REQUEST_ID_HEADER } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import type { DomainError } from '../errors/domain-error.js';
import { ERROR_TABLE } from '../errors/error-table.js';
import { toDomainError, toProblem } from '../errors/problem.js';
import { requestIdOf } from './request-id.js';

/** Answers every request that fails with `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    this.log(error, thrown);
    // The stream has begun, so its own error event has told the client already.
    if (reply.sent || reply.raw.headersSent) return;
    answerProblem(reply, error, reply.request.raw);
  }

  private log(error: DomainError, thrown: unknown): void {
    const level = ERROR_TABLE[error.code].logLevel;
    if (level === 'error') {
      const cause = error.cause ?? thrown;
      this.logger.error(`${error.code}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    } else if (level === 'warn') this.logger.warn(error.code);
    else this.logger.debug(error.code);
  }
}

/** Sends the problem document of an error. */
export function answerProblem(reply: FastifyReply, error: DomainError, request: IncomingMessage): void {
  const problem = toProblem(error, requestIdOf(request));
  const retryAfter = (error.details as { retryAfterSeconds?: number }).retryAfterSeconds;
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter.toString());
  // Framework errors come before any hook, so the header may not be there yet.
  void reply.header(REQUEST_ID_HEADER, problem.requestId);
  void reply.status(problem.status).type('application/problem+json; charset=utf-8').send(problem);
}
