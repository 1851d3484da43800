import { type RunInputDto, TEMPLATE_MAX_LENGTH, type VariableDto, type VariableType } from '@nyla/contracts';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';

const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * The inputs of a run: what was given, and defaults for the rest.
 * @throws ValidationError for a name that the automation does not know or that comes twice, or a value that is too
 *   long or not of its type
 * @throws DomainError automation.input_missing
 */
export function completeInputs(variables: readonly VariableDto[], given: readonly RunInputDto[]): RunInputDto[] {
  const repeated = given.findIndex(({ name }, index) => given.findIndex((input) => input.name === name) < index);
  if (repeated >= 0) throw invalid(repeated, 'isUnique', 'the variable has a value already');
  const unknown = given.findIndex(({ name }) => !variables.some((variable) => variable.name === name));
  if (unknown >= 0) throw invalid(unknown, 'isOneOf', 'the automation has no variable of this name');
  const byName = new Map(given.map((input, index) => [input.name, { ...input, index }]));
  return variables.flatMap(({ name, type, required, defaultValue }) => {
    const input = byName.get(name);
    // Spaces and line breaks are no value where one is needed.
    const isValue = (text: string | null | undefined): text is string => Boolean(required ? text?.trim() : text);
    const value = [input?.value, defaultValue].find(isValue);
    if (value === undefined) {
      if (required) throw new DomainError('automation.input_missing', { name });
      return [];
    }
    if (value.length > TEMPLATE_MAX_LENGTH) {
      throw invalid(input?.index ?? -1, 'maxLength', `${name} has more than ${TEMPLATE_MAX_LENGTH} characters`);
    }
    if (readValue(type, value) === undefined) throw invalid(input?.index ?? -1, 'isOfType', `${name} is no ${type}`);
    return [{ name, value }];
  });
}

/** The values as templates see them; a variable without one is there, and empty. */
export function valuesOf(
  variables: readonly VariableDto[],
  inputs: readonly RunInputDto[],
): Readonly<Record<string, unknown>> {
  const texts = new Map(inputs.map(({ name, value }) => [name, value]));
  const values = Object.create(null) as Record<string, unknown>;
  for (const { name, type } of variables) {
    const text = texts.get(name);
    values[name] = (text === undefined ? undefined : readValue(type, text)) ?? (type === 'list' ? [] : null);
  }
  return values;
}

/** A text as a value of a type; undefined where it is none. A list has one entry a line. */
export function readValue(type: VariableType, text: string): unknown {
  const trimmed = text.trim();
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
    case 'boolean':
      return FLAGS.get(trimmed);
    case 'date':
      return isDay(trimmed) ? trimmed : undefined;
    case 'list':
      return text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  }
}

function isDay(text: string): boolean {
  if (!DATE.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // A day such as 30 February would become another one.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function invalid(index: number, constraint: string, message: string): ValidationError {
  return new ValidationError([{ field: index < 0 ? 'inputs' : `inputs.${index}`, constraint, message }]);
}
