import type { RoleDto } from '@nyla/contracts';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '@/components/ui/menu';
import { useRoleName } from '../hooks/use-role-name';
import type { RoleTask } from './role-dialogs';
import { RowMenu } from './row-menu';

interface RoleMenuProps {
  readonly role: RoleDto;
  readonly onTask: (task: RoleTask) => void;
}

export function RoleMenu({ role, onTask }: RoleMenuProps) {
  const { t } = useTranslation(['people', 'common']);
  const roleName = useRoleName();
  return (
    <RowMenu label={t('roles.menu', { name: roleName(role.name) })}>
      <MenuItem
        icon={<IconCopy size={18} stroke={1.6} aria-hidden />}
        onSelect={() => onTask({ kind: 'create', copyOf: role.id })}
      >
        {t('roles.copy')}
      </MenuItem>
      {role.builtIn ? null : (
        <>
          <MenuItem
            icon={<IconPencil size={18} stroke={1.6} aria-hidden />}
            onSelect={() => onTask({ kind: 'rename', role })}
          >
            {t('roles.rename')}
          </MenuItem>
          <MenuItem
            tone="danger"
            icon={<IconTrash size={18} stroke={1.6} aria-hidden />}
            onSelect={() => onTask({ kind: 'delete', role })}
          >
            {t('common:action.delete')}
          </MenuItem>
        </>
      )}
    </RowMenu>
  );
}
