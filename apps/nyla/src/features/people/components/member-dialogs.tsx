import { Button, Group, Stack } from '@mantine/core';
import type { MemberDto } from '@nyla/contracts';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useSetRoles, useSetStatus } from '../api/people-queries';
import { Confirm, Dialog } from './dialog';
import { RoleCheckboxes } from './role-checkboxes';

/** What an administrator is about to do with a member. */
export interface MemberTask {
  readonly kind: 'roles' | 'deactivate' | 'reactivate';
  readonly member: MemberDto;
}

interface MemberDialogsProps {
  readonly task: MemberTask | null;
  readonly onClose: () => void;
}

export function MemberDialogs({ task, onClose }: MemberDialogsProps) {
  const { t } = useTranslation('people');
  const name = task?.member.displayName ?? '';
  return (
    <Dialog opened={task !== null} onClose={onClose} title={task ? t(`members.titles.${task.kind}`, { name }) : ''}>
      {task?.kind === 'roles' ? <RolesForm member={task.member} onClose={onClose} /> : null}
      {task && task.kind !== 'roles' ? <StatusQuestion task={task} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface FormProps {
  readonly member: MemberDto;
  readonly onClose: () => void;
}

function RolesForm({ member, onClose }: FormProps) {
  const { t } = useTranslation(['people', 'common']);
  const [roleIds, setRoleIds] = useState<string[]>(member.roleIds);
  const save = useSetRoles();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ userId: member.userId, roleIds }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <RoleCheckboxes label={t('members.roles')} value={roleIds} onChange={setRoleIds} />
        {save.error ? <ErrorCard error={save.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function StatusQuestion({
  task: { kind, member },
  onClose,
}: {
  readonly task: MemberTask;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const save = useSetStatus();
  const isEnd = kind === 'deactivate';
  return (
    <Confirm
      confirm={t(isEnd ? 'members.deactivate' : 'members.reactivate')}
      dangerous={isEnd}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={() =>
        save.mutate({ userId: member.userId, status: isEnd ? 'deactivated' : 'active' }, { onSuccess: onClose })
      }
    >
      {t(isEnd ? 'members.deactivateText' : 'members.reactivateText', { name: member.displayName })}
    </Confirm>
  );
}
