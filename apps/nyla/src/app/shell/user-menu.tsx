import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconLogout, IconSearch, IconUserCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useMe } from '@/lib/session';
import { useShellCommands } from './commands/shell-commands';
import { useSignOut } from './commands/use-sign-out';
import { LanguageChoice } from './language-menu';
import classes from './shell.module.css';
import { ThemeChoice } from './theme-menu';

/** Who is signed in; on a phone also the language and the theme, which have no room in the header there. */
export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { openPalette, openShortcuts } = useShellCommands();
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
        <MenuItem icon={<IconSearch size={18} stroke={1.6} aria-hidden />} onSelect={openPalette}>
          {t('header.search')}
        </MenuItem>
      </span>
      <span role="presentation" className={classes['wideOnly']}>
        <MenuItem icon={<IconKeyboard size={18} stroke={1.6} aria-hidden />} onSelect={openShortcuts}>
          {t('shortcuts.title')}
        </MenuItem>
      </span>
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

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}
