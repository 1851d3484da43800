import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useRenameMandate } from '../api/mandate-queries';

export interface MandateDialogProps {
  readonly mandate: MandateDetailDto;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function RenameDialog({ mandate, opened, onClose }: MandateDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('rename.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <RenameForm mandate={mandate} onClose={onClose} />
    </Modal>
  );
}

function RenameForm({ mandate, onClose }: Omit<MandateDialogProps, 'opened'>) {
  const { t } = useTranslation(['mandates', 'common']);
  const [name, setName] = useState(mandate.name);
  const rename = useRenameMandate(mandate.id);
  const trimmed = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed) rename.mutate(trimmed, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('create.name')}
          data-autofocus
          maxLength={NAME_MAX_LENGTH}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
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
