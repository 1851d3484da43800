/** Pages to which letters lead. */
export const OWN_MAILS = '/account';
export const ROLES = '/settings/roles';
export const TOP_UP = '/billing/top-up';
