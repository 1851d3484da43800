import { MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import type { ApiError } from './api/api-error';

/** People know a model by its name, errors by its id or by its provider and its name there. */
export function withModelName(details: ApiError['details'], labelOf: (id: string) => string): ApiError['details'] {
  const { model, connectorType } = details;
  if (typeof model !== 'string') return details;
  const id = typeof connectorType === 'string' ? `${connectorType}${MODEL_ID_SEPARATOR}${model}` : model;
  const name = labelOf(id);
  return { ...details, model: name === id ? model : name };
}
