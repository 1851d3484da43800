/** Everything that leaves a line in the audit trail: `<subject>.<what happened to it>`. */
export const AUDIT_ACTIONS = [
  'mandate.created',
  'mandate.renamed',
  'mandate.suspended',
  'mandate.reactivated',
  'invitation.sent',
  'invitation.renewed',
  'invitation.revoked',
  'invitation.accepted',
  'member.roles_changed',
  'member.deactivated',
  'member.reactivated',
  'role.created',
  'role.renamed',
  'role.rules_changed',
  'role.deleted',
  'api_key.created',
  'api_key.revoked',
  'account.profile_changed',
  'account.password_changed',
  'account.second_factor_enabled',
  'account.second_factor_disabled',
  'account.recovery_codes_renewed',
  'account.recovery_code_used',
  'session.ended',
  'billing_settings.changed',
  'billing_address.changed',
  'credit.booked',
  'credit.reversed',
  'credit.transferred',
  'top_up_request.made',
  'top_up_request.booked',
  'top_up_request.declined',
  'top_up_request.withdrawn',
  'price.added',
  'price.withdrawn',
  'fx_rate.added',
  'fx_rate.withdrawn',
  'tax.added',
  'tax.withdrawn',
  'ledger.verified',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What the actions are about, for filters: the part of an action before its dot. */
export const AUDIT_SUBJECTS = [
  'mandate',
  'invitation',
  'member',
  'role',
  'api_key',
  'account',
  'session',
  'billing_settings',
  'billing_address',
  'credit',
  'top_up_request',
  'price',
  'fx_rate',
  'tax',
  'ledger',
] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

/** Who did it: a person · a program with an API key · an operator's command or the system itself. */
export const AUDIT_ACTOR_KINDS = ['user', 'api_key', 'system'] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];
