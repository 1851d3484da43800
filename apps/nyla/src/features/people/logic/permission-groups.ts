import type { MandateKind, Permission } from '@nyla/contracts';

/** The permissions of the app beside providers and models, as people look for them. */
export const PERMISSION_GROUPS = {
  chat: ['ui.chat', 'data.chat.own'],
  automations: ['ui.automations', 'data.automations.own', 'data.automations.all'],
  credit: [
    'ui.billing',
    'data.billing.balance.read',
    'data.billing.transactions.own',
    'data.billing.transactions.all',
    'data.billing.topUp',
    'data.billing.requestTopUp',
    'data.billing.transfer',
    'data.billing.settings.read',
    'data.billing.settings.write',
    'data.billing.address.write',
  ],
  people: [
    'ui.settings',
    'data.members.read',
    'data.members.write',
    'data.roles.read',
    'data.roles.write',
    'data.audit.read',
  ],
  apiKeys: ['data.apiKeys.own', 'data.apiKeys.all'],
  operator: [
    'ui.admin',
    'data.operator.mandates.read',
    'data.operator.mandates.write',
    'data.operator.credit',
    'data.operator.prices',
    'data.operator.ledger',
    'data.operator.audit',
    'data.operator.health',
    'data.operator.mails',
  ],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type PermissionGroup = keyof typeof PERMISSION_GROUPS;

/** The operator's permissions have a meaning in the ROOT mandate only. */
export function groupsOf(kind: MandateKind): PermissionGroup[] {
  const groups = Object.keys(PERMISSION_GROUPS) as PermissionGroup[];
  return groups.filter((group) => group !== 'operator' || kind === 'root');
}
