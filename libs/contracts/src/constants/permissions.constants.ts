import { type ConnectorType, MODEL_ID_SEPARATOR } from './aicore.constants.js';

/**
 * Everything that a route can ask for. `data.operator.*` is granted in the ROOT mandate only; AI providers are
 * resources (`resource.aicore.<connectorType>[/<model>]`) and so not in this list.
 */
export const PERMISSIONS = [
  'ui.chat',
  'ui.automations',
  'ui.billing',
  'ui.settings',
  'ui.admin',
  'data.chat.own',
  'data.automations.own',
  'data.automations.all',
  'data.billing.balance.read',
  'data.billing.transactions.own',
  'data.billing.transactions.all',
  'data.billing.settings.read',
  'data.billing.settings.write',
  'data.billing.topUp',
  'data.billing.requestTopUp',
  'data.billing.address.write',
  'data.billing.transfer',
  'data.members.read',
  'data.members.write',
  'data.roles.read',
  'data.roles.write',
  'data.apiKeys.own',
  'data.apiKeys.all',
  'data.audit.read',
  'data.operator.mandates.read',
  'data.operator.mandates.write',
  'data.operator.credit',
  'data.operator.prices',
  'data.operator.ledger',
  'data.operator.audit',
  'data.operator.health',
  'data.operator.mails',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const PROVIDER_RESOURCE_PREFIX = 'resource.aicore.';

/** The resource name of a whole provider, or of one model of it. */
export function providerResource(connectorType: ConnectorType, model?: string): string {
  const provider = `${PROVIDER_RESOURCE_PREFIX}${connectorType}`;
  return model === undefined ? provider : `${provider}${MODEL_ID_SEPARATOR}${model}`;
}

export const RULE_EFFECTS = ['allow', 'deny'] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

/** Roles that every mandate starts with. They can be changed per mandate, but not deleted. */
export const DEFAULT_ROLES = ['admin', 'user', 'operator'] as const;
export type DefaultRole = (typeof DEFAULT_ROLES)[number];

export const RESOURCE_MAX_LENGTH = 240;
export const ROLE_RULES_MAX = 500;
