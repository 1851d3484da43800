import type { AccessRuleDto, RuleEffect } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR, PROVIDER_RESOURCE_PREFIX } from '@nyla/contracts/constants';

/** Changes of a role that are not saved: a rule for a resource, or null where its own rule goes. */
export type Edits = Readonly<Record<string, RuleEffect | null>>;

/** What holds for a resource, and which rule says so; null where none does, which permits nothing. */
export interface Verdict {
  readonly effect: RuleEffect;
  readonly rule: string | null;
}

/** What a cell of the matrix says: a rule of its own, or what it inherits. */
export type CellValue = RuleEffect | 'inherit';

/**
 * What a role's rules say of a resource, for display: the most specific rule decides, an exact name before any prefix,
 * deny before allow between equals. The gateway decides by the same order, and it alone enforces.
 */
export function verdictOf(rules: readonly AccessRuleDto[], resource: string): Verdict {
  let verdict: Verdict = { effect: 'deny', rule: null };
  let decidedBy = -1;
  for (const rule of rules) {
    const specificity = specificityOf(rule.resource, resource);
    if (specificity === null || specificity < decidedBy) continue;
    if (specificity === decidedBy && verdict.effect === 'deny') continue;
    verdict = { effect: rule.effect, rule: rule.resource };
    decidedBy = specificity;
  }
  return verdict;
}

/** What the resource would have without a rule of its own. */
export function inheritedOf(rules: readonly AccessRuleDto[], resource: string): Verdict {
  return verdictOf(
    rules.filter((rule) => rule.resource !== resource),
    resource,
  );
}

export function cellOf(rules: readonly AccessRuleDto[], resource: string): CellValue {
  return rules.find((rule) => rule.resource === resource)?.effect ?? 'inherit';
}

export function applyEdits(rules: readonly AccessRuleDto[], edits: Edits): AccessRuleDto[] {
  const kept = rules.filter(({ resource }) => !(resource in edits));
  const added = Object.entries(edits).flatMap(([resource, effect]) => (effect === null ? [] : [{ resource, effect }]));
  return [...kept, ...added];
}

/** The edits with one more; one that brings back what is saved is none. */
export function edit(rules: readonly AccessRuleDto[], edits: Edits, resource: string, value: CellValue): Edits {
  const { [resource]: _, ...others } = edits;
  if (cellOf(rules, resource) === value) return others;
  return { ...others, [resource]: value === 'inherit' ? null : value };
}

/** Edits that still change something, after the role was saved by somebody else. */
export function rebase(rules: readonly AccessRuleDto[], edits: Edits): Edits {
  return Object.fromEntries(
    Object.entries(edits).filter(([resource, effect]) => cellOf(rules, resource) !== (effect ?? 'inherit')),
  );
}

/** Rules of whole groups of names, `data.*`, which the matrix shows as what its cells inherit. */
export function prefixRules(rules: readonly AccessRuleDto[]): AccessRuleDto[] {
  return rules.filter(({ resource }) => resource.endsWith('*'));
}

/** How many models of a provider have a rule of their own. */
export function exceptionsOf(rules: readonly AccessRuleDto[], provider: string): number {
  return rules.filter(({ resource }) => resource.startsWith(provider + MODEL_ID_SEPARATOR)).length;
}

function specificityOf(pattern: string, resource: string): number | null {
  if (pattern === resource) return Number.POSITIVE_INFINITY;
  const prefix = prefixOf(pattern);
  return prefix !== null && resource.startsWith(prefix) ? prefix.length : null;
}

function prefixOf(pattern: string): string | null {
  if (pattern.endsWith('*')) return pattern.slice(0, -1);
  const isProvider = pattern.startsWith(PROVIDER_RESOURCE_PREFIX) && !pattern.includes(MODEL_ID_SEPARATOR);
  return isProvider ? pattern + MODEL_ID_SEPARATOR : null;
}
