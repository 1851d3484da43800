import { type DefaultRole, type MandateKind, PROVIDER_RESOURCE_PREFIX } from '@nyla/contracts';
import type { RoleRules, Rule } from './permission-set.js';

const ALL_PROVIDERS = allow(`${PROVIDER_RESOURCE_PREFIX}*`);

const USER: RoleRules = [
  allow('ui.chat'),
  allow('ui.automations'),
  allow('ui.billing'),
  allow('data.chat.own'),
  allow('data.automations.own'),
  allow('data.billing.balance.read'),
  allow('data.billing.transactions.own'),
  allow('data.apiKeys.own'),
  ALL_PROVIDERS,
];

// In a customer's mandate the denials say what holds anyway; in the ROOT mandate they tell admin and operator apart.
const ADMIN: RoleRules = [allow('data.*'), deny('data.operator.*'), allow('ui.*'), deny('ui.admin'), ALL_PROVIDERS];

const OPERATOR: RoleRules = [allow('*')];

/** The roles that a mandate starts with. */
export function defaultRolesOf(kind: MandateKind): { name: DefaultRole; rules: RoleRules }[] {
  return [
    { name: 'admin', rules: ADMIN },
    { name: 'user', rules: USER },
    ...(kind === 'root' ? [{ name: 'operator' as const, rules: OPERATOR }] : []),
  ];
}

function allow(resource: string): Rule {
  return { resource, effect: 'allow' };
}

function deny(resource: string): Rule {
  return { resource, effect: 'deny' };
}

/**
 * The roles whose holders own a mandate: they may give and take what these roles permit by default even while their
 * rules are narrower, so that nothing that was taken from everybody is lost.
 */
export function owningRolesOf(kind: MandateKind): ReadonlyMap<string, RoleRules> {
  const names: readonly DefaultRole[] = kind === 'root' ? ['admin', 'operator'] : ['admin'];
  return new Map(
    defaultRolesOf(kind).flatMap(({ name, rules }) => (names.includes(name) ? [[name, rules] as const] : [])),
  );
}
