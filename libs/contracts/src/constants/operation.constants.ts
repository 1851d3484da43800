/** A verification of the ledger: under way, without and with differences, or ended with its gateway. */
export const VERIFICATION_STATES = ['running', 'passed', 'failed', 'interrupted'] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** As many differences of one verification are kept. */
export const FINDINGS_MAX = 200;

/** Why a provider did not answer. */
export const CONNECTOR_FAILURE_KINDS = ['unavailable', 'rate_limited', 'invalid_request', 'timeout'] as const;
export type ConnectorFailureKind = (typeof CONNECTOR_FAILURE_KINDS)[number];

/** Spans of time that the health of providers is summed up over. */
export const HEALTH_SPANS = ['hour', 'day'] as const;
export type HealthSpan = (typeof HEALTH_SPANS)[number];
