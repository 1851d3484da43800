import { ActionIcon } from '@mantine/core';
import type { ChatDto } from '@nyla/contracts';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import classes from './conversation-list.module.css';

interface ConversationItemProps {
  readonly chat: ChatDto;
  readonly active: boolean;
  readonly onPicked: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

export function ConversationItem({ chat, active, onPicked, onRename, onDelete }: ConversationItemProps) {
  const { t } = useTranslation('chat');
  const title = chat.title || t('untitled');
  return (
    <li className={classes['item']} data-active={active || undefined}>
      <Link
        to="/chat/$chatId"
        params={{ chatId: chat.id }}
        className={classes['link'] ?? ''}
        title={title}
        onClick={onPicked}
      >
        {title}
      </Link>
      <Menu
        renderTrigger={(props) => (
          <ActionIcon
            {...props}
            variant="subtle"
            color="gray"
            c="dimmed"
            size={36}
            className={classes['actions'] ?? ''}
            aria-label={t('list.actions', { title })}
          >
            <IconDots size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        )}
      >
        <MenuItem icon={<IconPencil size={16} stroke={1.6} aria-hidden />} onSelect={onRename}>
          {t('list.rename')}
        </MenuItem>
        <MenuItem tone="danger" icon={<IconTrash size={16} stroke={1.6} aria-hidden />} onSelect={onDelete}>
          {t('list.delete')}
        </MenuItem>
      </Menu>
    </li>
  );
}
