import type { ModelDto, UnusableReason } from '@nyla/contracts';
import { PROVIDER_WEB_SEARCH } from '@nyla/contracts/constants';
import type { ModelChoice } from '@/lib/model-choice';
import { parseChf } from '@/lib/money';
import { readStoredJson, writeStored } from '@/lib/storage';

/** A way to search the web for an answer. */
export interface SearchOption {
  /** What a request names: a search model, or `provider` for the answering provider's own search. */
  readonly id: string;
  /** Null for the provider's own search. */
  readonly model: ModelDto | null;
  /** Why it cannot be used; null where it can. `not_offered`: the answering model does not search. */
  readonly reason: UnusableReason | 'not_offered' | 'unknown' | null;
  /** CHF for one search; null where the price depends on the model or lies within the answer's. */
  readonly price: string | null;
}

/** Every way there is: those that really search first, the cheapest before the others. */
export function searchOptions(models: readonly ModelDto[], choice: ModelChoice | null): readonly SearchOption[] {
  const search = models
    .filter(({ capabilities }) => capabilities.includes('search'))
    .toSorted((a, b) => (priceOf(a) < priceOf(b) ? -1 : 1));
  return [
    ...search.filter(({ simulated }) => !simulated).map(modelOption),
    providerOption(models, choice),
    ...search.filter(({ simulated }) => simulated).map(modelOption),
  ];
}

/** The wanted way if it can be used, else the first that can. */
export function effectiveSearch(options: readonly SearchOption[], wanted: string | null): SearchOption | null {
  const usable = options.filter(({ reason }) => reason === null);
  return usable.find(({ id }) => id === wanted) ?? usable[0] ?? null;
}

/** Nano-francs for one search. */
function priceOf({ price }: ModelDto): bigint {
  return parseChf(price?.typicalAnswer ?? '0');
}

function modelOption(model: ModelDto): SearchOption {
  const reason = model.usable ? null : (model.reason ?? 'unknown');
  return { id: model.id, model, reason, price: model.price?.typicalAnswer ?? null };
}

function providerOption(models: readonly ModelDto[], choice: ModelChoice | null): SearchOption {
  const searches = ({ capabilities }: ModelDto) => capabilities.includes('web_search');
  const isOffered =
    choice?.kind === 'model'
      ? searches(choice.model)
      : models.some((model) => model.usable && model.status === 'active' && searches(model));
  return {
    id: PROVIDER_WEB_SEARCH,
    model: null,
    reason: isOffered ? null : 'not_offered',
    price: choice?.kind === 'model' ? (choice.model.price?.searchRequest ?? null) : null,
  };
}

/** What this device remembers, for convenience only. */
export interface SearchMemory {
  readonly on: boolean;
  readonly how: string | null;
}

const KEY = 'nyla.webSearch';
const NOTHING: SearchMemory = { on: false, how: null };

export function readSearchMemory(): SearchMemory {
  return readStoredJson(KEY, isSearchMemory, NOTHING);
}

export function writeSearchMemory(memory: SearchMemory): void {
  writeStored('local', KEY, JSON.stringify(memory));
}

function isSearchMemory(value: unknown): value is SearchMemory {
  if (typeof value !== 'object' || value === null) return false;
  const { on, how } = value as Partial<Record<keyof SearchMemory, unknown>>;
  return typeof on === 'boolean' && (how === null || typeof how === 'string');
}
