import { Alert, Button, Group, Text } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ApiError, hasCode } from '@/lib/api/api-error';
import { withModelName } from '@/lib/error-models';
import { useErrorText } from '@/lib/error-text';
import { useModelLabel } from '@/lib/use-model-label';
import type { ChatRun } from '../logic/chat-runs';
import type { SendAgain } from '../logic/send-again';
import classes from './chat.module.css';
import { InsufficientCard } from './insufficient-card';
import { PermissionActions } from './permission-actions';

interface FailureCardProps {
  readonly chatId: string;
  readonly run: ChatRun;
  readonly error: ApiError;
  readonly available: string | null;
  readonly hasDraft: boolean;
  readonly models: readonly ModelDto[];
  readonly onSendAgain: (change: SendAgain) => void;
  readonly onChooseModel: () => void;
  readonly onDismiss: () => void;
}

/** Only another model helps. */
const MODEL_IS_REFUSED: ReadonlySet<string> = new Set([
  'aicore.provider_not_allowed',
  'aicore.provider_not_configured',
  'aicore.model_unknown',
  'aicore.model_retired',
  'aicore.price_missing',
  'aicore.context_too_long',
  'aicore.no_model_available',
  'aicore.web_search_not_available',
]);
/** Another model helps as well as waiting. */
const MODEL_IS_IN_TROUBLE: ReadonlySet<string> = new Set([
  'aicore.provider_unavailable',
  'aicore.rate_limited',
  'aicore.timeout',
]);

/** Why the last request was not answered, and every way on from here, in the thread. */
export function FailureCard(props: FailureCardProps) {
  const { t } = useTranslation(['chat', 'common']);
  const describe = useErrorText();
  const labelOf = useModelLabel();
  const { error, run } = props;
  if (hasCode(error, 'billing.insufficient_balance')) {
    return <InsufficientCard {...props} request={run.request} details={error.details} />;
  }
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('refused.title')}>
      <Text size="sm">{describe({ code: error.code, details: withModelName(error.details, labelOf) })}</Text>
      <Group gap="xs" mt="sm">
        {hasCode(error, 'aicore.provider_not_allowed') ? (
          <PermissionActions details={error.details} onSendAgain={() => props.onSendAgain({})} />
        ) : null}
        {MODEL_IS_REFUSED.has(error.code) || MODEL_IS_IN_TROUBLE.has(error.code) ? (
          <Button size="xs" variant="default" className={classes['action'] ?? ''} onClick={props.onChooseModel}>
            {t('refused.otherModel')}
          </Button>
        ) : null}
        {hasCode(error, 'aicore.web_search_not_available') ? (
          <Button
            size="xs"
            variant="default"
            className={classes['action'] ?? ''}
            onClick={() => props.onSendAgain({ withoutSearch: true })}
          >
            {t('search.sendWithout')}
          </Button>
        ) : null}
        {MODEL_IS_REFUSED.has(error.code) ? null : (
          <Button size="xs" variant="default" className={classes['action'] ?? ''} onClick={() => props.onSendAgain({})}>
            {t('common:action.retry')}
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          c="dimmed"
          className={classes['action'] ?? ''}
          onClick={props.onDismiss}
        >
          {t('refused.dismiss')}
        </Button>
        {error.requestId ? (
          <Text size="xs" c="dimmed" ff="monospace">
            {t('common:state.requestId', { id: error.requestId })}
          </Text>
        ) : null}
      </Group>
    </Alert>
  );
}
