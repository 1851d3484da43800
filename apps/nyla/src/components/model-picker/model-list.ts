import type { ConnectorDto, ModelDto } from '@nyla/contracts';
import { CONNECTOR_TYPES, type ConnectorType, MODEL_STATUSES } from '@nyla/contracts/constants';
import { AUTO_CHOICES, type AutoChoice, autoIsUsable, type SingleChoice } from '@/lib/model-choice';
import { parseChf } from '@/lib/money';

/** Finds pages and never answers: nothing to choose here. */
const SEARCH_ONLY: ConnectorType = 'tavily';

/** A provider that has no model to show, with the reason. It cannot be chosen. */
export interface ConnectorRow {
  readonly kind: 'connector';
  readonly id: string;
  readonly connector: ConnectorDto;
}

/** A line of the picker. */
export type PickerRow = AutoChoice | SingleChoice | ConnectorRow;

export interface PickerSection {
  readonly kind: 'auto' | 'favourites' | 'recents' | ConnectorType;
  readonly rows: readonly PickerRow[];
}

interface SectionOptions {
  readonly query: string;
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
  /** Whether an automatic choice is one of them. */
  readonly withAuto: boolean;
  /** By what else a row may be found: names and capabilities in the reader's language. */
  readonly searchTextOf: (row: PickerRow) => string;
}

/**
 * The picker's lines: automatic choices on top, then favourites and recents, the others by provider, each model once.
 * A search shows hits by provider only, because then the reader knows what to look for.
 */
export function pickerSections(
  models: readonly ModelDto[],
  connectors: readonly ConnectorDto[],
  options: SectionOptions,
): readonly PickerSection[] {
  const rows = models.map(rowOf);
  const empty = connectorRows(models, connectors);
  const auto = (isHit?: (row: PickerRow) => boolean) => (options.withAuto ? [autoSection(isHit)] : []);
  const words = fold(options.query).split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    const isHit = (row: PickerRow) => {
      const text = fold(`${row.id} ${options.searchTextOf(row)}`);
      return words.every((word) => text.includes(word));
    };
    return filled([...auto(isHit), ...byProvider(rows.filter(isHit), empty.filter(isHit))]);
  }
  const favourites = pick(rows, options.favourites);
  const recents = pick(rows, options.recents).filter((row) => !favourites.includes(row) && row.model.usable);
  const others = rows.filter((row) => !favourites.includes(row) && !recents.includes(row));
  return filled([
    ...auto(),
    { kind: 'favourites', rows: favourites },
    { kind: 'recents', rows: recents },
    ...byProvider(others, empty),
  ]);
}

/** Whether a row may be chosen. */
export function isPickable(row: PickerRow, models: readonly ModelDto[]): boolean {
  switch (row.kind) {
    case 'auto':
      return autoIsUsable(models);
    case 'model':
      return row.model.usable;
    case 'connector':
      return false;
  }
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

function rowOf(model: ModelDto): SingleChoice {
  return { kind: 'model', id: model.id, model };
}

/** A provider that is not set up may know no models; it is listed all the same, so that nobody looks for it in vain. */
function connectorRows(models: readonly ModelDto[], connectors: readonly ConnectorDto[]): ConnectorRow[] {
  return connectors
    .filter(({ connectorType }) => connectorType !== SEARCH_ONLY)
    .filter(({ connectorType }) => !models.some((model) => model.connectorType === connectorType))
    .map((connector) => ({ kind: 'connector', id: connector.connectorType, connector }));
}

function autoSection(isHit: (row: PickerRow) => boolean = () => true): PickerSection {
  return { kind: 'auto', rows: AUTO_CHOICES.filter(isHit) };
}

function byProvider(rows: readonly SingleChoice[], empty: readonly ConnectorRow[]): PickerSection[] {
  return CONNECTOR_TYPES.map((kind) => ({
    kind,
    rows: [
      ...rows.filter(({ model }) => model.connectorType === kind).toSorted((a, b) => rank(a.model) - rank(b.model)),
      ...empty.filter(({ connector }) => connector.connectorType === kind),
    ],
  }));
}

/** What can be used comes first, and of that what will stay. */
function rank({ usable, status }: ModelDto): number {
  return (usable ? 0 : MODEL_STATUSES.length) + MODEL_STATUSES.indexOf(status);
}

function filled(sections: readonly PickerSection[]): PickerSection[] {
  return sections.filter(({ rows }) => rows.length > 0);
}

function pick(rows: readonly SingleChoice[], ids: readonly string[]): SingleChoice[] {
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

/** Lower case without accents: `Ä` is found by `a`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
