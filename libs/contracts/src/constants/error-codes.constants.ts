import type { CandidateOutcome, ConnectorType, UnusableReason } from './aicore.constants.js';
import type { HttpRefusalReason, MailRefusalReason, PauseReason } from './automation.constants.js';
import type { BillingModel, BudgetKind, SwitchRefusalReason, TopUpState } from './billing.constants.js';
import type { MemberStatus } from './people.constants.js';
import type { PriceWarningReason } from './price.constants.js';

/** The closed set of error codes, each with the type of its `details`. Clients may rely on every one. */
export interface ErrorDetails {
  'common.validation_failed': NoDetails;
  'common.malformed_request': NoDetails;
  'common.payload_too_large': { limitBytes: number };
  'common.unsupported_media_type': NoDetails;
  'common.not_found': NoDetails;
  'common.conflict': NoDetails;
  'common.idempotency_conflict': NoDetails;
  'common.too_many_requests': { retryAfterSeconds?: number };
  'common.unavailable': NoDetails;
  'common.internal': NoDetails;
  'auth.required': NoDetails;
  'auth.invalid_credentials': NoDetails;
  /** The password is right; the same request once more, with the code. */
  'auth.second_factor_required': NoDetails;
  'auth.second_factor_invalid': NoDetails;
  'auth.second_factor_enabled': NoDetails;
  'auth.second_factor_not_enabled': NoDetails;
  /** Only for a person in a browser, not for an API key. */
  'auth.session_required': NoDetails;
  /** A link for a new password: used, or replaced by a newer one. */
  'auth.reset_used': NoDetails;
  'auth.reset_expired': NoDetails;
  'auth.cross_site': NoDetails;
  'rbac.forbidden': { permission: string };
  /** Nobody could edit roles and members afterwards. */
  'rbac.no_editor_left': NoDetails;
  'rbac.role_built_in': NoDetails;
  /** Names of who has the role, and addresses of who is invited to it. */
  'rbac.role_in_use': { members: string[]; invitations: string[] };
  /** Somebody else saved the role since it was read. */
  'rbac.role_changed': NoDetails;
  'mandate.required': { mandateIds: string[] };
  /** ISO 8601; null where nobody gave a reason. */
  'mandate.suspended': { since: string | null; reason: string | null };
  /** The ROOT mandate pays for the operator's own work and is never suspended. */
  'mandate.root_protected': NoDetails;
  /** The caller was a member, and an administrator has ended that. */
  'mandate.membership_deactivated': { mandateName: string };
  'identity.already_member': { status: MemberStatus };
  'identity.already_invited': { invitationId: string };
  /** Of one mandate in 24 hours. */
  'identity.too_many_invitations': { limit: number; to: 'address' | 'all' };
  'identity.own_membership': NoDetails;
  'billing.insufficient_balance': InsufficientBalanceDetails;
  'billing.budget_exceeded': BudgetExceededDetails;
  'billing.account_suspended': NoDetails;
  'billing.amount_out_of_range': { minimum: string; maximum: string };
  'billing.already_reversed': { transactionId: string };
  /** One verification at a time, over all gateways. */
  'billing.verification_running': { verificationId: string | null };
  /** Above `limit` the request must name its amount a second time, as `confirm`. */
  'billing.confirmation_required': { limit: string; amount: string };
  'billing.switch_refused': SwitchRefusedDetails;
  /** What the mandate may still top up by itself in this calendar month. */
  'billing.top_up_limit_exceeded': { limit: string; used: string; remaining: string };
  /** Nothing limits the mandate's account. */
  'billing.top_up_not_needed': NoDetails;
  /** Somebody was faster: the request is no longer open. */
  'billing.request_decided': { state: TopUpState };
  /** Only members of a PREPAY_USER mandate have balances of their own. */
  'billing.transfer_not_possible': { billingModel: BillingModel };
  'aicore.provider_not_allowed': ProviderNotAllowedDetails;
  'aicore.provider_not_configured': { connectorType: ConnectorType };
  'aicore.model_unknown': { model: string };
  'aicore.model_retired': { model: string; replacement: string | null };
  /** None of the models that a request would accept can be used; each with its reason. */
  'aicore.no_model_available': { requested: string; reasons: CandidateOutcome[] };
  'aicore.web_search_not_available': { model: string };
  'aicore.price_missing': { connectorType: ConnectorType; model: string };
  /** Adding it all the same needs `acceptUnusual`. */
  'aicore.price_unusual': { warnings: PriceWarning[] };
  /** Only what has not begun can be withdrawn. */
  'aicore.price_begun': { validFrom: string };
  'aicore.context_too_long': { inputTokens: number; contextWindow: number };
  'aicore.provider_unavailable': { connectorType: ConnectorType };
  'aicore.rate_limited': { connectorType: ConnectorType; retryAfterSeconds?: number };
  'aicore.invalid_request': { connectorType: ConnectorType };
  'aicore.timeout': { connectorType: ConnectorType };
  'chat.busy': NoDetails;
  'chat.nothing_to_retry': NoDetails;
  /** A template or a loop names what is not there. */
  'automation.unknown_path': { path: string };
  'automation.text_too_long': { maximum: number };
  'automation.input_missing': { name: string };
  'automation.not_a_list': { path: string };
  'automation.list_too_long': { path: string; length: number; maximum: number };
  'automation.too_many_steps': { maximum: number };
  'automation.run_too_long': { minutes: number };
  /** The steps of the run hand on more to each other than a run may. */
  'automation.results_too_large': { maximum: number };
  /** The answer is no JSON, or does not satisfy the step's schema. */
  'automation.answer_invalid': { problem: string };
  /** `status` is the server's, where that is the reason. */
  'automation.http_refused': { host: string; reason: HttpRefusalReason; status: number | null };
  /** `address` is the one that is refused, where that is the reason; else `maximum` is passed. */
  'automation.mail_refused': { reason: MailRefusalReason; address: string | null; maximum: number | null };
  /** The gateway ended in the middle of a step; nobody knows how far it came. */
  'automation.interrupted': NoDetails;
  'automation.not_retryable': NoDetails;
  'automation.paused': { reason: PauseReason | null };
  'automation.owner_inactive': NoDetails;
  'automation.removed': NoDetails;
  /** The link in it was used up, or is over: its reader needs a new one. */
  'mail.link_over': NoDetails;
}

export type ErrorCode = keyof ErrorDetails;

export type NoDetails = Record<string, never>;

/** Amounts are decimal strings in CHF. */
export interface InsufficientBalanceDetails {
  required: string;
  available: string;
  currency: 'CHF';
  /** The longest answer that the available credit covers; null when not even the shortest fits. */
  affordableOutputTokens: number | null;
  /** Whether the caller may top the account up, so that the interface can offer the right way out. */
  canTopUp: boolean;
}

/** The account that stands in the way: free credit under the new rule is `available`, below zero where that is why. */
export interface SwitchRefusedDetails {
  reason: SwitchRefusalReason;
  billingModel: BillingModel;
  balance: string;
  held: string;
  creditLimit: string | null;
  callsInFlight: number;
}

/** Amounts are decimal strings in CHF. The call would have brought `used` and `held` together above `limit`. */
export interface BudgetExceededDetails {
  budgetId: string;
  kind: BudgetKind;
  /** The id of what the budget is of: the run, the automation. */
  subject: string;
  /** `YYYY-MM` in Europe/Zurich; null for a budget of no month. */
  period: string | null;
  limit: string;
  used: string;
  /** Set aside for calls that are running. */
  held: string;
  required: string;
  currency: 'CHF';
}

export interface ProviderNotAllowedDetails {
  connectorType: ConnectorType;
  model: string | null;
  reason: UnusableReason;
}

/** One figure of a new price that looks like a typing error. */
export interface PriceWarning {
  /** Path in the request, e.g. `base.input`. */
  field: string;
  /** What is in force until then; null: nothing. */
  before: string | null;
  after: string;
  reason: PriceWarningReason;
}
