import type {
  Connector,
  ConnectorErrorKind,
  FinishReason,
  ModelRequest,
  Usage,
} from '../../src/aicore/connector.contract.js';
import { ConnectorError } from '../../src/aicore/connector.contract.js';

/** What every connector must do, as data: how the provider behaves, and what the connector then makes of it. */
export interface ConformanceCase {
  readonly name: string;
  readonly provider: ProviderBehaviour;
  readonly expected: ExpectedOutcome;
}

/** Instructions for the fake provider; a subset of what it understands. */
export interface ProviderBehaviour {
  readonly status?: number;
  readonly errorCode?: string;
  readonly retryAfter?: number;
  readonly words?: number;
  readonly stallAfter?: number;
  readonly errorAfter?: number;
  readonly hangHeaders?: boolean;
  readonly malformed?: boolean;
}

export interface ExpectedOutcome {
  readonly error?: {
    readonly kind: ConnectorErrorKind;
    readonly retryable: boolean;
    readonly status?: number;
    readonly retryAfterSeconds?: number;
  };
  readonly finish?: FinishReason;
}

/** Counts as a provider has them; a connector's test writes them in that provider's own words. */
export interface ReportedTokens {
  readonly input: number;
  readonly cached?: number;
  readonly written?: number;
  readonly writtenLong?: number;
  readonly output: number;
  readonly reasoning?: number;
}

export interface UsageCase {
  readonly name: string;
  readonly reported: ReportedTokens;
  readonly expected: Partial<Usage>;
}

/** All that came out of one call. */
export interface Outcome {
  readonly text: string;
  readonly rawUsage: unknown;
  readonly finish: FinishReason | null;
  readonly providerRequestId: string | null;
  readonly error: ConnectorError | null;
}

const UNAVAILABLE = { kind: 'unavailable', retryable: true } as const;
const REFUSED = { kind: 'invalid_request', retryable: false } as const;
const TIMED_OUT = { kind: 'timeout', retryable: true } as const;

export const ANSWER_CASES: readonly ConformanceCase[] = [
  { name: 'streams a whole answer', provider: { words: 40 }, expected: { finish: 'stop' } },
  { name: 'streams an empty answer', provider: { words: 0 }, expected: { finish: 'stop' } },
  { name: 'says when the limit ended the answer', provider: { words: 500 }, expected: { finish: 'length' } },
];

export const FAULT_CASES: readonly ConformanceCase[] = [
  { name: '400', provider: { status: 400 }, expected: { error: { ...REFUSED, status: 400 } } },
  { name: '403', provider: { status: 403 }, expected: { error: { ...UNAVAILABLE, status: 403 } } },
  { name: '404', provider: { status: 404 }, expected: { error: { ...REFUSED, status: 404 } } },
  { name: '422', provider: { status: 422 }, expected: { error: { ...REFUSED, status: 422 } } },
  {
    name: '429 with Retry-After',
    provider: { status: 429, retryAfter: 7 },
    expected: { error: { kind: 'rate_limited', retryable: true, status: 429, retryAfterSeconds: 7 } },
  },
  {
    name: '429 because the operator has not paid the provider',
    provider: { status: 429, errorCode: 'insufficient_quota' },
    expected: { error: { ...UNAVAILABLE, status: 429 } },
  },
  { name: '500', provider: { status: 500 }, expected: { error: { ...UNAVAILABLE, status: 500 } } },
  {
    name: '503 overloaded',
    provider: { status: 503, errorCode: 'server_is_overloaded', retryAfter: 2 },
    expected: { error: { ...UNAVAILABLE, status: 503, retryAfterSeconds: 2 } },
  },
  { name: 'malformed JSON in the stream', provider: { malformed: true }, expected: { error: UNAVAILABLE } },
  {
    name: 'an error event in the stream',
    provider: { errorAfter: 2, errorCode: 'server_error' },
    expected: { error: UNAVAILABLE },
  },
  {
    name: 'a rate limit in the stream',
    provider: { errorAfter: 2, errorCode: 'rate_limit_exceeded' },
    expected: { error: { kind: 'rate_limited', retryable: true } },
  },
  {
    name: 'a refusal in the stream',
    provider: { errorAfter: 1, errorCode: 'invalid_prompt' },
    expected: { error: REFUSED },
  },
  { name: 'headers that never come', provider: { hangHeaders: true }, expected: { error: TIMED_OUT } },
  { name: 'a body that never begins', provider: { stallAfter: 0 }, expected: { error: TIMED_OUT } },
  { name: 'a body that stands still', provider: { stallAfter: 2 }, expected: { error: TIMED_OUT } },
];

export const USAGE_CASES: readonly UsageCase[] = [
  { name: 'plain', reported: { input: 100, output: 20 }, expected: { input: 100, output: 20 } },
  { name: 'an explicit zero', reported: { input: 0, output: 0 }, expected: { input: 0, output: 0 } },
  {
    name: 'cached input, taken out of the input',
    reported: { input: 100, cached: 64, output: 20 },
    expected: { input: 36, cacheRead: 64, output: 20 },
  },
  {
    name: 'cached and written input, both taken out',
    reported: { input: 2000, cached: 1024, written: 512, output: 20 },
    expected: { input: 464, cacheRead: 1024, cacheWrite: 512, output: 20 },
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
    name: 'parts that exceed the whole, which are never counted twice',
    reported: { input: 10, cached: 8, written: 8, output: 3, reasoning: 9 },
    expected: { cacheRead: 8, cacheWrite: 2, output: 3, reasoning: 3 },
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
  signal: AbortSignal,
  onDelta?: (text: string) => void,
): Promise<Outcome> {
  let outcome: Outcome = { text: '', rawUsage: null, finish: null, providerRequestId: null, error: null };
  try {
    for await (const event of connector.stream(request, signal)) {
      if (event.type === 'usage') outcome = { ...outcome, rawUsage: event.raw };
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
