import { ValidationPipe } from '@nestjs/common';
import type { FieldErrorDto } from '@nyla/contracts';
import type { ValidationError as FieldViolation } from 'class-validator';
import { ValidationError } from '../errors/domain-error.js';

/** Validates every body and query against its DTO class. Unknown fields are refused, nothing is converted silently. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    // The rejected value may be a secret, and errors are logged.
    validationError: { target: false, value: false },
    exceptionFactory: (violations) => new ValidationError(violations.flatMap((violation) => flatten(violation))),
  });
}

function flatten(violation: FieldViolation, parent = ''): FieldErrorDto[] {
  const field = `${parent}${violation.property}`;
  const own = Object.entries(violation.constraints ?? {}).map(([constraint, message]) => ({
    field,
    constraint,
    message,
  }));
  return [...own, ...(violation.children ?? []).flatMap((child) => flatten(child, `${field}.`))];
}
