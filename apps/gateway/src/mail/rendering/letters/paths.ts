/** Pages to which letters lead. */
export const NOTIFICATION_SETTINGS = '/settings/notifications';
export const TOP_UP = '/billing/top-up';
