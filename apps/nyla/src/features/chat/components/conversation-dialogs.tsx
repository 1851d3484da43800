import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { ChatDto } from '@nyla/contracts';
import { CHAT_TITLE_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useDeleteChat, useRenameChat } from '../api/chat-queries';

interface ChatDialogProps {
  /** The chat in question; `null` keeps the dialog closed. */
  readonly chat: ChatDto | null;
  readonly onClose: () => void;
}

export function RenameChatDialog({ chat, onClose }: ChatDialogProps) {
  const { t } = useTranslation(['chat', 'common']);
  return (
    <Modal
      opened={useAfterMount() && chat !== null}
      onClose={onClose}
      title={t('list.renameTitle')}
      closeButtonProps={closeLabel(t)}
    >
      {chat ? <RenameForm key={chat.id} chat={chat} onClose={onClose} /> : null}
    </Modal>
  );
}

function RenameForm({ chat, onClose }: { readonly chat: ChatDto; readonly onClose: () => void }) {
  const { t } = useTranslation(['chat', 'common']);
  const [title, setTitle] = useState(chat.title);
  const rename = useRenameChat();
  const trimmed = title.trim();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed) rename.mutate({ id: chat.id, title: trimmed }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('list.name')}
          data-autofocus
          maxLength={CHAT_TITLE_MAX_LENGTH}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {rename.error ? <ErrorCard error={rename.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" disabled={!trimmed} loading={rename.isPending}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface DeleteChatDialogProps extends ChatDialogProps {
  readonly onDeleted: (chatId: string) => void;
}

export function DeleteChatDialog({ chat, onClose, onDeleted }: DeleteChatDialogProps) {
  const { t } = useTranslation(['chat', 'common']);
  const remove = useDeleteChat();
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = (id: string) =>
    remove.mutate(id, {
      onSuccess: () => {
        close();
        onDeleted(id);
      },
    });
  return (
    <Modal
      opened={useAfterMount() && chat !== null}
      onClose={close}
      title={t('list.deleteTitle')}
      closeButtonProps={closeLabel(t)}
    >
      <Stack>
        <Text>{t('list.deleteText', { title: chat?.title || t('untitled') })}</Text>
        {remove.error ? <ErrorCard error={remove.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => chat && confirm(chat.id)}>
            {t('common:action.delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function closeLabel(t: (key: 'common:action.close') => string) {
  return { 'aria-label': t('common:action.close') };
}
