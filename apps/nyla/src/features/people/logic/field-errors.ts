import { ApiError } from '@/lib/api/api-error';

/** The name of the rule that a field broke, as the server says; undefined when that field is in order. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.fieldErrors.find((found) => found.field === field || found.field.startsWith(`${field}.`))?.constraint;
}
