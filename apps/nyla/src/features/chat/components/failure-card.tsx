import { Alert, Button, Group, Text } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ApiError, hasCode } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';
import type { ChatRun } from '../logic/chat-runs';
import type { SendAgain } from '../logic/send-again';
import classes from './chat.module.css';
import { InsufficientCard } from './insufficient-card';

interface FailureCardProps {
  readonly chatId: string;
  readonly run: ChatRun;
  readonly error: ApiError;
  /** The message that was refused, or whose answer was to be made again. */
  readonly question: string;
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
  const { error, run, models } = props;
  if (hasCode(error, 'billing.insufficient_balance')) {
    return <InsufficientCard {...props} model={run.request.model} details={error.details} />;
  }
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('refused.title')}>
      <Text size="sm">{describe({ code: error.code, details: withModelName(error, run, models) })}</Text>
      <Group gap="xs" mt="sm">
        {MODEL_IS_REFUSED.has(error.code) || MODEL_IS_IN_TROUBLE.has(error.code) ? (
          <Button size="xs" variant="default" className={classes['action'] ?? ''} onClick={props.onChooseModel}>
            {t('refused.otherModel')}
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

/** People know a model by its name, errors by its id. */
function withModelName({ details }: ApiError, { request }: ChatRun, models: readonly ModelDto[]): ApiError['details'] {
  const known = models.find(({ id }) => id === request.model);
  return known && typeof details['model'] === 'string' ? { ...details, model: known.displayName } : details;
}
