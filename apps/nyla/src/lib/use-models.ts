import type { ModelDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { chatModels } from './model-choice';
import { modelsQuery } from './models';

const NO_MODELS: readonly ModelDto[] = [];

/** All models, and those of them that answer. */
export function useModels() {
  const query = useQuery(modelsQuery);
  const models = query.data ?? NO_MODELS;
  return { ...query, models, chatModels: useMemo(() => chatModels(models), [models]) };
}
