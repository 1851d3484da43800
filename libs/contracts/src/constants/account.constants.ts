/** What a session's browser runs on, as far as it tells. */
export const SESSION_DEVICES = ['desktop', 'mobile', 'tablet', 'other'] as const;
export type SessionDevice = (typeof SESSION_DEVICES)[number];

/** Why a new password is refused; the `constraint` of its field error. */
export const PASSWORD_FAULTS = ['minLength', 'isUnchanged', 'isCommon', 'isPersonal'] as const;
export type PasswordFault = (typeof PASSWORD_FAULTS)[number];

/** Codes that replace the authenticator app, each once. */
export const RECOVERY_CODE_COUNT = 10;
/** Of the authenticator app or a recovery code, with the spaces that people type. */
export const SECOND_FACTOR_CODE_MAX_LENGTH = 40;

/** So long a link for a new password may be used. */
export const PASSWORD_RESET_MINUTES = 60;
