import type { ConnectorPageDto, ModelPageDto } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { apiGet } from './api/client';

const STALE_MS = 60_000;

/** Every model of the platform, with its price and whether the reader may use it. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => (await apiGet<ModelPageDto>('/models', undefined, { signal })).items,
  staleTime: STALE_MS,
});

/** Every provider, whether it has models or not. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: async ({ signal }) => (await apiGet<ConnectorPageDto>('/connectors', undefined, { signal })).items,
  staleTime: STALE_MS,
});

/** Names models as people know them; one that is not on offer any more keeps its id as its name. */
export function useModelName(): (connectorType: string | null, model: string) => string {
  const { data: models } = useQuery(modelsQuery);
  return useCallback(
    (connectorType, model) => {
      const id = `${connectorType ?? ''}${MODEL_ID_SEPARATOR}${model}`;
      return models?.find((known) => known.id === id)?.displayName ?? model;
    },
    [models],
  );
}
