import type { ErrorCode, ErrorDetails } from '@nyla/contracts';
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatMoney } from '@/lib/money';
import type { ApiError } from './api/api-error';

/** What a sentence needs: its values, and a `context` that picks the variant of the sentence. */
interface Wording {
  readonly context?: string;
  readonly values?: Readonly<Record<string, string>>;
}

type Translate = TFunction<['errors', 'common']>;
type Word<C extends ErrorCode> = (details: ErrorDetails[C], t: Translate) => Wording;

const plain = (): Wording => ({});
const maximum = (details: { maximum: number }): Wording => ({ values: { maximum: formatCount(details.maximum) } });
const wait = (seconds: number | undefined): Wording =>
  seconds === undefined ? {} : { context: 'wait', values: { seconds: formatCount(seconds) } };
const connector = (
  { connectorType }: { connectorType: ErrorDetails['aicore.timeout']['connectorType'] },
  t: Translate,
) => ({
  connector: t(`common:connector.${connectorType}`),
});

/** Turns each code's details into the values of its sentence. A code that is forgotten here does not compile. */
export const ERROR_WORDING: { readonly [C in ErrorCode]: Word<C> } = {
  'common.validation_failed': plain,
  'common.malformed_request': plain,
  'common.payload_too_large': plain,
  'common.unsupported_media_type': plain,
  'common.not_found': plain,
  'common.conflict': plain,
  'common.idempotency_conflict': plain,
  'common.too_many_requests': ({ retryAfterSeconds }) => wait(retryAfterSeconds),
  'common.unavailable': plain,
  'common.internal': plain,
  'auth.required': plain,
  'auth.reset_used': plain,
  'auth.reset_expired': plain,
  'auth.cross_site': plain,
  'auth.second_factor_required': plain,
  'auth.second_factor_invalid': plain,
  'auth.second_factor_enabled': plain,
  'auth.second_factor_not_enabled': plain,
  'auth.session_required': plain,
  'auth.invalid_credentials': plain,
  'rbac.forbidden': plain,
  'rbac.no_editor_left': plain,
  'rbac.role_built_in': plain,
  'rbac.role_in_use': ({ members, invitations }) => ({ values: { names: [...members, ...invitations].join(', ') } }),
  'rbac.role_changed': plain,
  'mandate.required': plain,
  'mandate.suspended': ({ reason }) => (reason === null ? {} : { context: 'reason', values: { reason } }),
  'mandate.root_protected': plain,
  'mandate.membership_deactivated': ({ mandateName }) => ({ values: { mandate: mandateName } }),
  'identity.already_member': ({ status }) => (status === 'deactivated' ? { context: status } : {}),
  'identity.already_invited': plain,
  'identity.too_many_invitations': ({ limit, to }) => ({
    values: { limit: String(limit) },
    ...(to === 'address' ? { context: to } : {}),
  }),
  'identity.own_membership': plain,
  'billing.insufficient_balance': ({ required, available, canTopUp }) => ({
    values: { required: formatMoney(required), available: formatMoney(available) },
    ...(canTopUp ? { context: 'canTopUp' } : {}),
  }),
  'billing.budget_exceeded': ({ kind, limit, used, held, required }) => ({
    context: kind,
    values: {
      limit: formatMoney(limit),
      used: formatMoney(used),
      held: formatMoney(held),
      required: formatMoney(required),
    },
  }),
  'billing.account_suspended': plain,
  'billing.amount_out_of_range': ({ minimum, maximum }) => ({
    values: { minimum: formatMoney(minimum), maximum: formatMoney(maximum) },
  }),
  'billing.already_reversed': plain,
  'billing.verification_running': plain,
  'billing.confirmation_required': ({ limit, amount }) => ({
    values: { limit: formatMoney(limit), amount: formatMoney(amount) },
  }),
  'billing.switch_refused': ({ reason, balance, creditLimit, callsInFlight }) => ({
    context: reason,
    values: {
      balance: formatMoney(balance),
      limit: formatMoney(creditLimit ?? '0'),
      calls: formatCount(callsInFlight),
    },
  }),
  'billing.top_up_limit_exceeded': ({ limit, used, remaining }) => ({
    values: { limit: formatMoney(limit), used: formatMoney(used), remaining: formatMoney(remaining) },
  }),
  'billing.top_up_not_needed': plain,
  'billing.request_decided': ({ state }) => ({ context: state }),
  'billing.transfer_not_possible': plain,
  'aicore.provider_not_allowed': ({ connectorType, model, reason }, t) => ({
    values: { target: model ?? t(`common:connector.${connectorType}`) },
    ...(reason === 'not_permitted' ? {} : { context: reason }),
  }),
  'aicore.provider_not_configured': (details, t) => ({ values: connector(details, t) }),
  'aicore.model_unknown': ({ model }) => ({ values: { model } }),
  'aicore.model_retired': ({ model, replacement }) =>
    replacement === null ? { values: { model } } : { context: 'replacement', values: { model, replacement } },
  'aicore.no_model_available': ({ reasons }, t) =>
    reasons.length === 0
      ? {}
      : {
          context: 'because',
          values: { reasons: reasons.map((reason) => t(`common:candidate.${reason}`)).join(', ') },
        },
  'aicore.web_search_not_available': ({ model }) => ({ values: { model } }),
  'aicore.price_missing': ({ model }) => ({ values: { model } }),
  'aicore.price_unusual': plain,
  'aicore.price_begun': plain,
  'aicore.context_too_long': ({ inputTokens, contextWindow }) => ({
    values: { inputTokens: formatCount(inputTokens), contextWindow: formatCount(contextWindow) },
  }),
  'aicore.provider_unavailable': (details, t) => ({ values: connector(details, t) }),
  'aicore.rate_limited': (details, t) => {
    const { context, values } = wait(details.retryAfterSeconds);
    return { ...(context ? { context } : {}), values: { ...values, ...connector(details, t) } };
  },
  'aicore.invalid_request': (details, t) => ({ values: connector(details, t) }),
  'aicore.timeout': (details, t) => ({ values: connector(details, t) }),
  'chat.busy': plain,
  'chat.nothing_to_retry': plain,
  'automation.unknown_path': ({ path }) => ({ values: { path } }),
  'automation.text_too_long': maximum,
  'automation.input_missing': ({ name }) => ({ values: { name } }),
  'automation.not_a_list': ({ path }) => ({ values: { path } }),
  'automation.list_too_long': ({ path, length, maximum }) => ({
    values: { path, length: formatCount(length), maximum: formatCount(maximum) },
  }),
  'automation.too_many_steps': maximum,
  'automation.run_too_long': ({ minutes }) => ({ values: { minutes: formatCount(minutes) } }),
  'automation.results_too_large': maximum,
  'automation.answer_invalid': ({ problem }) => ({ values: { problem } }),
  'automation.http_refused': ({ host, reason, status }) => ({
    context: reason,
    values: { host, status: String(status ?? '') },
  }),
  'automation.mail_refused': ({ reason, address, maximum: most }) => ({
    context: reason,
    values: { address: address ?? '', maximum: most === null ? '' : formatCount(most) },
  }),
  'automation.interrupted': plain,
  'automation.not_retryable': plain,
  'automation.paused': plain,
  'automation.owner_inactive': plain,
  'automation.removed': plain,
  'mail.link_over': plain,
};

/** One sentence for the reader: what happened, who can fix it, and how. */
export function errorText(error: Pick<ApiError, 'code' | 'details'>, t: Translate): string {
  if (error.code === 'network') return t('network');
  const { code, context, values } = wordingOf(error.code, error.details, t);
  return t(code, { ...values, ...(context ? { context } : {}) });
}

/** The same for a bare code, as a stored message keeps it; without details only the general sentence is possible. */
export function errorTextOfCode(code: string, details: ApiError['details'], t: Translate): string {
  return errorText({ code: code as ErrorCode, details }, t);
}

function wordingOf(
  code: ErrorCode,
  details: ApiError['details'],
  t: Translate,
): Wording & { readonly code: ErrorCode } {
  if (!Object.hasOwn(ERROR_WORDING, code)) return { code: 'common.internal' };
  try {
    // The server types the details by code; a table over all codes cannot be told so.
    const word = ERROR_WORDING[code] as Word<ErrorCode>;
    return { code, ...word(details, t) };
  } catch {
    // Details of another version of the server: better a general sentence than none.
    return { code: 'common.internal' };
  }
}

export function useErrorText(): (error: Pick<ApiError, 'code' | 'details'>) => string {
  const { t } = useTranslation(['errors', 'common']);
  return useCallback((error) => errorText(error, t), [t]);
}
