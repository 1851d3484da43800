import { ERROR_TABLE } from '../common/errors/error-table.js';
import { toDomainError } from '../common/errors/problem.js';
import { startErrorText } from '../start-error.js';

/** Why nothing came of a command, in words for the operator. */
export function failureText(error: unknown): string {
  const { code, fieldErrors } = toDomainError(error);
  const startText = startErrorText(error);
  if (code === 'common.internal' || startText !== undefined) {
    return startText ?? (error instanceof Error ? error.message : String(error));
  }
  // What is wrong with a field says more than that something is.
  const why = fieldErrors.map((fault) => fault.message).join('; ') || ERROR_TABLE[code].title;
  return `${why} (${code})`;
}
