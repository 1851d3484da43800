import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useCreateRole, useDeleteRole, useRenameRole } from '../api/people-queries';
import { useRoleName } from '../hooks/use-role-name';
import { fieldError } from '../logic/field-errors';
import { Confirm, Dialog } from './dialog';

/** What an administrator is about to do with roles. */
export type RoleTask =
  | { readonly kind: 'create'; readonly copyOf?: string }
  | { readonly kind: 'rename' | 'delete'; readonly role: RoleDto };

interface RoleDialogsProps {
  readonly task: RoleTask | null;
  readonly roles: readonly RoleDto[];
  readonly onClose: () => void;
}

export function RoleDialogs({ task, roles, onClose }: RoleDialogsProps) {
  const { t } = useTranslation('people');
  return (
    <Dialog opened={task !== null} onClose={onClose} title={task ? t(`roles.titles.${task.kind}`) : ''}>
      {task?.kind === 'create' ? <CreateForm roles={roles} copyOf={task.copyOf ?? ''} onClose={onClose} /> : null}
      {task?.kind === 'rename' ? <RenameForm role={task.role} onClose={onClose} /> : null}
      {task?.kind === 'delete' ? <DeleteQuestion role={task.role} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface CreateFormProps {
  readonly roles: readonly RoleDto[];
  readonly copyOf: string;
  readonly onClose: () => void;
}

function CreateForm({ roles, copyOf: preset, onClose }: CreateFormProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const [name, setName] = useState('');
  const [copyOf, setCopyOf] = useState(preset);
  const create = useCreateRole();
  return (
    <NameForm
      name={name}
      onName={setName}
      submit={t('roles.create')}
      error={create.error}
      pending={create.isPending}
      onClose={onClose}
      onSubmit={() => create.mutate({ name, ...(copyOf ? { copyOf } : {}) }, { onSuccess: onClose })}
    >
      <Select
        label={t('roles.beginWith')}
        description={t('roles.beginWithHint')}
        allowDeselect={false}
        data={[
          { value: '', label: t('roles.empty') },
          ...roles.map((role) => ({ value: role.id, label: t('roles.copyOf', { name: roleName(role.name) }) })),
        ]}
        value={copyOf}
        onChange={(value) => setCopyOf(value ?? '')}
      />
    </NameForm>
  );
}

function RenameForm({ role, onClose }: { readonly role: RoleDto; readonly onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const [name, setName] = useState(role.name);
  const rename = useRenameRole();
  return (
    <NameForm
      name={name}
      onName={setName}
      submit={t('common:action.save')}
      error={rename.error}
      pending={rename.isPending}
      onClose={onClose}
      onSubmit={() => rename.mutate({ id: role.id, name }, { onSuccess: onClose })}
    />
  );
}

interface NameFormProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly submit: string;
  readonly error: unknown;
  readonly pending: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: React.ReactNode;
}

function NameForm({ name, onName, submit, error, pending, onSubmit, onClose, children }: NameFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const isTaken = fieldError(error, 'name') === 'isUnique';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) onSubmit();
  };
  return (
    <form onSubmit={send}>
      <Stack>
        <TextInput
          label={t('roles.name')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={NAME_MAX_LENGTH}
          value={name}
          error={isTaken ? t('roles.nameTaken') : undefined}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        {children}
        {error && !isTaken ? <ErrorCard error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" disabled={!name.trim()} loading={pending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function DeleteQuestion({ role, onClose }: { readonly role: RoleDto; readonly onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const remove = useDeleteRole();
  return (
    <Confirm
      confirm={t('common:action.delete')}
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(role.id, { onSuccess: onClose })}
    >
      {t('roles.deleteText', { name: role.name })}
    </Confirm>
  );
}
