import type { ErrorCode } from '@nyla/contracts';

interface ErrorEntry {
  readonly status: number;
  /** English, for developers and logs; Nyla writes its own text by code, in the reader's language. */
  readonly title: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Every error code, once. A code that is missing here does not compile. */
export const ERROR_TABLE = {
  'common.validation_failed': { status: 422, title: 'The request does not fit its description', logLevel: 'debug' },
  'common.malformed_request': { status: 400, title: 'The request cannot be read', logLevel: 'debug' },
  'common.payload_too_large': { status: 413, title: 'The request is too large', logLevel: 'info' },
  'common.unsupported_media_type': { status: 415, title: 'This content type is not accepted', logLevel: 'debug' },
  'common.not_found': { status: 404, title: 'Nothing was found here', logLevel: 'debug' },
  'common.conflict': { status: 409, title: 'The request conflicts with what is stored', logLevel: 'info' },
  'common.idempotency_conflict': {
    status: 409,
    title: 'This idempotency key was used for another request',
    logLevel: 'info',
  },
  'common.too_many_requests': { status: 429, title: 'Too many requests', logLevel: 'info' },
  'common.unavailable': { status: 503, title: 'The service is not available at the moment', logLevel: 'error' },
  'common.internal': { status: 500, title: 'Something went wrong on our side', logLevel: 'error' },
  'auth.required': { status: 401, title: 'Sign in, or send an API key', logLevel: 'debug' },
  'auth.invalid_credentials': { status: 401, title: 'E-mail or password is wrong', logLevel: 'info' },
  'auth.second_factor_required': {
    status: 401,
    title: 'The code of the second factor is missing',
    logLevel: 'debug',
  },
  'auth.second_factor_invalid': { status: 401, title: 'The code is wrong or was used before', logLevel: 'info' },
  'auth.second_factor_enabled': { status: 409, title: 'The second factor is on already', logLevel: 'debug' },
  'auth.second_factor_not_enabled': { status: 409, title: 'The second factor is not on', logLevel: 'debug' },
  'auth.session_required': { status: 403, title: 'Only a person in a browser may do this', logLevel: 'info' },
  'auth.cross_site': { status: 403, title: 'The request came from another site', logLevel: 'info' },
  'rbac.forbidden': { status: 403, title: 'Your role does not allow this', logLevel: 'info' },
  'mandate.required': { status: 400, title: 'Name one of your mandates in X-Mandate-Id', logLevel: 'debug' },
  'mandate.suspended': { status: 403, title: 'This mandate is suspended', logLevel: 'info' },
  'billing.insufficient_balance': {
    status: 402,
    title: 'The available credit does not cover this call',
    logLevel: 'info',
  },
  'billing.budget_exceeded': { status: 402, title: 'A budget does not cover this call', logLevel: 'info' },
  'billing.account_suspended': { status: 403, title: 'The account is suspended', logLevel: 'info' },
  'billing.amount_out_of_range': { status: 422, title: 'The amount is out of range', logLevel: 'info' },
  'billing.already_reversed': { status: 409, title: 'This booking was reversed before', logLevel: 'info' },
  'billing.verification_running': { status: 409, title: 'The ledger is being verified', logLevel: 'info' },
  'aicore.provider_not_allowed': { status: 403, title: 'Your role does not allow this provider', logLevel: 'info' },
  'aicore.provider_not_configured': { status: 409, title: 'This provider is not configured', logLevel: 'info' },
  'aicore.model_unknown': { status: 422, title: 'There is no such model', logLevel: 'info' },
  'aicore.model_retired': { status: 409, title: 'The provider no longer offers this model', logLevel: 'info' },
  'aicore.no_model_available': { status: 409, title: 'No model that would do can be used', logLevel: 'info' },
  'aicore.web_search_not_available': { status: 422, title: 'This model does not search the web', logLevel: 'info' },
  'aicore.price_unusual': { status: 409, title: 'This price looks like a typing error', logLevel: 'info' },
  'aicore.price_begun': { status: 409, title: 'What has begun cannot be withdrawn', logLevel: 'info' },
  'aicore.price_missing': { status: 409, title: 'This model has no price', logLevel: 'warn' },
  'aicore.context_too_long': {
    status: 422,
    title: 'The conversation is longer than the model can read',
    logLevel: 'info',
  },
  'aicore.provider_unavailable': { status: 502, title: 'The provider did not answer', logLevel: 'warn' },
  'aicore.rate_limited': { status: 429, title: 'The provider is receiving too many requests', logLevel: 'warn' },
  'aicore.invalid_request': { status: 422, title: 'The provider refused the request', logLevel: 'warn' },
  'aicore.timeout': { status: 504, title: 'The provider took too long', logLevel: 'warn' },
  'chat.busy': { status: 409, title: 'An answer is being written in this chat', logLevel: 'debug' },
  'chat.nothing_to_retry': {
    status: 409,
    title: 'Only the last answer of a chat can be made again',
    logLevel: 'debug',
  },
  'automation.unknown_path': { status: 422, title: 'A template names what is not there', logLevel: 'debug' },
  'automation.text_too_long': { status: 422, title: 'A filled-in template is too long', logLevel: 'info' },
  'automation.input_missing': { status: 422, title: 'An input of the automation is missing', logLevel: 'debug' },
  'automation.not_a_list': { status: 422, title: 'A loop needs a list', logLevel: 'debug' },
  'automation.list_too_long': { status: 422, title: 'A list is longer than its loop allows', logLevel: 'info' },
  'automation.too_many_steps': { status: 422, title: 'The run has too many steps', logLevel: 'info' },
  'automation.run_too_long': { status: 504, title: 'The run took too long', logLevel: 'info' },
  'automation.answer_invalid': { status: 422, title: 'The answer does not satisfy its schema', logLevel: 'info' },
  'automation.http_refused': { status: 422, title: 'An HTTP request was refused or failed', logLevel: 'info' },
  'automation.interrupted': { status: 503, title: 'The run was interrupted', logLevel: 'warn' },
  'automation.not_retryable': { status: 409, title: 'This run cannot be retried', logLevel: 'debug' },
  'automation.paused': { status: 409, title: 'The automation is paused', logLevel: 'debug' },
  'automation.owner_inactive': {
    status: 409,
    title: 'The owner of the automation is no longer a member',
    logLevel: 'info',
  },
  'automation.results_too_large': { status: 422, title: 'The steps hand on too much to each other', logLevel: 'info' },
  'automation.removed': { status: 409, title: 'The automation was removed', logLevel: 'debug' },
} as const satisfies Record<ErrorCode, ErrorEntry>;
