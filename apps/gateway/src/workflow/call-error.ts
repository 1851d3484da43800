import { ConnectorError, type ConnectorErrorKind } from '../aicore/aicore.facade.js';
import { DomainError } from '../common/errors/domain-error.js';

/** What the caller is told of a provider's fault: a code, never the provider's own words. */
export function callErrorOf(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const domainError = ERRORS[error.kind](error);
  domainError.cause = error;
  return domainError;
}

const ERRORS: Record<ConnectorErrorKind, (error: ConnectorError) => DomainError> = {
  unavailable: ({ connectorType }) => new DomainError('aicore.provider_unavailable', { connectorType }),
  rate_limited: ({ connectorType, options: { retryAfterSeconds } }) =>
    new DomainError('aicore.rate_limited', {
      connectorType,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    }),
  invalid_request: ({ connectorType }) => new DomainError('aicore.invalid_request', { connectorType }),
  timeout: ({ connectorType }) => new DomainError('aicore.timeout', { connectorType }),
};
