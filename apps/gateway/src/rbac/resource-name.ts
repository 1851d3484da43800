import {
  CONNECTOR_TYPES,
  type FieldErrorDto,
  MODEL_ID_MAX_LENGTH,
  MODEL_ID_SEPARATOR,
  PERMISSIONS,
  providerResource,
} from '@nyla/contracts';
import type { RoleRules } from './permission-set.js';

const PROVIDERS = CONNECTOR_TYPES.map((connectorType) => providerResource(connectorType));
const NAMES: readonly string[] = [...PERMISSIONS, ...PROVIDERS];
// Which models a provider has changes from week to week, so any printable name without a second `*` will do.
const MODEL = /^[\x21-\x29\x2b-\x7e]+$/;

/** Whether a rule may name this: a permission, a provider, a model, or a prefix of at least one of them and `*`. */
export function isKnownResource(resource: string): boolean {
  if (resource.endsWith('*')) return isKnownPrefix(resource.slice(0, -1));
  return NAMES.includes(resource) || isModel(resource);
}

/** What is wrong with the names in a list of rules, field by field. */
export function ruleErrors(rules: RoleRules): FieldErrorDto[] {
  const seen = new Set<string>();
  return rules.flatMap(({ resource }, index): FieldErrorDto[] => {
    const field = `rules.${index}.resource`;
    if (!isKnownResource(resource)) {
      return [{ field, constraint: 'isResource', message: `${field} names no resource that exists` }];
    }
    if (seen.has(resource)) return [{ field, constraint: 'isUnique', message: `${field} repeats an earlier rule` }];
    seen.add(resource);
    return [];
  });
}

function isKnownPrefix(prefix: string): boolean {
  return (
    NAMES.some((name) => name.startsWith(prefix)) ||
    PROVIDERS.some((provider) => prefix === provider + MODEL_ID_SEPARATOR) ||
    isModel(prefix)
  );
}

function isModel(resource: string): boolean {
  const provider = PROVIDERS.find((name) => resource.startsWith(name + MODEL_ID_SEPARATOR));
  if (provider === undefined) return false;
  const model = resource.slice(provider.length + MODEL_ID_SEPARATOR.length);
  return model.length <= MODEL_ID_MAX_LENGTH && MODEL.test(model);
}
