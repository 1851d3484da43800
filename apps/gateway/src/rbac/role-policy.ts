import { CONNECTOR_TYPES, type MandateKind, PERMISSIONS, providerResource } from '@nyla/contracts';
import { covers, isOperatorOnly, PermissionSet, type RoleRules, samplesOf } from './permission-set.js';

interface RuleChange {
  readonly kind: MandateKind;
  readonly caller: PermissionSet;
  readonly before: RoleRules;
  readonly after: RoleRules;
}

const ALWAYS_COMPARED: readonly string[] = [
  ...PERMISSIONS,
  ...CONNECTOR_TYPES.map((connectorType) => providerResource(connectorType)),
];

/**
 * The resource that a change of rules would hand out although the caller does not have it; undefined when the change
 * is in order. Otherwise whoever may edit roles could give themselves everything. What the role granted before may
 * stay, whoever edits it.
 */
export function findEscalation({ kind, caller, before, after }: RuleChange): string | undefined {
  const granted = new PermissionSet(kind, [before]);
  const wanted = new PermissionSet(kind, [after]);
  const escalates = (sample: string) => wanted.allows(sample) && !granted.allows(sample) && !caller.allows(sample);
  return comparedResources(caller, [...before, ...after]).find((resource) => samplesOf(resource).some(escalates));
}

/** A rule that can only be meant to allow the operator's permissions, where they cannot be given. */
export function findOperatorGrant(kind: MandateKind, rules: RoleRules): string | undefined {
  if (kind === 'root') return undefined;
  return rules.find(({ resource, effect }) => {
    const covered = PERMISSIONS.filter((permission) => covers(resource, permission));
    return effect === 'allow' && covered.length > 0 && covered.every(isOperatorOnly);
  })?.resource;
}

// Rules cut the infinitely many names into cells, one per resource that some rule mentions; comparing a sample of
// each cell compares everything.
function comparedResources(caller: PermissionSet, rules: RoleRules): string[] {
  return [...new Set([...ALWAYS_COMPARED, ...rules.map((rule) => rule.resource), ...caller.mentioned()])];
}
