import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import type { MessageDto } from '@nyla/contracts';
import { IconRefresh } from '@tabler/icons-react';
import { lazy, memo, Suspense, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { errorTextOfCode } from '@/lib/error-text';
import classes from './chat.module.css';
import { CopyIconButton } from './copy-icon-button';
import { PriceLine } from './price-line';

const Markdown = lazy(() => import('./markdown'));

interface MessageProps {
  readonly message: MessageDto;
  readonly modelName: string | null;
  /** Asks for this answer again; absent where that is not possible. */
  readonly onRetry: ((messageId: string) => void) | undefined;
  readonly onChooseModel: () => void;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** One message of the thread. Memoised: while one answer grows, the others stay as they are. */
export const Message = memo(function Message(props: MessageProps) {
  return props.message.role === 'user' ? <Question {...props} /> : <Answer {...props} />;
});

function Question({ message }: MessageProps) {
  const { t } = useTranslation('chat');
  return (
    <article className={classes['question']} aria-label={t('thread.you')}>
      {message.content}
    </article>
  );
}

function Answer({ message, modelName, onRetry, onChooseModel, onOpenReceipt }: MessageProps) {
  const { t } = useTranslation('chat');
  const streaming = message.status === 'streaming';
  return (
    <article
      className={classes['answer']}
      aria-label={t('thread.answer', { model: modelName ?? '' })}
      aria-busy={streaming}
    >
      <AnswerText text={message.content} />
      {streaming ? (
        <Group gap="xs" c="dimmed" mt={message.content ? 'xs' : 0}>
          <Loader size={14} type="dots" color="currentColor" aria-hidden />
          <Text component="span" size="sm">
            {t(message.content ? 'thread.streaming' : 'thread.preparing')}
          </Text>
        </Group>
      ) : (
        <>
          <AnswerStatus message={message} onRetry={onRetry} onChooseModel={onChooseModel} />
          <Group gap="0 6px" mt="xs" align="baseline" className={classes['answerFoot'] ?? ''}>
            <Text component="span" size="sm" c="dimmed">
              {modelName}
            </Text>
            {message.price || message.usage ? (
              <Text component="span" size="sm" c="dimmed" aria-hidden className={classes['dot'] ?? ''}>
                ·
              </Text>
            ) : null}
            <PriceLine price={message.price} usage={message.usage} onOpenReceipt={onOpenReceipt} />
            <Group gap={0} className={classes['answerTools'] ?? ''}>
              {message.content ? <CopyIconButton label={t('thread.copy')} text={() => message.content} /> : null}
              {onRetry && message.status === 'completed' ? (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  c="dimmed"
                  fw={400}
                  leftSection={<IconRefresh size={15} stroke={1.6} aria-hidden />}
                  onClick={() => onRetry(message.id)}
                >
                  {t('thread.regenerate')}
                </Button>
              ) : null}
            </Group>
          </Group>
        </>
      )}
    </article>
  );
}

function AnswerText({ text }: { readonly text: string }) {
  // Typing and scrolling come before the next words.
  const shown = useDeferredValue(text);
  if (!text) return null;
  return (
    <Suspense fallback={<div className={classes['plain']}>{text}</div>}>
      <Markdown text={shown} />
    </Suspense>
  );
}

interface AnswerStatusProps {
  readonly message: MessageDto;
  readonly onRetry: MessageProps['onRetry'];
  readonly onChooseModel: () => void;
}

/** How an answer ended, if not well, in words. */
function AnswerStatus({ message, onRetry, onChooseModel }: AnswerStatusProps) {
  const { t } = useTranslation(['chat', 'common']);
  const { t: tError } = useTranslation(['errors', 'common']);
  const { id, status, errorCode, model } = message;
  if (status === 'completed' || status === 'streaming') return null;
  const nothingCame = status === 'failed' && message.content === '';
  const text =
    status === 'failed' && errorCode
      ? errorTextOfCode(errorCode, { connectorType: model?.split('/')[0], model }, tError)
      : t(`status.${status}`);
  return (
    <Alert
      mt="sm"
      variant="light"
      color={status === 'aborted' ? 'gray' : 'red'}
      className={classes['status'] ?? ''}
      title={status === 'failed' ? t(nothingCame ? 'status.noAnswer' : 'status.failed') : undefined}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{text}</Text>
        {onRetry ? (
          <Group gap="xs">
            <Button size="xs" variant="default" className={classes['action'] ?? ''} onClick={() => onRetry(id)}>
              {t('common:action.retry')}
            </Button>
            {nothingCame ? (
              <Button size="xs" variant="default" className={classes['action'] ?? ''} onClick={onChooseModel}>
                {t('refused.otherModel')}
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Group>
    </Alert>
  );
}
