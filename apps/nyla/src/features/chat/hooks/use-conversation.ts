import type { MessageDto, SendMessageDto } from '@nyla/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatQuery, useCreateChat } from '../api/chat-queries';
import { NEW_CHAT } from '../logic/draft-store';
import { changedRequest, type SendAgain } from '../logic/send-again';
import { isAnswering, threadMessages } from '../logic/thread';
import { type ChatSession, stopAnswer, useChatRun, useDraft } from './use-chat-session';

interface ConversationOptions {
  readonly chatId: string | null;
  readonly session: ChatSession;
  /** The model to ask, or an automatic choice; null while there is none. */
  readonly modelId: string | null;
  /** How to search the web for the answer; undefined: not at all. */
  readonly webSearch: string | undefined;
  readonly onOpenChat: (chatId: string, options?: { readonly replace?: boolean }) => void;
}

export interface AskAgain {
  readonly withoutSearch?: boolean;
}

const NO_MESSAGES: readonly MessageDto[] = [];

/** What one chat shows and what can be done in it. */
export function useConversation({ chatId, session, modelId, webSearch, onOpenChat }: ConversationOptions) {
  const { drafts, runs, unused } = session;
  const queryClient = useQueryClient();
  const draftKey = chatId ?? NEW_CHAT;
  const draft = useDraft(drafts, draftKey);
  const run = useChatRun(runs, chatId);
  const receiving = run?.phase === 'running';
  const chat = useQuery({ ...chatQuery(chatId ?? '', receiving), enabled: chatId !== null });
  const createChat = useCreateChat();
  const stored = (chatId === null ? undefined : chat.data?.messages) ?? NO_MESSAGES;
  const messages = threadMessages(stored, receiving ? run : null);

  const submit = useCallback(
    (id: string, request: SendMessageDto, from: string) => {
      if (request.content !== undefined) drafts.park(from, id, request.content);
      void runs.send(id, request);
    },
    [drafts, runs],
  );

  const send = () => {
    if (modelId === null) return;
    const request = { content: draft, ...asked(modelId, webSearch) };
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
    (retryOf: string, { withoutSearch = false }: AskAgain = {}) => {
      const search = withoutSearch ? undefined : webSearch;
      if (chatId !== null && modelId !== null) submit(chatId, { retryOf, ...asked(modelId, search) }, chatId);
    },
    [chatId, modelId, webSearch, submit],
  );

  const sendAgain = (change: SendAgain) => {
    if (chatId !== null && run) submit(chatId, changedRequest(run.request, change), chatId);
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

function asked(model: string, webSearch: string | undefined): Pick<SendMessageDto, 'model' | 'webSearch'> {
  return { model, ...(webSearch === undefined ? {} : { webSearch }) };
}
