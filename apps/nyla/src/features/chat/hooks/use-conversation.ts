import type { MessageDto, ModelDto, SendMessageDto } from '@nyla/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatQuery, useCreateChat } from '../api/chat-queries';
import { NEW_CHAT } from '../logic/draft-store';
import type { SendAgain } from '../logic/send-again';
import { isAnswering, threadMessages } from '../logic/thread';
import { type ChatSession, stopAnswer, useChatRun, useDraft } from './use-chat-session';

interface ConversationOptions {
  readonly chatId: string | null;
  readonly session: ChatSession;
  readonly model: ModelDto | null;
  readonly onOpenChat: (chatId: string, options?: { readonly replace?: boolean }) => void;
}

const NO_MESSAGES: readonly MessageDto[] = [];

/** What one chat shows and what can be done in it. */
export function useConversation({ chatId, session: { drafts, runs, unused }, model, onOpenChat }: ConversationOptions) {
  const queryClient = useQueryClient();
  const draftKey = chatId ?? NEW_CHAT;
  const draft = useDraft(drafts, draftKey);
  const run = useChatRun(runs, chatId);
  const receiving = run?.phase === 'running';
  const chat = useQuery({ ...chatQuery(chatId ?? '', receiving), enabled: chatId !== null });
  const createChat = useCreateChat();
  const stored = (chatId === null ? undefined : chat.data?.messages) ?? NO_MESSAGES;
  const messages = threadMessages(stored, receiving ? run : null);
  const modelId = model?.id;

  const submit = useCallback(
    (id: string, request: SendMessageDto, from: string) => {
      if (request.content !== undefined) drafts.park(from, id, request.content);
      void runs.send(id, request);
    },
    [drafts, runs],
  );

  const send = () => {
    if (!modelId) return;
    const request = { content: draft, model: modelId };
    if (chatId !== null) {
      submit(chatId, request, chatId);
      return;
    }
    const begin = (id: string) => {
      submit(id, request, NEW_CHAT);
      onOpenChat(id, { replace: true });
    };
    const refused = [...unused].find((id) => runs.get(id)?.phase !== 'running');
    if (refused !== undefined) {
      begin(refused);
      return;
    }
    createChat.mutate(
      {},
      {
        onSuccess: ({ id }) => {
          unused.add(id);
          begin(id);
        },
      },
    );
  };

  const askAgain = useCallback(
    (retryOf: string) => {
      if (chatId !== null && modelId) submit(chatId, { retryOf, model: modelId }, chatId);
    },
    [chatId, modelId, submit],
  );

  const sendAgain = (change: SendAgain) => {
    if (chatId === null || !run) return;
    const unchanged = change.model === undefined && change.maxOutputTokens === undefined;
    submit(chatId, unchanged ? run.request : { ...run.request, ...change }, chatId);
  };

  const stop = useCallback(() => {
    if (chatId === null) return;
    if (runs.get(chatId)?.phase === 'running') {
      runs.stop(chatId);
      return;
    }
    // Another tab receives the answer; asking again shows how it ended, whatever this call says.
    void stopAnswer(chatId)
      .catch(() => undefined)
      .then(() => queryClient.invalidateQueries({ queryKey: chatQuery(chatId).queryKey }));
  }, [chatId, runs, queryClient]);

  return {
    chat,
    run,
    messages,
    answering: isAnswering(messages),
    draft,
    setDraft: (text: string) => drafts.setText(draftKey, text),
    send,
    askAgain,
    sendAgain,
    stop,
    dismiss: () => chatId !== null && runs.dismiss(chatId),
    starting: createChat.isPending,
    startError: chatId === null ? createChat.error : null,
  };
}
