import type { Permission } from '@nyla/contracts';
import type { LinkProps } from '@tanstack/react-router';
import type common from '@/locales/en/common.json';

export interface AreaPage {
  readonly to: NonNullable<LinkProps['to']>;
  /** Key below `page` in the common texts. */
  readonly text: keyof (typeof common)['page'];
  readonly permission: Permission;
  /** Not open while a page below it is. */
  readonly exact?: boolean;
}

export type AreaKey = keyof (typeof common)['area'];

/** The pages of each area, in the order of its row of links; the first one that the caller may see opens the area. */
export const AREA_LINKS: Readonly<Record<AreaKey, readonly AreaPage[]>> = {
  billing: [
    { to: '/billing', text: 'usage', permission: 'ui.billing', exact: true },
    { to: '/billing/transactions', text: 'transactions', permission: 'data.billing.transactions.own' },
    { to: '/billing/statements', text: 'statements', permission: 'data.billing.transactions.own' },
    { to: '/billing/top-up', text: 'topUp', permission: 'data.billing.requestTopUp' },
  ],
  settings: [
    { to: '/settings/members', text: 'members', permission: 'data.members.read' },
    { to: '/settings/roles', text: 'roles', permission: 'data.roles.read' },
    { to: '/settings/billing', text: 'billingSettings', permission: 'data.billing.settings.read' },
    { to: '/settings/accounts', text: 'accounts', permission: 'data.billing.transactions.all' },
    { to: '/settings/address', text: 'address', permission: 'data.billing.settings.read' },
    { to: '/settings/notifications', text: 'mailSettings', permission: 'data.billing.settings.read' },
    { to: '/settings/api-keys', text: 'apiKeys', permission: 'data.apiKeys.all' },
    { to: '/settings/audit', text: 'audit', permission: 'data.audit.read' },
  ],
  admin: [
    { to: '/admin/mandates', text: 'mandates', permission: 'data.operator.mandates.read' },
    { to: '/admin/requests', text: 'requests', permission: 'data.operator.credit' },
    { to: '/admin/prices', text: 'prices', permission: 'data.operator.prices' },
    { to: '/admin/fx-rates', text: 'fxRates', permission: 'data.operator.prices' },
    { to: '/admin/tax', text: 'tax', permission: 'data.operator.prices' },
    { to: '/admin/ledger', text: 'ledger', permission: 'data.operator.ledger' },
    { to: '/admin/health', text: 'health', permission: 'data.operator.health' },
    { to: '/admin/mails', text: 'mails', permission: 'data.operator.mails' },
    { to: '/admin/mail-preview', text: 'mailPreview', permission: 'data.operator.mails' },
    { to: '/admin/audit', text: 'operatorAudit', permission: 'data.operator.audit' },
  ],
};
