import type { RunInputDto, VariableDto } from '@nyla/contracts';
import { freeId } from './steps';

const NAME_MAX = 36;

/** A name for templates out of what people call it: `Datum (bis)` becomes `datum_bis`. */
export function nameOfLabel(label: string, taken: readonly string[]): string {
  const plain = label
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, NAME_MAX);
  return freeId(plain || 'value', new Set(taken));
}

/** The values that a run is started with: what was typed, and nothing for a field that was left as it is by default. */
export function inputsOf(variables: readonly VariableDto[], values: Readonly<Record<string, string>>): RunInputDto[] {
  return variables.flatMap(({ name, defaultValue }) => {
    const value = values[name] ?? defaultValue ?? '';
    return value === '' ? [] : [{ name, value }];
  });
}

/** Required variables that have neither a value nor a default. */
export function missingInputs(
  variables: readonly VariableDto[],
  values: Readonly<Record<string, string>>,
): readonly string[] {
  return variables
    .filter(({ name, required, defaultValue }) => required && (values[name] ?? defaultValue ?? '').trim() === '')
    .map(({ name }) => name);
}
