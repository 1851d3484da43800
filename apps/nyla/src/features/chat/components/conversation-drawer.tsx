import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';

interface ConversationDrawerProps {
  readonly opened: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** The list of chats on a phone. */
export function ConversationDrawer({ opened, children, onClose }: ConversationDrawerProps) {
  const { t } = useTranslation(['chat', 'common']);
  return (
    <Drawer
      opened={useAfterMount() && opened}
      onClose={onClose}
      size={340}
      title={t('list.label')}
      closeButtonProps={{ 'aria-label': t('common:action.close'), size: 'lg' }}
    >
      {children}
    </Drawer>
  );
}
