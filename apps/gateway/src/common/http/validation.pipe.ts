import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { FieldErrorDto } from '@nyla/contracts';
import type { ValidationError as FieldViolation } from 'class-validator';
import { ValidationError } from '../errors/domain-error.js';
import { hasTooManyParts } from './body-shape.js';

/** Validates every body and query against its DTO class. Unknown fields are refused, nothing is converted silently. */
export function createValidationPipe(): ValidationPipe {
  return new BoundedValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    // The rejected value may be a secret, and errors are logged.
    validationError: { target: false, value: false },
    exceptionFactory: (violations) => new ValidationError(violations.flatMap((violation) => flatten(violation))),
  });
}

/** Validating takes long for each part of a body: one with more of them than any request of ours is refused before. */
class BoundedValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isValidated = metadata.type === 'body' && metadata.metatype !== Object;
    if (isValidated && hasTooManyParts(value)) {
      throw new ValidationError([{ field: '', constraint: 'maxParts', message: 'the body has too many parts' }]);
    }
    return (await super.transform(value, metadata)) as unknown;
  }
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
