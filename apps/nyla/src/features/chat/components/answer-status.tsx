import { Alert, Button, type ButtonProps, Group, Text } from '@mantine/core';
import type { MessageDto } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { errorTextOfCode } from '@/lib/error-text';
import { autoAimOf } from '@/lib/model-choice';
import { useModelLabel } from '@/lib/use-model-label';
import type { AskAgain } from '../hooks/use-conversation';
import { failedModelId } from '../logic/charges';
import classes from './chat.module.css';

interface AnswerStatusProps {
  readonly message: MessageDto;
  readonly onRetry: ((messageId: string, how?: AskAgain) => void) | undefined;
  readonly onChooseModel: () => void;
}

/** How an answer ended, if not well, in words, and every way on from here. */
export function AnswerStatus({ message, onRetry, onChooseModel }: AnswerStatusProps) {
  const { t } = useTranslation(['chat', 'common']);
  const reasonOf = useFailureReason();
  const { id, status } = message;
  if (status === 'completed' || status === 'streaming') return null;
  const nothingCame = status === 'failed' && message.content === '';
  const searchFailed = nothingCame && message.webSearch !== null && failedModelId(message) === message.webSearch;
  return (
    <Alert
      mt="sm"
      variant="light"
      color={status === 'aborted' ? 'gray' : 'red'}
      className={classes['status'] ?? ''}
      title={status === 'failed' ? t(nothingCame ? 'status.noAnswer' : 'status.failed') : undefined}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {reasonOf(message) ?? t(`status.${status}`)}
          {status === 'failed'
            ? ` ${t(message.charges.length === 0 ? 'status.notCharged' : 'status.partCharged')}`
            : null}
        </Text>
        {onRetry ? (
          <Group gap="xs">
            <Action onClick={() => onRetry(id)}>{t('common:action.retry')}</Action>
            {searchFailed ? (
              <Action onClick={() => onRetry(id, { withoutSearch: true })}>{t('search.sendWithout')}</Action>
            ) : null}
            {nothingCame && !searchFailed ? <Action onClick={onChooseModel}>{t('refused.otherModel')}</Action> : null}
          </Group>
        ) : null}
      </Group>
    </Alert>
  );
}

function Action(props: Pick<ButtonProps, 'children'> & { readonly onClick: () => void }) {
  return <Button size="xs" variant="default" className={classes['action'] ?? ''} {...props} />;
}

/** Why an answer failed; null where the server did not say. */
function useFailureReason(): (message: MessageDto) => string | null {
  const { t } = useTranslation(['errors', 'common', 'chat']);
  const labelOf = useModelLabel();
  return (message) => {
    const { status, errorCode, webSearch } = message;
    if (status !== 'failed' || errorCode === null) return null;
    const failed = failedModelId(message);
    if (failed !== null && failed === webSearch) return t('chat:search.failed', { name: labelOf(failed) });
    // Which model an automatic choice would have taken is not known when it took none.
    const isModel = failed !== null && autoAimOf(failed) === null;
    const details = isModel ? { connectorType: failed.split(MODEL_ID_SEPARATOR)[0], model: labelOf(failed) } : {};
    return errorTextOfCode(errorCode, details, t);
  };
}
