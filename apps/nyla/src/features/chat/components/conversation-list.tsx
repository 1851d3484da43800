import { Button, Stack, Text } from '@mantine/core';
import type { ChatDto } from '@nyla/contracts';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { chatListQuery } from '../api/chat-queries';
import { chatGroups } from '../logic/chat-groups';
import { ConversationItem } from './conversation-item';
import classes from './conversation-list.module.css';

const dialogs = () => import('./conversation-dialogs');
const RenameChatDialog = lazy(async () => ({ default: (await dialogs()).RenameChatDialog }));
const DeleteChatDialog = lazy(async () => ({ default: (await dialogs()).DeleteChatDialog }));

interface ConversationListProps {
  readonly chatId: string | null;
  readonly onNew: () => void;
  /** A chat was chosen; its link leads there. */
  readonly onPicked: () => void;
  readonly onDeleted: (chatId: string) => void;
}

/** All chats of the reader, newest first, page by page. */
export function ConversationList({ chatId, onNew, onPicked, onDeleted }: ConversationListProps) {
  const { t } = useTranslation(['chat', 'common']);
  const list = useInfiniteQuery(chatListQuery);
  const [dialog, setDialog] = useState<{
    readonly kind: 'rename' | 'delete' | 'closed';
    readonly chat: ChatDto;
  } | null>(null);
  // A chat has no title until its first message is stored: without one there is nothing to come back to.
  const chats = (list.data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ id, title }) => title !== '' || id === chatId,
  );
  // Stays mounted, so that it can fade out and give the focus back.
  const close = () => setDialog((before) => before && { ...before, kind: 'closed' });

  return (
    <>
      <div className={classes['head']}>
        <Button
          fullWidth
          variant="default"
          justify="flex-start"
          h={44}
          leftSection={<IconPlus size={18} stroke={1.8} aria-hidden />}
          onClick={onNew}
        >
          {t('newChat')}
        </Button>
      </div>
      <nav className={classes['list']} aria-label={t('list.label')}>
        {list.isPending ? (
          <SkeletonLines lines={6} height={28} />
        ) : list.isError && chats.length === 0 ? (
          <ErrorCard error={list.error} onRetry={() => void list.refetch()} />
        ) : chats.length === 0 ? (
          <EmptyState text={t('list.empty')} />
        ) : (
          <Stack gap="lg">
            {chatGroups(chats, new Date(list.dataUpdatedAt)).map((group) => (
              <section key={group.age} aria-label={t(`list.${group.age}`)}>
                <Text component="h2" size="xs" c="dimmed" fw={500} className={classes['age'] ?? ''}>
                  {t(`list.${group.age}`)}
                </Text>
                <ul className={classes['items']}>
                  {group.chats.map((chat) => (
                    <ConversationItem
                      key={chat.id}
                      chat={chat}
                      active={chat.id === chatId}
                      onPicked={onPicked}
                      onRename={() => setDialog({ kind: 'rename', chat })}
                      onDelete={() => setDialog({ kind: 'delete', chat })}
                    />
                  ))}
                </ul>
              </section>
            ))}
          </Stack>
        )}
        {list.hasNextPage ? (
          <Button
            fullWidth
            mt="md"
            size="sm"
            variant="subtle"
            color="gray"
            c="dimmed"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:action.more')}
          </Button>
        ) : null}
      </nav>
      {dialog ? (
        <Suspense fallback={null}>
          <RenameChatDialog chat={dialog.kind === 'rename' ? dialog.chat : null} onClose={close} />
          <DeleteChatDialog
            chat={dialog.kind === 'delete' ? dialog.chat : null}
            onClose={close}
            onDeleted={onDeleted}
          />
        </Suspense>
      ) : null}
    </>
  );
}
