import type { ConnectorType } from '@nyla/contracts';
import type {
  Connector,
  ConnectorEvent,
  ModelInfo,
  ModelRequest,
  Price,
  Pricing,
  Usage,
  UsageForecast,
} from '../connector.contract.js';
import { calculatePrice } from '../price-calculation.js';
import { estimateInputTokens, estimateTextTokens, type TokenizerFamily } from '../token-estimate.js';
import { usageOf } from '../usage.js';

/** Length of an ordinary answer, where nothing else is known. */
const TYPICAL_OUTPUT_TOKENS = 500;

/** What all connectors share: forecast, estimate and price. A plugin adds its models and its wire format. */
export abstract class ConnectorBase implements Connector {
  abstract readonly connectorType: ConnectorType;
  abstract readonly displayName: string;
  readonly simulated: boolean = false;
  protected abstract readonly tokenizer: TokenizerFamily;

  abstract isConfigured(): boolean;
  abstract models(): Promise<readonly ModelInfo[]>;
  abstract stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ConnectorEvent>;
  abstract normaliseUsage(raw: unknown): Usage | null;

  forecast(request: ModelRequest, model: ModelInfo): UsageForecast {
    const input = estimateInputTokens(request.messages, this.tokenizer);
    const likelyOutput = Math.min(TYPICAL_OUTPUT_TOKENS, request.maxOutputTokens);
    return {
      likely: usageOf({ input: input.likely, output: likelyOutput }),
      maximum: usageOf({ ...this.dearestInput(input.bound, model), output: request.maxOutputTokens }),
    };
  }

  estimateUsage(request: ModelRequest, answer: string, _model: ModelInfo): Usage {
    const input = estimateInputTokens(request.messages, this.tokenizer);
    const output = estimateTextTokens(answer, this.tokenizer);
    return usageOf({ input: input.likely, output: Math.min(output.likely, request.maxOutputTokens) });
  }

  calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    return calculatePrice(usage, pricing);
  }

  /** The usage kind that makes this input cost the most: a provider that charges cache writes may write all of it. */
  protected dearestInput(tokens: number, _model: ModelInfo): Partial<Usage> {
    return { input: tokens };
  }
}
