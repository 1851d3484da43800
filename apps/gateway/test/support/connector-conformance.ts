import type { FakeScript } from '@nyla/fake-provider';
import type {
  Connector,
  ConnectorErrorKind,
  FinishReason,
  ModelInfo,
  ModelRequest,
  Usage,
  WebSource,
} from '../../src/aicore/connector.contract.js';
import { ConnectorError } from '../../src/aicore/connector.contract.js';
import type { ProviderError, ProviderErrors } from './connector-targets/target.js';

/** What every connector must do, as data: how the provider behaves, and what the connector then makes of it. */
export interface AnswerCase {
  readonly name: string;
  readonly provider: FakeScript;
  readonly finish: FinishReason;
}

export interface FaultCase {
  readonly name: string;
  readonly provider: FakeScript;
  readonly error: {
    readonly kind: ConnectorErrorKind;
    readonly retryable: boolean;
    readonly status?: number;
    readonly retryAfterSeconds?: number;
  };
}

/** Counts as a provider has them; a target writes them in its provider's own words. */
export interface ReportedTokens {
  /** All of the input: cached and written tokens are contained in it. */
  readonly input: number;
  readonly cached?: number;
  readonly written?: number;
  readonly writtenLong?: number;
  readonly output: number;
  readonly reasoning?: number;
  readonly searches?: number;
}

/**
 * What not every provider reports: `inclusive_input`: its count of the input contains the cached tokens, and may
 * contradict them; `lifetimes`: cache writes by how long they live; `searches`: web searches, in the usage object.
 */
export type UsageForm = 'inclusive_input' | 'lifetimes' | 'searches';

export interface UsageCase {
  readonly name: string;
  readonly needs?: UsageForm;
  readonly reported: ReportedTokens;
  readonly expected: Partial<Usage>;
}

/** All that came out of one call. */
export interface Outcome {
  readonly text: string;
  readonly sources: readonly WebSource[];
  readonly rawUsage: unknown;
  readonly finish: FinishReason | null;
  readonly providerRequestId: string | null;
  readonly error: ConnectorError | null;
}

const UNAVAILABLE = { kind: 'unavailable', retryable: true } as const;
const LIMITED = { kind: 'rate_limited', retryable: true } as const;
const REFUSED = { kind: 'invalid_request', retryable: false } as const;
const TIMED_OUT = { kind: 'timeout', retryable: true } as const;

export const ANSWER_CASES: readonly AnswerCase[] = [
  { name: 'a whole answer', provider: { words: 40 }, finish: 'stop' },
  { name: 'an empty answer', provider: { words: 0 }, finish: 'stop' },
  { name: 'an answer that the limit ended', provider: { words: 500 }, finish: 'length' },
];

/** Refusals by HTTP status, and answers that never come, break off or cannot be read. */
export function faultCases(errors: ProviderErrors): readonly FaultCase[] {
  const refusal = (name: string, says: ProviderError, error: FaultCase['error'], retryAfter?: number): FaultCase => ({
    name: `${says.status} ${name}`,
    provider: { ...says, ...(retryAfter === undefined ? {} : { retryAfter }) },
    error: { ...error, status: says.status, ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }) },
  });
  return [
    { name: '400', provider: { status: 400 }, error: { ...REFUSED, status: 400 } },
    { name: '403', provider: { status: 403 }, error: { ...UNAVAILABLE, status: 403 } },
    { name: '404', provider: { status: 404 }, error: { ...REFUSED, retryable: true, status: 404 } },
    { name: '422', provider: { status: 422 }, error: { ...REFUSED, status: 422 } },
    refusal('a limit, with Retry-After', errors.rateLimit, LIMITED, 7),
    refusal('the operator has not paid the provider', errors.unpaid, UNAVAILABLE),
    refusal('a fault of the provider', errors.server, UNAVAILABLE),
    refusal('overloaded, with Retry-After', errors.overloaded, UNAVAILABLE, 2),
    { name: 'malformed JSON', provider: { malformed: true }, error: UNAVAILABLE },
    { name: 'a connection that breaks before the body', provider: { cutAfter: 0 }, error: UNAVAILABLE },
    { name: 'a connection that breaks in the body', provider: { cutAfter: 2 }, error: UNAVAILABLE },
    { name: 'a body that ends too early', provider: { endAfter: 2 }, error: UNAVAILABLE },
    { name: 'headers that never come', provider: { hangHeaders: true }, error: TIMED_OUT },
    { name: 'a body that never begins', provider: { stallAfter: 0 }, error: TIMED_OUT },
    { name: 'a body that stands still', provider: { stallAfter: 2 }, error: TIMED_OUT },
  ];
}

/** Errors that a stream reports after it has begun. */
export function streamFaultCases(errors: ProviderErrors): readonly FaultCase[] {
  const afterwards = (name: string, { errorCode }: ProviderError, error: FaultCase['error']): FaultCase => ({
    name: `${name} in the stream`,
    provider: { errorAfter: 2, errorCode },
    error,
  });
  return [
    afterwards('a fault of the provider', errors.server, UNAVAILABLE),
    afterwards('overload', errors.overloaded, UNAVAILABLE),
    afterwards('a limit', errors.rateLimit, LIMITED),
    afterwards('a refusal', errors.refusal, REFUSED),
  ];
}

export const USAGE_CASES: readonly UsageCase[] = [
  { name: 'plain', reported: { input: 100, output: 20 }, expected: { input: 100, output: 20 } },
  { name: 'an explicit zero', reported: { input: 0, output: 0 }, expected: { input: 0, output: 0 } },
  {
    name: 'cached input, which is no other input',
    reported: { input: 100, cached: 64, output: 20 },
    expected: { input: 36, cacheRead: 64, output: 20 },
  },
  {
    name: 'cached and written input, which are no other input',
    reported: { input: 2000, cached: 1024, written: 512, output: 20 },
    expected: { input: 464, cacheRead: 1024, cacheWrite: 512, output: 20 },
  },
  {
    name: 'written input by its lifetimes',
    needs: 'lifetimes',
    reported: { input: 5000, cached: 1000, written: 1500, writtenLong: 2000, output: 20 },
    expected: { input: 500, cacheRead: 1000, cacheWrite: 1500, cacheWriteLong: 2000, output: 20 },
  },
  {
    name: 'input that is wholly cached',
    reported: { input: 1024, cached: 1024, output: 1 },
    expected: { cacheRead: 1024, output: 1 },
  },
  {
    name: 'reasoning, which stays inside the output',
    reported: { input: 5, output: 300, reasoning: 256 },
    expected: { input: 5, output: 300, reasoning: 256 },
  },
  {
    name: 'reasoning that exceeds the output',
    reported: { input: 10, output: 3, reasoning: 9 },
    expected: { input: 10, output: 3, reasoning: 3 },
  },
  {
    name: 'parts of the input that exceed it, which are never counted twice',
    needs: 'inclusive_input',
    reported: { input: 10, cached: 8, written: 8, output: 3 },
    expected: { cacheRead: 8, cacheWrite: 2, output: 3 },
  },
  {
    name: 'web searches',
    needs: 'searches',
    reported: { input: 900, output: 20, searches: 2 },
    expected: { input: 900, output: 20, searchRequests: 2 },
  },
];

/** What holds no usage: the connector answers null, and the caller estimates. */
export const UNUSABLE_USAGE: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  'usage',
  { input_tokens: 5 },
  { prompt_tokens: 5, completion_tokens: -1 },
  { input_tokens: 1.5, output_tokens: 2 },
  { prompt_tokens: '5', completion_tokens: '2' },
];

/** Runs one call to its end; a `ConnectorError` is part of the outcome, any other error is thrown. */
export async function runCall(
  connector: Connector,
  request: ModelRequest,
  model: ModelInfo,
  signal: AbortSignal,
  onDelta?: (text: string) => void,
): Promise<Outcome> {
  let outcome: Outcome = {
    text: '',
    sources: [],
    rawUsage: null,
    finish: null,
    providerRequestId: null,
    error: null,
  };
  try {
    for await (const event of connector.stream(request, model, signal)) {
      if (event.type === 'usage') outcome = { ...outcome, rawUsage: event.raw };
      if (event.type === 'sources') outcome = { ...outcome, sources: event.sources };
      if (event.type === 'finish') {
        outcome = { ...outcome, finish: event.reason, providerRequestId: event.providerRequestId };
      }
      if (event.type !== 'delta') continue;
      outcome = { ...outcome, text: outcome.text + event.text };
      onDelta?.(event.text);
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    outcome = { ...outcome, error };
  }
  return outcome;
}
