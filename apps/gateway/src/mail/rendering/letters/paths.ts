/** Pages to which letters lead. */
export const NOTIFICATION_SETTINGS = '/settings/notifications';
export const ROLES = '/settings/roles';
export const TOP_UP = '/billing/top-up';
