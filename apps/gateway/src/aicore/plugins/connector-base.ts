import type { ConnectorType } from '@nyla/contracts';
import { compare, type Decimal, ZERO } from '@nyla/money';
import type {
  Connector,
  ConnectorEvent,
  ModelInfo,
  ModelRequest,
  Price,
  PriceTier,
  PriceVersion,
  Pricing,
  Usage,
  UsageForecast,
} from '../connector.contract.js';
import { calculatePrice } from '../price-calculation.js';
import { estimateInputTokens, estimateTextTokens, type TokenizerFamily } from '../token-estimate.js';
import { usageOf } from '../usage.js';

/** Length of an ordinary answer, where nothing else is known. */
const TYPICAL_OUTPUT_TOKENS = 500;
const TYPICAL_INPUT_TOKENS = 1_000;

/**
 * What pages that the provider finds itself may add to the input, per search. The provider alone decides how much it
 * reads, so this is an allowance, not a bound; it is well above what providers document.
 */
const TOKENS_PER_WEB_SEARCH = { likely: 4_000, maximum: 12_000 };

export type InputKind = 'input' | 'cacheRead' | 'cacheWrite' | 'cacheWriteLong';

/** What all connectors share: forecast, estimate and price. A plugin adds its wire format. */
export abstract class ConnectorBase implements Connector {
  abstract readonly connectorType: ConnectorType;
  abstract readonly displayName: string;
  readonly simulated: boolean = false;
  protected abstract readonly tokenizer: TokenizerFamily;

  abstract isConfigured(): boolean;
  abstract stream(request: ModelRequest, model: ModelInfo, signal: AbortSignal): AsyncIterable<ConnectorEvent>;
  abstract normaliseUsage(raw: unknown): Usage | null;

  async models(listed: readonly ModelInfo[]): Promise<readonly ModelInfo[]> {
    return listed;
  }

  typicalUsage(_model: ModelInfo, { metered }: PriceVersion): Usage {
    if (metered) return usageOf({ providerCostUsd: metered.likelyUsd });
    return usageOf({ input: TYPICAL_INPUT_TOKENS, output: TYPICAL_OUTPUT_TOKENS });
  }

  forecast(request: ModelRequest, model: ModelInfo, price: PriceVersion): UsageForecast {
    const { webSearches = 0, contextTokens = 0 } = request;
    const input = estimateInputTokens(request.messages, this.tokenizer);
    const likelyInput = input.likely + Math.ceil(contextTokens / 2);
    const likely = withWebSearches(likelyInput, Math.min(1, webSearches), TOKENS_PER_WEB_SEARCH.likely);
    const maximum = withWebSearches(input.bound + contextTokens, webSearches, TOKENS_PER_WEB_SEARCH.maximum);
    const output = Math.min(TYPICAL_OUTPUT_TOKENS, request.maxOutputTokens);
    const multipliers = this.possibleMultipliers(request, model, price);
    const { metered } = price;
    return {
      likely: usageOf({ ...likely, output, multipliers, providerCostUsd: metered?.likelyUsd ?? null }),
      maximum: usageOf({
        ...this.dearestInput(maximum.input, request, price),
        searchRequests: maximum.searchRequests,
        output: request.maxOutputTokens,
        multipliers,
        providerCostUsd: metered?.maximumUsd ?? null,
      }),
    };
  }

  estimateUsage(request: ModelRequest, answer: string, model: ModelInfo, price: PriceVersion): Usage {
    if (price.metered) return usageOf({ providerCostUsd: price.metered.likelyUsd });
    const input = estimateInputTokens(request.messages, this.tokenizer);
    const output = estimateTextTokens(answer, this.tokenizer);
    return usageOf({
      input: input.likely,
      output: Math.min(output.likely, request.maxOutputTokens),
      multipliers: this.possibleMultipliers(request, model, price),
    });
  }

  calculatePriceCHF(usage: Usage, pricing: Pricing): Price {
    return calculatePrice(usage, pricing);
  }

  /** The kinds that the provider may count this request's input as. */
  protected inputKinds(_request: ModelRequest): readonly InputKind[] {
    return ['input'];
  }

  /** The multipliers that the provider will report for this request. */
  protected possibleMultipliers(_request: ModelRequest, _model: ModelInfo, _price: PriceVersion): readonly string[] {
    return [];
  }

  /** All of the input as that kind which costs the most. */
  private dearestInput(tokens: number, request: ModelRequest, { base, longPrompt }: PriceVersion): Partial<Usage> {
    const tier = longPrompt && tokens > longPrompt.aboveInputTokens ? longPrompt : base;
    let dearest: InputKind = 'input';
    for (const kind of this.inputKinds(request)) {
      if (compare(priceOf(tier, kind), priceOf(tier, dearest)) > 0) dearest = kind;
    }
    return { [dearest]: tokens };
  }
}

function priceOf(tier: PriceTier | null, kind: InputKind): Decimal {
  return tier?.[kind] ?? ZERO;
}

/** The provider reads the conversation again after each search, along with all that was found until then. */
function withWebSearches(
  tokens: number,
  searches: number,
  tokensPerSearch: number,
): { input: number; searchRequests: number } {
  const found = (tokensPerSearch * searches * (searches + 1)) / 2;
  return { input: tokens * (searches + 1) + found, searchRequests: searches };
}
