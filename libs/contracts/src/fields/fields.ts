import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/**
 * Field decorators that carry validation and OpenAPI together, so that the two cannot drift apart.
 * `optional`: may be absent. `nullable`: may be null.
 */
export interface FieldOptions {
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
}

interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  /** Removes surrounding white space before validation; on unless the text is a password or a message. */
  readonly trim?: boolean;
}

// PostgreSQL cannot store U+0000, and a lone surrogate is not valid UTF-8: both are refused at the door.
const STORABLE_TEXT = /^(?:[^\u0000\uD800-\uDFFF]|[\uD800-\uDBFF][\uDC00-\uDFFF])*$/;
// Signs that turn the reading direction make a line of a list say something else than it holds.
const PLAIN_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;
const LINE_MAX_LENGTH = 200;
const CHF = /^-?\d{1,11}(\.\d{1,9})?$/;
const NOT_NEGATIVE_CHF = /^\d{1,11}(\.\d{1,9})?$/;
const POSITIVE_CHF = /^(?=.*[1-9])\d{1,11}(\.\d{1,9})?$/;

const CHF_RANGES = {
  any: { pattern: CHF, words: 'an amount' },
  'not-negative': { pattern: NOT_NEGATIVE_CHF, words: 'an amount of zero or more' },
  positive: { pattern: POSITIVE_CHF, words: 'a positive amount' },
} as const;

export function Text({ min = 1, max, trim = true, ...options }: TextOptions): PropertyDecorator {
  return combine(options, { type: String, minLength: min, maxLength: max }, [
    ...(trim ? [Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))] : []),
    IsString(),
    MinLength(min),
    MaxLength(max),
    Matches(STORABLE_TEXT, { message: '$property must not contain control characters that cannot be stored' }),
    ...(trim && max <= LINE_MAX_LENGTH
      ? [
          Matches(PLAIN_LINE, {
            message: '$property must be one line, without signs that change the reading direction',
          }),
        ]
      : []),
  ]);
}

export function Email(options: FieldOptions & { max: number }): PropertyDecorator {
  return combine(options, { type: String, format: 'email', maxLength: options.max }, [
    // What is no text, lone surrogates, makes the e-mail check throw: it sees an empty address instead.
    Transform(({ value }) =>
      typeof value === 'string' ? (value.isWellFormed() ? value.trim().toLowerCase() : '') : value,
    ),
    IsEmail(),
    MaxLength(options.max),
  ]);
}

export function Uuid(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, format: 'uuid' }, [IsUUID('all')]);
}

/** An amount in CHF as a decimal string with at most nine decimals. */
export function Chf({
  range = 'any',
  ...options
}: FieldOptions & { range?: keyof typeof CHF_RANGES } = {}): PropertyDecorator {
  const { pattern, words } = CHF_RANGES[range];
  const description = options.description ?? 'CHF as a decimal string with at most nine decimals';
  return combine({ ...options, description }, { type: String, example: '12.50' }, [
    IsString(),
    Matches(pattern, { message: `$property must be ${words} in CHF such as "12.50"` }),
  ]);
}

/** A plain decimal string, for exchange rates, percentages and prices per million. */
export function DecimalText(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, example: '0.8' }, [IsString(), Matches(/^\d{1,12}(\.\d{1,12})?$/)]);
}

/** A point in time, ISO 8601 in UTC. */
export function IsoTime(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, format: 'date-time' }, [IsISO8601({ strict: true, strictSeparator: true })]);
}

/** A calendar day `YYYY-MM-DD` in Europe/Zurich. */
export function Day(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, format: 'date' }, [
    Matches(/^\d{4}-\d{2}-\d{2}$/),
    IsISO8601({ strict: true }),
  ]);
}

/** A calendar month `YYYY-MM` in Europe/Zurich. */
export function Month(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, example: '2026-10' }, [Matches(/^20\d{2}-(0[1-9]|1[0-2])$/)]);
}

export function WholeNumber({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  ...options
}: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  return combine(options, { type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)]);
}

/** A whole number in a query string, where everything arrives as text. */
export function WholeNumberParam(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const number = WholeNumber(options);
  const convert = Transform(({ value }) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
  );
  return (target, key) => {
    convert(target, key);
    number(target, key);
  };
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: Boolean }, [IsBoolean()]);
}

export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: String, enum: [...values] }, [IsIn(values)]);
}

/** A list of literals; in a query string `a,b` is accepted too. */
export function ListOfLiterals(
  values: readonly string[],
  { max = values.length, ...options }: FieldOptions & { max?: number } = {},
): PropertyDecorator {
  return combine(options, { type: String, enum: [...values], isArray: true }, [
    Transform(({ value }) => (typeof value === 'string' ? value.split(',') : value)),
    IsArray(),
    ArrayMaxSize(max),
    IsIn(values, { each: true }),
  ]);
}

export function ListOfTexts({
  max,
  maxLength,
  ...options
}: FieldOptions & { max: number; maxLength: number }): PropertyDecorator {
  return combine(options, { type: String, isArray: true, maxItems: max }, [
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true }),
    MaxLength(maxLength, { each: true }),
    Matches(STORABLE_TEXT, { each: true }),
  ]);
}

/** An object whose fields are nobody's business here. */
export function AnyObject(options: FieldOptions = {}): PropertyDecorator {
  return combine(options, { type: 'object', additionalProperties: true }, [IsObject()]);
}

export function ListOfUuids({
  min = 0,
  max,
  ...options
}: FieldOptions & { min?: number; max: number }): PropertyDecorator {
  return combine(options, { type: String, format: 'uuid', isArray: true, minItems: min, maxItems: max }, [
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    ArrayUnique(),
    IsUUID('all', { each: true }),
  ]);
}

type Class = new () => object;

export function Nested(type: () => Class, options: FieldOptions = {}): PropertyDecorator {
  // A list would be validated entry by entry, and an empty one, or nothing at all, would pass.
  return combine(options, { type: lazily(type) }, [Type(type), IsObject(), ValidateNested()]);
}

export function ListOf(type: () => Class, options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  return combine(options, { type: lazily(type), isArray: true }, [
    Type(type),
    IsArray(),
    IsObject({ each: true }),
    ...(options.max === undefined ? [] : [ArrayMaxSize(options.max)]),
    ValidateNested({ each: true }),
  ]);
}

/** Swagger tells a function that names a class from a class by its name, which must be "type". */
function lazily(named: () => Class): () => Class {
  const type = (): Class => named();
  return type;
}

function combine(options: FieldOptions, api: ApiPropertyOptions, validators: PropertyDecorator[]): PropertyDecorator {
  const documented = ApiProperty({
    ...api,
    required: !options.optional,
    ...(options.nullable ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
  } as ApiPropertyOptions);
  return (target, key) => {
    documented(target, key);
    for (const decorate of validators) decorate(target, key);
    // `IsOptional` would accept null as well; an absent value and null are different things on our wire.
    if (options.optional && options.nullable) IsOptional()(target, key);
    else if (options.optional) ValidateIf((_, value) => value !== undefined)(target, key);
    else if (options.nullable) ValidateIf((_, value) => value !== null)(target, key);
  };
}
