import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../constants/common.constants.js';
import { ListOf, Text, WholeNumber, WholeNumberParam } from '../fields/fields.js';

/** Keyset paging: `cursor` is the `nextCursor` of the page before, opaque to the caller. */
export class PageQuery {
  @Text({ max: 400, optional: true, description: 'nextCursor of the page before' })
  cursor?: string;

  @WholeNumberParam({ min: 1, max: PAGE_LIMIT_MAX, optional: true, description: `default ${PAGE_LIMIT_DEFAULT}` })
  limit?: number;
}

/** One field that failed validation. */
export class FieldErrorDto {
  @Text({ max: 200, description: 'path of the field, e.g. `rules.0.resource`' })
  field!: string;

  @Text({ max: 100, description: 'name of the violated constraint, e.g. `maxLength`' })
  constraint!: string;

  @Text({ max: 500 })
  message!: string;
}

/** RFC 9457 problem document; the answer to every request that fails. */
export class ProblemDto {
  @Text({ max: 200 })
  type!: string;

  @Text({ max: 200 })
  title!: string;

  @WholeNumber({ min: 400, max: 599 })
  status!: number;

  @Text({ max: 100, description: 'one of the closed set of error codes' })
  code!: string;

  /** What the code's type in `ErrorDetails` says. */
  details!: Record<string, unknown>;

  @Text({ max: 100 })
  requestId!: string;

  @ListOf(() => FieldErrorDto, { optional: true })
  errors?: FieldErrorDto[];
}
