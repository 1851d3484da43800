import type { ConnectorType } from '@nyla/contracts';
import type { FakeProvider } from '@nyla/fake-provider';
import type { Connector, ModelRequest } from '../../../src/aicore/connector.contract.js';
import type { ProviderTimeouts } from '../../../src/aicore/plugins/provider-http.js';
import type { ReportedTokens, UsageForm } from '../connector-conformance.js';

export interface TargetSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeouts: ProviderTimeouts;
}

/** How a provider says something: with which HTTP status, and under which name in the error object. */
export interface ProviderError {
  readonly status: number;
  readonly errorCode: string;
}

/** The provider's own words for the faults that every provider has. */
export interface ProviderErrors {
  readonly server: ProviderError;
  readonly overloaded: ProviderError;
  readonly rateLimit: ProviderError;
  /** The request itself is at fault. */
  readonly refusal: ProviderError;
  /** The operator's account with the provider is empty. */
  readonly unpaid: ProviderError;
}

/** One interface of one connector, as the conformance suite calls it through the fake provider. */
export interface ConnectorTarget {
  readonly name: string;
  readonly connectorType: ConnectorType;
  /** A model of the shipped price list, or of the fake provider's own list. */
  readonly model: string;
  /** Where the fake provider sees the call, see `FakeRequest.path`. */
  readonly path: string;
  /** Events of a streamed answer without its words: before the first word, and after the last. */
  readonly frame: { readonly before: number; readonly after: number };
  /** How many of the last events may be lost without the answer being incomplete. */
  readonly spare: number;
  /** What the provider's usage object can tell; the cases that need more are left out. */
  readonly reports: readonly UsageForm[];
  readonly errors: ProviderErrors;
  baseUrl(fake: FakeProvider): string;
  create(settings: TargetSettings): Connector;
  /** The header that carries the key. */
  keyHeader(apiKey: string): Readonly<Record<string, string>>;
  /** What the body of the request must say, at the least. */
  body(request: ModelRequest): Readonly<Record<string, unknown>>;
  /** The same for a request that lets the provider search the web; absent: it cannot. */
  readonly webSearchBody?: (searches: number) => Readonly<Record<string, unknown>>;
  /** The usage object in the provider's words. */
  rawUsage(tokens: ReportedTokens): Readonly<Record<string, unknown>>;
}
