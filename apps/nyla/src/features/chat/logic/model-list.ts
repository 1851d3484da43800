import type { ModelDto } from '@nyla/contracts';
import { CONNECTOR_TYPES, type ConnectorType } from '@nyla/contracts/constants';
import { parseChf } from '@nyla/money';

export interface ModelSection {
  readonly kind: 'favourites' | 'recents' | ConnectorType;
  readonly models: readonly ModelDto[];
}

interface SectionOptions {
  readonly query: string;
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
  /** What else a model may be found by: the provider's name, its capabilities in the reader's language. */
  readonly searchTextOf: (model: ModelDto) => string;
}

/**
 * The models as the picker shows them: favourites and recents first, the others by provider, each model once.
 * A search shows hits by provider only, because then the reader knows what to look for.
 */
export function modelSections(models: readonly ModelDto[], options: SectionOptions): readonly ModelSection[] {
  const words = fold(options.query).split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    const hits = models.filter((model) => {
      const text = fold(`${model.displayName} ${model.id} ${options.searchTextOf(model)}`);
      return words.every((word) => text.includes(word));
    });
    return byProvider(hits);
  }
  const favourites = pick(models, options.favourites);
  const recents = pick(models, options.recents).filter((model) => !favourites.includes(model) && model.usable);
  const others = models.filter((model) => !favourites.includes(model) && !recents.includes(model));
  const sections: ModelSection[] = [
    { kind: 'favourites', models: favourites },
    { kind: 'recents', models: recents },
    ...byProvider(others),
  ];
  return sections.filter((section) => section.models.length > 0);
}

/** The next active row for a key of the listbox pattern; null when the key is not one of it. */
export function movedIndex(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const page = 5;
  switch (key) {
    case 'ArrowDown':
      return index >= last ? 0 : index + 1;
    case 'ArrowUp':
      return index <= 0 ? last : index - 1;
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return Math.min(index + page, last);
    case 'PageUp':
      return Math.max(index - page, 0);
    default:
      return null;
  }
}

/** The model to write with: the wanted ones in order as far as they may be used, else the first that may. */
export function chooseModel(models: readonly ModelDto[], ...wanted: (string | null | undefined)[]): ModelDto | null {
  const usable = models.filter((model) => model.usable);
  for (const id of wanted) {
    const model = usable.find((candidate) => candidate.id === id);
    if (model) return model;
  }
  return usable[0] ?? null;
}

/** Usable models from the cheapest typical answer upwards, without one of them. */
export function cheaperModels(models: readonly ModelDto[], than: string, count: number): readonly ModelDto[] {
  return models
    .filter((model) => model.usable && model.price !== null && model.id !== than)
    .toSorted((a, b) => (typicalAnswer(a) < typicalAnswer(b) ? -1 : 1))
    .slice(0, count);
}

/** Nano-francs. */
function typicalAnswer({ price }: ModelDto): bigint {
  return parseChf(price?.typicalAnswer ?? '0');
}

function byProvider(models: readonly ModelDto[]): ModelSection[] {
  return CONNECTOR_TYPES.map((kind) => ({
    kind,
    models: models
      .filter((model) => model.connectorType === kind)
      .toSorted((a, b) => Number(b.usable) - Number(a.usable)),
  })).filter((section) => section.models.length > 0);
}

function pick(models: readonly ModelDto[], ids: readonly string[]): ModelDto[] {
  return ids.flatMap((id) => models.find((model) => model.id === id) ?? []);
}

/** Lower case without accents: `Ä` is found by `a`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
