import { ActionIcon, Text } from '@mantine/core';
import { IconLayoutSidebar, IconPencilPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chatQuery } from './api/chat-queries';
import { ChatRoom } from './chat-room';
import classes from './components/chat.module.css';
import { ConversationList } from './components/conversation-list';
import { useChatSession } from './hooks/use-chat-session';

const ConversationDrawer = lazy(async () => ({
  default: (await import('./components/conversation-drawer')).ConversationDrawer,
}));

export interface ChatPageProps {
  /** The open chat; `null` for one that begins with its first message. */
  readonly chatId: string | null;
  /** Credit that is free now, CHF; `null` when unknown or without limit. */
  readonly available: string | null;
  /** What stands in a chat without messages, below the suggestions. */
  readonly welcome?: ReactNode;
  readonly onOpenChat: (chatId: string | null, options?: { readonly replace?: boolean }) => void;
  /** Shows how an amount came about. The chat does not know how billing does that. */
  readonly renderReceipt: (transactionId: string | null, onClose: () => void) => ReactNode;
}

/** Conversations at the left, the open one at the right. */
export function ChatPage({ chatId, available, welcome, onOpenChat, renderReceipt }: ChatPageProps) {
  const { t } = useTranslation(['chat', 'common']);
  const session = useChatSession();
  const [drawer, setDrawer] = useState<'never' | 'open' | 'closed'>('never');
  const closeDrawer = () => setDrawer((before) => (before === 'open' ? 'closed' : before));
  const [receiptOf, setReceiptOf] = useState<string | null>(null);
  const [receiptAsked, setReceiptAsked] = useState(false);
  const title = useChatTitle(chatId);

  const begin = () => {
    closeDrawer();
    onOpenChat(null);
  };
  const list = (
    <ConversationList
      chatId={chatId}
      onNew={begin}
      onPicked={closeDrawer}
      onDeleted={(id) => {
        session.drafts.remove(id);
        session.unused.delete(id);
        if (id === chatId) onOpenChat(null, { replace: true });
      }}
    />
  );
  return (
    <div className={classes['page']}>
      <div className={classes['side']}>{list}</div>
      <div className={classes['room']}>
        <div className={classes['roomHead']}>
          <ActionIcon
            variant="subtle"
            color="gray"
            c="dimmed"
            size={44}
            aria-label={t('list.open')}
            aria-haspopup="dialog"
            onClick={() => setDrawer('open')}
          >
            <IconLayoutSidebar size={20} stroke={1.6} aria-hidden />
          </ActionIcon>
          <Text fw={500} truncate flex={1} aria-hidden>
            {title}
          </Text>
          <ActionIcon variant="subtle" color="gray" c="dimmed" size={44} aria-label={t('newChat')} onClick={begin}>
            <IconPencilPlus size={20} stroke={1.6} aria-hidden />
          </ActionIcon>
        </div>
        <ChatRoom
          chatId={chatId}
          title={title}
          session={session}
          available={available}
          welcome={welcome}
          onOpenChat={onOpenChat}
          onOpenReceipt={(transactionId) => {
            setReceiptAsked(true);
            setReceiptOf(transactionId);
          }}
        />
      </div>
      <Suspense fallback={null}>
        {drawer === 'never' ? null : (
          <ConversationDrawer opened={drawer === 'open'} onClose={closeDrawer}>
            {list}
          </ConversationDrawer>
        )}
      </Suspense>
      {receiptAsked ? renderReceipt(receiptOf, () => setReceiptOf(null)) : null}
    </div>
  );
}

function useChatTitle(chatId: string | null): string {
  const { t } = useTranslation('chat');
  const chat = useQuery({ ...chatQuery(chatId ?? ''), enabled: false });
  if (chatId === null) return t('newChat');
  return chat.data ? chat.data.title || t('newChat') : t('title');
}
