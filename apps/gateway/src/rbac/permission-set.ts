import {
  CONNECTOR_TYPES,
  type ConnectorType,
  type MandateKind,
  MODEL_ID_SEPARATOR,
  PERMISSIONS,
  PROVIDER_RESOURCE_PREFIX,
  providerResource,
  type RuleEffect,
} from '@nyla/contracts';

/** One line of a role: a resource by its exact name, or all that begin alike when it ends in `*`. */
export interface Rule {
  readonly resource: string;
  readonly effect: RuleEffect;
}

export type RoleRules = readonly Rule[];

/**
 * What the rules of several roles permit together.
 * Within one role the most specific matching rule decides: an exact name before any prefix, a longer prefix before a
 * shorter one, deny before allow when both are equally specific. Across roles one that allows is enough.
 * Names are compared byte by byte: another case, or a letter that merely looks the same, is another name.
 */
export class PermissionSet {
  constructor(
    private readonly kind: MandateKind,
    private readonly roles: readonly RoleRules[],
  ) {}

  allows(resource: string): boolean {
    // Whatever a mandate's admin writes into a role, `*` included, the operator's permissions stay out of reach.
    if (this.kind !== 'root' && isOperatorOnly(resource)) return false;
    return this.roles.some((rules) => decide(rules, resource) === 'allow');
  }

  /** The same, and what further roles permit. */
  with(roles: readonly RoleRules[]): PermissionSet {
    return new PermissionSet(this.kind, [...this.roles, ...roles]);
  }

  allowsModel(connectorType: ConnectorType, model: string): boolean {
    return this.allows(providerResource(connectorType, model));
  }

  /** Whether at least one model of the provider may be allowed, named by a rule or not. */
  allowsSome(connectorType: ConnectorType): boolean {
    const provider = providerResource(connectorType);
    return this.roles.some((rules) =>
      [provider, ...rules.map((rule) => rule.resource).filter((name) => isModelOf(provider, name))]
        .flatMap(samplesOf)
        .some((sample) => sample !== provider && decide(rules, sample) === 'allow'),
    );
  }

  /**
   * What the set comes to, for display: every permission, every provider that is allowed as a whole, and the models
   * that are allowed though their provider is not. Only `allows` decides.
   */
  granted(): string[] {
    const permissions = PERMISSIONS.filter((permission) => this.allows(permission));
    return [...permissions, ...CONNECTOR_TYPES.flatMap((connectorType) => this.grantedOf(connectorType))];
  }

  /** Every resource that some rule mentions. */
  mentioned(): string[] {
    return [...new Set(this.roles.flat().map((rule) => rule.resource))];
  }

  private grantedOf(connectorType: ConnectorType): string[] {
    const provider = providerResource(connectorType);
    if (this.allows(provider)) return [provider];
    return this.mentioned().filter(
      (name) => isModelOf(provider, name) && samplesOf(name).some((sample) => this.allows(sample)),
    );
  }
}

/** Permissions that have a meaning in the ROOT mandate only. */
export function isOperatorOnly(resource: string): boolean {
  return resource.startsWith('data.operator.') || resource === 'ui.admin';
}

/**
 * Names that stand for everything that a rule's resource covers: rules never tell apart two names that no rule
 * mentions, so one name that cannot be written into a rule speaks for all of them.
 */
export function samplesOf(resource: string): string[] {
  if (resource.endsWith('*')) return [resource.slice(0, -1) + UNNAMED];
  return isProvider(resource) ? [resource, resource + MODEL_ID_SEPARATOR + UNNAMED] : [resource];
}

// PostgreSQL cannot store it, so no rule contains it.
const UNNAMED = '\u0000';

function decide(rules: RoleRules, resource: string): RuleEffect | undefined {
  let decision: RuleEffect | undefined;
  let decidedBy = -1;
  for (const rule of rules) {
    const specificity = specificityOf(rule.resource, resource);
    if (specificity === undefined || specificity < decidedBy) continue;
    if (specificity === decidedBy && decision === 'deny') continue;
    decision = rule.effect;
    decidedBy = specificity;
  }
  return decision;
}

/** Whether a rule that names `pattern` speaks about `resource`. */
export function covers(pattern: string, resource: string): boolean {
  return specificityOf(pattern, resource) !== undefined;
}

/** How closely a rule's resource fits, the length of the matching prefix; undefined when it does not fit. */
function specificityOf(pattern: string, resource: string): number | undefined {
  if (pattern === resource) return Number.POSITIVE_INFINITY;
  const prefix = prefixOf(pattern);
  return prefix !== undefined && resource.startsWith(prefix) ? prefix.length : undefined;
}

/** What the names that a rule covers begin with; a provider covers its models. */
function prefixOf(pattern: string): string | undefined {
  if (pattern.endsWith('*')) return pattern.slice(0, -1);
  return isProvider(pattern) ? pattern + MODEL_ID_SEPARATOR : undefined;
}

function isProvider(resource: string): boolean {
  return resource.startsWith(PROVIDER_RESOURCE_PREFIX) && !resource.includes(MODEL_ID_SEPARATOR);
}

function isModelOf(provider: string, resource: string): boolean {
  return resource.startsWith(provider + MODEL_ID_SEPARATOR);
}
