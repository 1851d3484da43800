import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { BillingContactDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { useRemoveContact } from '../api/contact-queries';

interface RemoveContactDialogProps {
  /** The contact in question; null keeps the dialog closed. */
  readonly contact: BillingContactDto | null;
  readonly onClose: () => void;
  readonly onDone: (sentence: string) => void;
}

export function RemoveContactDialog(props: RemoveContactDialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const { contact, onClose } = props;
  useFocusReturn(contact !== null);
  return (
    <Modal
      opened={useAfterMount() && contact !== null}
      onClose={onClose}
      title={t('remove.title', { name: contact?.name ?? '' })}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {contact ? <Question key={contact.id} {...props} contact={contact} /> : null}
    </Modal>
  );
}

interface QuestionProps extends RemoveContactDialogProps {
  readonly contact: BillingContactDto;
}

function Question({ contact, onClose, onDone }: QuestionProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const remove = useRemoveContact(contact.id);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        onDone(t('remove.done', { name: contact.name }));
        onClose();
      },
    });
  return (
    <Stack gap="md">
      <Text>{t('remove.text', { email: contact.email })}</Text>
      {remove.error ? <ErrorCard error={remove.error} /> : null}
      <Group justify="flex-end">
        <Button size="md" variant="default" data-autofocus onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
        <Button size="md" color="red" loading={remove.isPending} onClick={confirm}>
          {t('remove.submit')}
        </Button>
      </Group>
    </Stack>
  );
}
