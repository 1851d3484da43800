import type { AutoAim, ModelClass } from '@nyla/contracts';
import type { Nano } from '@nyla/money';

/** What an automatic choice knows of a model. */
export interface RankedModel {
  readonly modelId: string;
  readonly modelClass: ModelClass | null;
  /** `YYYY-MM-DD` */
  readonly released: string | null;
  readonly simulated: boolean;
  /** Likely price of the request at hand. */
  readonly likely: Nano;
}

type Comparison = (a: RankedModel, b: RankedModel) => number;

const UNKNOWN_CLASS = 3;
const CLASS_ORDER: Readonly<Record<'best' | 'balanced', Readonly<Record<ModelClass, number>>>> = {
  best: { frontier: 0, standard: 1, small: 2 },
  balanced: { standard: 0, small: 1, frontier: 2 },
};

const byClass =
  (aim: 'best' | 'balanced'): Comparison =>
  (a, b) =>
    classRank(aim, a) - classRank(aim, b);
const byPrice: Comparison = (a, b) => (a.likely < b.likely ? -1 : a.likely > b.likely ? 1 : 0);
const newestFirst: Comparison = (a, b) => (b.released ?? '').localeCompare(a.released ?? '');
// Simulated answers are for trying things out: no automatic choice prefers them to real ones.
const realFirst: Comparison = (a, b) => Number(a.simulated) - Number(b.simulated);
// So that the same models always come in the same order.
const byId: Comparison = (a, b) => (a.modelId < b.modelId ? -1 : 1);

const ORDERS: Readonly<Record<AutoAim, readonly Comparison[]>> = {
  best: [realFirst, byClass('best'), newestFirst, byPrice, byId],
  balanced: [realFirst, byClass('balanced'), byPrice, newestFirst, byId],
  cheapest: [realFirst, byPrice, byClass('best'), newestFirst, byId],
};

/**
 * The models in the order in which an automatic choice tries them. `best`: the highest class, there the newest.
 * `balanced`: the standard class, there the cheapest for this request. `cheapest`: by the price of this request alone.
 */
export function rankModels<T extends RankedModel>(aim: AutoAim, models: readonly T[]): T[] {
  const order = ORDERS[aim];
  return models.toSorted((a, b) => {
    for (const comparison of order) {
      const result = comparison(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });
}

function classRank(aim: 'best' | 'balanced', { modelClass }: RankedModel): number {
  return modelClass === null ? UNKNOWN_CLASS : CLASS_ORDER[aim][modelClass];
}
