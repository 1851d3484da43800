import { Button, Text } from '@mantine/core';
import type { ModelDto, ProviderNotAllowedDetails } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { ProviderWish } from '@/components/wish/provider-wish';
import classes from './chat.module.css';

interface PermissionActionsProps {
  readonly details: ProviderNotAllowedDetails;
  readonly models: readonly ModelDto[];
  readonly onSendAgain: () => void;
}

/** The way to a model that was refused: asking for it, and going on once it is permitted. */
export function PermissionActions({ details, models, onSendAgain }: PermissionActionsProps) {
  const { t } = useTranslation('chat');
  const { connectorType, model, reason } = details;
  if (reason !== 'not_permitted') return null;
  const known = models.find((candidate) => candidate.connectorType === connectorType && candidate.model === model);
  // The list may be older than the refusal; it is asked for again when a permission comes.
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
