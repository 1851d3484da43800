import type { FieldErrorDto, PriceWarning } from '@nyla/contracts';

/** The constraints of the server that have a sentence of their own. */
export const KNOWN_FAULTS = [
  'isNotPast',
  'hasZone',
  'isBelowInput',
  'isAboveBase',
  'hasPrice',
  'isBelowMaximum',
  'isBelowContext',
  'hasPurpose',
  'isOther',
  'isFactor',
  'isUnique',
  'isKnown',
  'isModel',
  'isReported',
  'isSearchPrice',
  'isChatPrice',
  'isRate',
  'isNotNegative',
] as const;
export type KnownFault = (typeof KNOWN_FAULTS)[number];

export function knownFault(constraint: string): KnownFault | undefined {
  return KNOWN_FAULTS.find((known) => known === constraint);
}

/** What the server says of fields, by their paths in the form; it names factors by name, the form by number. */
export function faultsByField(
  errors: readonly FieldErrorDto[],
  multipliers: readonly { readonly name: string }[] = [],
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const { field, constraint } of errors) {
    const named = multipliers.findIndex(({ name }) => field === `multipliers.${name}`);
    const path = named === -1 ? field : `multipliers.${named}.factor`;
    if (!faults.has(path)) faults.set(path, constraint);
  }
  return faults;
}

/** Warnings by the field that they are about, in their order. */
export function warningsByField(warnings: readonly PriceWarning[]): ReadonlyMap<string, readonly PriceWarning[]> {
  const byField = new Map<string, PriceWarning[]>();
  for (const warning of warnings) byField.set(warning.field, [...(byField.get(warning.field) ?? []), warning]);
  return byField;
}
