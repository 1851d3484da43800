/** A deactivated member keeps the history and may do nothing. */
export const MEMBER_STATUSES = ['active', 'deactivated'] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

/** A program is a technical member: it has a role and an API key, and cannot sign in. */
export const USER_KINDS = ['person', 'service'] as const;
export type UserKind = (typeof USER_KINDS)[number];

/** Whose API keys a list shows: the caller's, or all that the caller may see. */
export const API_KEY_SCOPES = ['own', 'all'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

export const INVITATION_DAYS = 7;
export const MEMBER_ROLES_MAX = 20;
