import { Group, Loader, Text } from '@mantine/core';
import type { MessageDto, SourceDto } from '@nyla/contracts';
import { lazy, memo, Suspense, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Sources } from '@/components/sources/sources';
import { useModelLabel } from '@/lib/use-model-label';
import type { AskAgain } from '../hooks/use-conversation';
import { AnswerFoot } from './answer-foot';
import { AnswerStatus } from './answer-status';
import classes from './chat.module.css';

const Markdown = lazy(() => import('./markdown'));

interface MessageProps {
  readonly message: MessageDto;
  /** What the web is being searched for; null when it is not. */
  readonly searching: string | null;
  /** Asks for this answer again; absent where that is not possible. */
  readonly onRetry: ((messageId: string, how?: AskAgain) => void) | undefined;
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

function Answer({ message, searching, onRetry, onChooseModel, onOpenReceipt }: MessageProps) {
  const { t } = useTranslation('chat');
  const labelOf = useModelLabel();
  const modelName = message.model === null ? '' : labelOf(message.model);
  const streaming = message.status === 'streaming';
  return (
    <article className={classes['answer']} aria-label={t('thread.answer', { model: modelName })} aria-busy={streaming}>
      <AnswerText text={message.content} sources={message.sources} />
      {streaming ? <Progress searching={searching} answering={message.content !== ''} /> : null}
      <Sources sources={message.sources} />
      {streaming ? null : (
        <>
          <AnswerStatus message={message} onRetry={onRetry} onChooseModel={onChooseModel} />
          <AnswerFoot message={message} modelName={modelName} onRetry={onRetry} onOpenReceipt={onOpenReceipt} />
        </>
      )}
    </article>
  );
}

function AnswerText({ text, sources }: { readonly text: string; readonly sources: readonly SourceDto[] }) {
  // Typing and scrolling come before the next words.
  const shown = useDeferredValue(text);
  if (!text) return null;
  return (
    <Suspense fallback={<div className={classes['plain']}>{text}</div>}>
      <Markdown text={shown} sources={sources} />
    </Suspense>
  );
}

interface ProgressProps {
  readonly searching: string | null;
  readonly answering: boolean;
}

/** What is going on while the reader waits. */
function Progress({ searching, answering }: ProgressProps) {
  const { t } = useTranslation('chat');
  const text =
    searching === null
      ? t(answering ? 'thread.streaming' : 'thread.preparing')
      : t('search.searching', { query: searching });
  return (
    <Group gap="xs" c="dimmed" mt={answering ? 'xs' : 0} wrap="nowrap">
      <Loader size={14} type="dots" color="currentColor" aria-hidden />
      <Text component="span" size="sm" className={classes['progress'] ?? ''}>
        {text}
      </Text>
    </Group>
  );
}
