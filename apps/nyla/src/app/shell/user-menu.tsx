import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { apiDelete } from '@/lib/api/client';
import { mayLeave } from '@/lib/leaving';
import { dropSession, useMe } from '@/lib/session';
import { LanguageChoice } from './language-menu';
import classes from './shell.module.css';
import { ThemeChoice } from './theme-menu';

/** Who is signed in; on a phone also the language and the theme, which have no room in the header there. */
export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu
      renderTrigger={(props) => (
        <UnstyledButton {...props} className={classes['user'] ?? ''}>
          <span className={classes['initials']} aria-hidden>
            {initials(user.displayName)}
          </span>
          <VisuallyHidden>{t('header.userMenu', { name: user.displayName })}</VisuallyHidden>
        </UnstyledButton>
      )}
    >
      <div role="presentation" className={classes['person']}>
        <Text size="sm" fw={600} truncate>
          {user.displayName}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {user.email}
        </Text>
      </div>
      <MenuItem
        icon={<IconUserCircle size={18} stroke={1.6} aria-hidden />}
        onSelect={() => void navigate({ to: '/account' })}
      >
        {t('nav.account')}
      </MenuItem>
      <span role="presentation" className={classes['narrowOnly']}>
        <LanguageChoice />
        <ThemeChoice />
      </span>
      <MenuItem icon={<IconLogout size={18} stroke={1.6} aria-hidden />} onSelect={() => void signOut()}>
        {t('header.signOut')}
      </MenuItem>
    </Menu>
  );
}

function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    if (!(await mayLeave())) return;
    // Leaving must always work; a session that the server could not end now ends by its own expiry.
    await apiDelete('/session').catch(() => undefined);
    await navigate({ to: '/login', search: {} });
    dropSession(queryClient);
  };
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}
