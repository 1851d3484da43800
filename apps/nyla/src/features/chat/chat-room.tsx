import { VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { useModels } from '@/lib/use-models';
import { chatQuery } from './api/chat-queries';
import { AnswerAnnouncer } from './components/answer-announcer';
import classes from './components/chat.module.css';
import { Composer } from './components/composer';
import { Thread } from './components/thread';
import { Welcome } from './components/welcome';
import type { ChatSession } from './hooks/use-chat-session';
import { useChosenModel } from './hooks/use-chosen-model';
import { useConversation } from './hooks/use-conversation';
import { useStopOnEscape } from './hooks/use-stop-on-escape';
import { useWebSearch } from './hooks/use-web-search';

const ModelPicker = lazy(async () => ({
  default: (await import('@/components/model-picker/model-picker')).ModelPicker,
}));

const FailureCard = lazy(async () => ({ default: (await import('./components/failure-card')).FailureCard }));

interface ChatRoomProps {
  readonly chatId: string | null;
  readonly title: string;
  readonly session: ChatSession;
  readonly available: string | null;
  readonly welcome: ReactNode;
  readonly onOpenChat: (chatId: string | null, options?: { readonly replace?: boolean }) => void;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** One chat: its messages, and the composer with everything that sending needs. */
export function ChatRoom(props: ChatRoomProps) {
  const { chatId, title, session, available, welcome, onOpenChat, onOpenReceipt } = props;
  const { t } = useTranslation(['chat', 'common']);
  useDocumentTitle(`${title} · ${t('common:brand')}`);
  const input = useRef<HTMLTextAreaElement>(null);
  const { models, chatModels, isSuccess: modelsLoaded, error: modelsError, refetch } = useModels();
  const lastModel = useQuery({ ...chatQuery(chatId ?? ''), enabled: false }).data?.model ?? null;
  const { choice, pick, memory, toggleFavourite } = useChosenModel(chatId, lastModel, chatModels);
  const search = useWebSearch(models, choice);
  const webSearch = search.on ? search.option?.id : undefined;
  const conversation = useConversation({ chatId, session, modelId: choice?.id ?? null, webSearch, onOpenChat });
  const { chat, run, messages, answering } = conversation;
  const [picker, setPicker] = useState<'closed' | 'open' | 'never'>('never');
  const chooseModel = useCallback(() => setPicker('open'), []);
  useStopOnEscape(answering ? conversation.stop : undefined);

  useEffect(() => {
    // Where a screen keyboard would cover half of the page, the reader decides.
    if (chatId === null && window.matchMedia('(hover: hover)').matches) input.current?.focus();
  }, [chatId]);

  const failure =
    chatId !== null && run?.error ? (
      <Suspense fallback={<SkeletonLines lines={4} height={20} />}>
        <FailureCard
          chatId={chatId}
          run={run}
          error={run.error}
          available={available}
          hasDraft={conversation.draft.trim() !== ''}
          models={chatModels}
          onSendAgain={conversation.sendAgain}
          onChooseModel={chooseModel}
          onDismiss={conversation.dismiss}
        />
      </Suspense>
    ) : conversation.startError ? (
      <ErrorCard error={conversation.startError} onRetry={conversation.send} />
    ) : modelsError && !modelsLoaded ? (
      <ErrorCard error={modelsError} onRetry={() => void refetch()} />
    ) : null;

  return (
    <>
      <VisuallyHidden component="h1">{title}</VisuallyHidden>
      {chatId !== null && !chat.data ? (
        <div className={`${classes['column']} ${classes['messages']} ${classes['viewport']}`}>
          {chat.error ? (
            <ErrorCard error={chat.error} onRetry={() => void chat.refetch()} />
          ) : (
            <SkeletonLines lines={6} height={20} />
          )}
        </div>
      ) : messages.length === 0 && !failure ? (
        <Welcome
          onSuggestion={(text) => {
            conversation.setDraft(text);
            input.current?.focus();
          }}
        >
          {welcome}
        </Welcome>
      ) : (
        <Thread
          key={chatId}
          messages={messages}
          searching={run?.searching ?? null}
          onRetry={answering || !choice ? undefined : conversation.askAgain}
          onChooseModel={chooseModel}
          onOpenReceipt={onOpenReceipt}
          footer={failure}
        />
      )}
      {/* Always in this place: whoever writes keeps the focus when the first message makes the chat. */}
      <div className={`${classes['composerArea']} ${classes['column']}`}>
        <Composer
          chatId={chatId}
          text={conversation.draft}
          onText={conversation.setDraft}
          choice={choice}
          models={chatModels}
          modelsLoaded={modelsLoaded}
          search={search}
          onChooseModel={chooseModel}
          onPickModel={pick}
          onSend={conversation.send}
          onStop={answering ? conversation.stop : undefined}
          busy={conversation.starting}
          available={available}
          inputRef={input}
        />
      </div>
      <AnswerAnnouncer answer={run?.phase === 'running' ? run : null} />
      {picker === 'never' ? null : (
        <Suspense fallback={null}>
          <ModelPicker
            opened={picker === 'open'}
            models={chatModels}
            selected={choice?.id ?? null}
            memory={memory}
            onToggleFavourite={toggleFavourite}
            onPick={(id) => {
              pick(id);
              setPicker('closed');
            }}
            onClose={() => setPicker('closed')}
          />
        </Suspense>
      )}
    </>
  );
}
