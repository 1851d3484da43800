import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { apiPost } from '@/lib/api/client';
import { postEvents } from '@/lib/api/sse';
import { useMe } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { chatListQuery, chatQuery } from '../api/chat-queries';
import { type ChatRun, ChatRuns } from '../logic/chat-runs';
import { DraftStore } from '../logic/draft-store';

/** Drafts and running answers of one person in one mandate. */
export interface ChatSession {
  readonly drafts: DraftStore;
  readonly runs: ChatRuns;
  /** Chats that this page has made and whose first message the server has not accepted: the next one goes there. */
  readonly unused: Set<string>;
}

let current: { readonly owner: string; readonly session: ChatSession } | null = null;

/** Outlives the chat page, so that an answer goes on while the reader looks at the billing pages. */
export function useChatSession(): ChatSession {
  const { user, mandateId } = useMe();
  const queryClient = useQueryClient();
  return sessionOf(`${mandateId}.${user.id}`, queryClient);
}

function sessionOf(owner: string, queryClient: QueryClient): ChatSession {
  if (current?.owner !== owner) {
    current?.session.runs.close();
    current = { owner, session: createSession(owner, queryClient) };
  }
  return current.session;
}

/** What stands in the composer of a chat. */
export function useDraft(drafts: DraftStore, chat: string): string {
  return useSyncExternalStore(
    drafts.subscribe,
    useCallback(() => drafts.text(chat), [drafts, chat]),
  );
}

/** The running or refused request of a chat. */
export function useChatRun(runs: ChatRuns, chatId: string | null): ChatRun | null {
  return useSyncExternalStore(
    runs.subscribe,
    useCallback(() => (chatId === null ? null : runs.get(chatId)), [runs, chatId]),
  );
}

export function stopAnswer(chatId: string): Promise<void> {
  return apiPost<void>(`/chats/${encodeURIComponent(chatId)}/stop`);
}

function createSession(owner: string, queryClient: QueryClient): ChatSession {
  const drafts = new DraftStore(`nyla.draft.${owner}.`, {
    read: (key) => readStored('local', key),
    write: (key, value) => writeStored('local', key, value),
  });
  const unused = new Set<string>();
  const refresh = (chatId: string) => {
    void queryClient.invalidateQueries({ queryKey: chatQuery(chatId).queryKey });
    void queryClient.invalidateQueries({ queryKey: chatListQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: ['quote'] });
  };
  const runs = new ChatRuns({
    send: (chatId, request, options) => postEvents(`/chats/${encodeURIComponent(chatId)}/messages`, request, options),
    stop: stopAnswer,
    readChat: (chatId) => queryClient.getQueryData(chatQuery(chatId).queryKey),
    writeMessages: (chatId, messages) =>
      queryClient.setQueryData(chatQuery(chatId).queryKey, (chat) =>
        chat ? { ...chat, messages: [...messages] } : chat,
      ),
    refresh,
    accepted: (chatId) => {
      drafts.accept(chatId);
      unused.delete(chatId);
      // The first message gives a chat its title and its place in the list.
      refresh(chatId);
    },
    refused: (chatId) => drafts.giveBack(chatId),
    schedule: (callback) => void requestAnimationFrame(callback),
  });
  return { drafts, runs, unused };
}
