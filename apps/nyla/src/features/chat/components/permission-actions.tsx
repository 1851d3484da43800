import { Button, Text } from '@mantine/core';
import type { ModelDto, ProviderNotAllowedDetails } from '@nyla/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProviderWish } from '@/components/wish/provider-wish';
import { modelsQuery } from '@/lib/models';
import { useModels } from '@/lib/use-models';
import classes from './chat.module.css';

interface PermissionActionsProps {
  readonly details: ProviderNotAllowedDetails;
  readonly onSendAgain: () => void;
}

/** The way to a model that was refused: asking for it, and going on once it is permitted. */
export function PermissionActions({ details, onSendAgain }: PermissionActionsProps) {
  const { t } = useTranslation('chat');
  const { connectorType, model, reason } = details;
  const known = useFreshModel(connectorType, model);
  if (reason !== 'not_permitted') return null;
  if (!known?.usable) return <ProviderWish connectorType={connectorType} model={model} size="xs" />;
  return (
    <>
      <Text size="sm" role="status" w="100%">
        {t('refused.permitted', { model: known.displayName })}
      </Text>
      <Button size="xs" className={classes['action'] ?? ''} onClick={onSendAgain}>
        {t('insufficient.sendAgain')}
      </Button>
    </>
  );
}

/** The model as the server knows it after the refusal: the list that let the reader choose it was older. */
function useFreshModel(connectorType: string, model: string | null): ModelDto | undefined {
  const queryClient = useQueryClient();
  const { models, dataUpdatedAt } = useModels();
  const [refusedAt] = useState(() => Date.now());
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
  }, [queryClient]);
  if (dataUpdatedAt <= refusedAt) return undefined;
  return models.find((candidate) => candidate.connectorType === connectorType && candidate.model === model);
}
