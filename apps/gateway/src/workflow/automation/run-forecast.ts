import type {
  AutomationDefinitionDto,
  ConditionStepDto,
  ForEachStepDto,
  PromptStepDto,
  StepDto,
} from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { type ChatTurn, parseAutoAim } from '../../aicore/aicore.facade.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { CallRequest } from '../call.types.js';
import type { PlannedCall } from '../planner.service.js';
import { SEARCH_CONTEXT_TOKENS } from '../search-context.js';
import {
  type EstimateSight,
  fillKnown,
  largerOf,
  NOTHING,
  type OutputSize,
  originOf,
  sumOf,
  timesOf,
  UNKNOWN_SIZE,
} from './estimate-size.js';
import { jsonInstruction } from './json-answer.js';
import { lookup, textOf } from './template-rendering.js';

/** What a run will cost; `maximum` null: nobody can say. */
export interface RunPrice {
  readonly likely: Nano;
  readonly maximum: Nano | null;
}

/** The models that may do a call, in the order in which they are tried, each with its price. */
export type PlanCall = (request: CallRequest) => Promise<readonly [PlannedCall, ...PlannedCall[]]>;

interface Forecast {
  readonly price: RunPrice;
  readonly output: OutputSize;
}

const FREE: RunPrice = { likely: 0n, maximum: 0n };
const LIKELY_ANSWER_TOKENS = 500;
const LIKELY_SEARCH_TOKENS = 1_500;
/** One model's tokens are not another's. */
const TOKENIZER_MARGIN = 1.5;
/** Entries of a list that is not known yet. */
const LIKELY_ITEMS = 5;
/** A quote takes half of the room that is kept for what is not known yet for likely. */
const ROOM_PER_LIKELY_TOKEN = 2;
/** What a model is told when its JSON was wrong. */
const REPAIR_TOKENS = 600;
const INDEX_SIZE: OutputSize = { likely: 1, maximum: 4 };

/** Walks through a definition as a run will, and adds up what its calls would cost. Nothing is sent or reserved. */
export class RunForecast {
  constructor(
    private readonly definition: AutomationDefinitionDto,
    private readonly plan: PlanCall,
  ) {}

  async price(sight: EstimateSight): Promise<RunPrice> {
    return (await this.steps(this.definition.steps, sight)).price;
  }

  private async steps(steps: readonly StepDto[], sight: EstimateSight): Promise<Forecast> {
    const sizes = new Map(sight.sizes);
    let price = FREE;
    let output = NOTHING;
    for (const step of steps) {
      const forecast = await this.step(step, { ...sight, sizes });
      price = plus(price, forecast.price);
      output = forecast.output;
      sizes.set(step.id, output);
    }
    return { price, output };
  }

  private step({ prompt, webSearch, condition, forEach }: StepDto, sight: EstimateSight): Promise<Forecast> | Forecast {
    if (prompt) return this.prompt(prompt, sight);
    if (webSearch) return this.search(webSearch.model, fillKnown(webSearch.query, sight).text);
    if (condition) return this.condition(condition, sight);
    if (forEach) return this.loop(forEach, sight);
    return { price: FREE, output: UNKNOWN_SIZE };
  }

  private async prompt(step: PromptStepDto, sight: EstimateSight): Promise<Forecast> {
    const rules = fillKnown(step.system ?? '', sight);
    const question = fillKnown(step.prompt, sight);
    const schema = step.jsonSchema === null ? '' : jsonInstruction(step.jsonSchema);
    const system = [rules.text, schema].filter(Boolean).join('\n\n');
    const messages: ChatTurn[] = [
      ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content: question.text },
    ];
    const [modelId = '', ...fallbackModelIds] = step.models.length > 0 ? step.models : this.definition.models;
    const request = { modelId, fallbackModelIds, messages, maxOutputTokens: step.maxOutputTokens ?? undefined };
    const room = sumOf(rules, question);
    const options = await this.plan({ ...request, contextTokens: room.likely * ROOM_PER_LIKELY_TOKEN });
    const longest = Math.max(...options.map(({ quoted }) => quoted.request.maxOutputTokens));
    const answer = Math.ceil(longest * TOKENIZER_MARGIN);
    const first = await this.dearest(request, room.maximum);
    const repair = step.jsonSchema === null ? FREE : await this.repair(request, room.maximum, answer);
    return {
      price: plus({ likely: options[0].quoted.likely, maximum: first }, repair),
      output: { likely: Math.min(LIKELY_ANSWER_TOKENS, longest), maximum: answer },
    };
  }

  /** A wrong answer gets one chance to be put right, as a call of its own. */
  private async repair(request: CallRequest, room: number | null, answer: number): Promise<RunPrice> {
    return { likely: 0n, maximum: await this.dearest(request, room === null ? null : room + answer + REPAIR_TOKENS) };
  }

  /** The most that a call costs with as much put in as there may be, whichever of its models answers. */
  private async dearest(request: CallRequest, room: number | null): Promise<Nano | null> {
    if (room === null) return null;
    try {
      const options = await this.plan({ ...request, contextTokens: room });
      // An automatic choice has all models on its list, and takes the first one that can be paid for.
      const possible = parseAutoAim(request.modelId) === null ? options : options.slice(0, 1);
      return possible.map(({ quoted }) => quoted.maximum).reduce((a, b) => (a > b ? a : b));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'aicore.context_too_long') return null;
      throw error;
    }
  }

  private async search(modelId: string, query: string): Promise<Forecast> {
    const [{ quoted }] = await this.plan({ task: 'search', modelId, messages: [{ role: 'user', content: query }] });
    const maximum = Math.ceil(SEARCH_CONTEXT_TOKENS * TOKENIZER_MARGIN);
    return {
      price: { likely: quoted.likely, maximum: quoted.maximum },
      output: { likely: LIKELY_SEARCH_TOKENS, maximum },
    };
  }

  private async condition({ steps, otherwise }: ConditionStepDto, sight: EstimateSight): Promise<Forecast> {
    const a = await this.steps(steps, sight);
    const b = await this.steps(otherwise, sight);
    const { maximum: most } = a.price;
    const { maximum: other } = b.price;
    return {
      price: {
        likely: a.price.likely > b.price.likely ? a.price.likely : b.price.likely,
        maximum: most === null || other === null ? null : most > other ? most : other,
      },
      output: largerOf(a.output, b.output),
    };
  }

  private loop(step: ForEachStepDto, sight: EstimateSight): Promise<Forecast> | Forecast {
    const known = lookup(step.list, sight.scope);
    if (!Array.isArray(known)) return this.loopOverUnknown(step, sight);
    return known.length === 0 ? { price: FREE, output: NOTHING } : this.loopOverKnown(step, known as unknown[], sight);
  }

  /** Two entries stand for all: one of middle length for what is likely, the longest for the most that it may be. */
  private async loopOverKnown(
    { maxItems, steps }: ForEachStepDto,
    entries: readonly unknown[],
    { scope, sizes }: EstimateSight,
  ): Promise<Forecast> {
    const count = Math.min(entries.length, maxItems);
    const byLength = entries.toSorted((a, b) => textOf(a).length - textOf(b).length);
    const round = (item: unknown): Promise<Forecast> =>
      this.steps(steps, { scope: { ...scope, item, index: count }, sizes });
    const middle = await round(byLength[Math.floor(byLength.length / 2)]);
    const longest = await round(byLength.at(-1));
    return {
      price: times({ likely: middle.price.likely, maximum: longest.price.maximum }, count, count),
      output: timesOf({ likely: middle.output.likely, maximum: longest.output.maximum }, count, count),
    };
  }

  private async loopOverUnknown(
    { list, maxItems, steps }: ForEachStepDto,
    { scope, sizes }: EstimateSight,
  ): Promise<Forecast> {
    const whole = sizes.get(originOf(list)) ?? UNKNOWN_SIZE;
    const item = { likely: Math.ceil(whole.likely / LIKELY_ITEMS), maximum: whole.maximum };
    const { item: _item, index: _index, ...outside } = scope;
    const inside = new Map([...sizes, ['item', item] as const, ['index', INDEX_SIZE] as const]);
    const round = await this.steps(steps, { scope: outside, sizes: inside });
    const likely = Math.min(maxItems, LIKELY_ITEMS);
    return { price: times(round.price, likely, maxItems), output: timesOf(round.output, likely, maxItems) };
  }
}

function plus(a: RunPrice, b: RunPrice): RunPrice {
  const maximum = a.maximum === null || b.maximum === null ? null : a.maximum + b.maximum;
  return { likely: a.likely + b.likely, maximum };
}

function times({ likely, maximum }: RunPrice, likelyCount: number, maximumCount: number): RunPrice {
  return {
    likely: likely * BigInt(likelyCount),
    maximum: maximum === null ? null : maximum * BigInt(maximumCount),
  };
}
