import {
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_ID_MAX_LENGTH,
  MODEL_ID_SEPARATOR,
  PRICE_STATES,
  type PriceState,
  SEARCH_MAX_LENGTH,
} from '@nyla/contracts/constants';

type Input = Readonly<Record<string, unknown>>;

/** URL parameters of the price list. */
export interface PricesSearch {
  readonly q?: string;
  readonly state?: PriceState;
  /** The model whose history is open, `connectorType/model`. */
  readonly open?: string;
}

/** URL parameters of the form for a price. */
export interface NewPriceSearch {
  /** The model that it is for, `connectorType/model`; absent: a new one. */
  readonly for?: string;
}

export interface ModelKey {
  readonly connectorType: ConnectorType;
  readonly model: string;
}

export function parsePricesSearch(input: Input): PricesSearch {
  const q = text(input['q'], SEARCH_MAX_LENGTH);
  const state = PRICE_STATES.find((known) => known === input['state']);
  const open = keyText(input['open']);
  return { ...(q && { q }), ...(state && state !== 'current' && { state }), ...(open && { open }) };
}

export function parseNewPriceSearch(input: Input): NewPriceSearch {
  const model = keyText(input['for']);
  return model === undefined ? {} : { for: model };
}

export function modelKeyText({ connectorType, model }: ModelKey): string {
  return `${connectorType}${MODEL_ID_SEPARATOR}${model}`;
}

/** Undefined for what names no model. */
export function parseModelKey(key: string | undefined): ModelKey | undefined {
  if (key === undefined) return undefined;
  const at = key.indexOf(MODEL_ID_SEPARATOR);
  const connectorType = CONNECTOR_TYPES.find((known) => known === key.slice(0, at));
  const model = key.slice(at + 1);
  return connectorType && model ? { connectorType, model } : undefined;
}

function keyText(value: unknown): string | undefined {
  const key = text(value, MODEL_ID_MAX_LENGTH);
  return parseModelKey(key) && key;
}

function text(value: unknown, max: number): string | undefined {
  const written = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof written === 'string' && written.trim() !== '' && written.length <= max ? written : undefined;
}
