import type { ErrorCode, ErrorDetails, FieldErrorDto } from '@nyla/contracts';

type DetailsArgument<C extends ErrorCode> =
  ErrorDetails[C] extends Record<string, never> ? [details?: ErrorDetails[C]] : [details: ErrorDetails[C]];

/** Any refusal that a client may see: a code of the closed set and its typed details. */
export class DomainError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = 'DomainError';
  readonly details: ErrorDetails[C];
  readonly fieldErrors: readonly FieldErrorDto[] = [];

  constructor(
    readonly code: C,
    ...[details]: DetailsArgument<C>
  ) {
    super(code);
    this.details = details ?? ({} as ErrorDetails[C]);
  }
}

/** Thrown by the balance guard and by the workflow processor: the account's free credit does not cover the call. */
export class InsufficientBalanceException extends DomainError<'billing.insufficient_balance'> {
  override readonly name = 'InsufficientBalance';

  constructor(details: ErrorDetails['billing.insufficient_balance']) {
    super('billing.insufficient_balance', details);
  }
}

/** A budget on top of the balance does not cover the call: of an automation's run, or of its month. */
export class BudgetExceededException extends DomainError<'billing.budget_exceeded'> {
  override readonly name = 'BudgetExceeded';

  constructor(details: ErrorDetails['billing.budget_exceeded']) {
    super('billing.budget_exceeded', details);
  }
}

/** Thrown by the provider guard and by the model selector: the caller may not use this provider or model. */
export class ProviderNotAllowedException extends DomainError<'aicore.provider_not_allowed'> {
  override readonly name = 'ProviderNotAllowed';

  constructor(details: ErrorDetails['aicore.provider_not_allowed']) {
    super('aicore.provider_not_allowed', details);
  }
}

/** Input that breaks the rules of its DTO, field by field. */
export class ValidationError extends DomainError<'common.validation_failed'> {
  override readonly name = 'ValidationError';

  constructor(override readonly fieldErrors: readonly FieldErrorDto[]) {
    super('common.validation_failed');
  }
}

/** Nothing by that id exists here; the same answer for what exists in another mandate. */
export class NotFoundError extends DomainError<'common.not_found'> {
  override readonly name = 'NotFound';

  constructor() {
    super('common.not_found');
  }
}
