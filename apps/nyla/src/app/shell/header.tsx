import { ActionIcon } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/ui/logo';
import { BalanceBadge } from '@/features/billing/components/balance-badge';
import { Bell } from '@/features/notices/components/bell';
import { usePermission } from '@/lib/session';
import { useShellCommands } from './commands/shell-commands';
import { LanguageMenu } from './language-menu';
import { MandateMenu } from './mandate-menu';
import classes from './shell.module.css';
import { ThemeMenu } from './theme-menu';
import { UserMenu } from './user-menu';

export function Header() {
  const { t } = useTranslation();
  const maySeeBalance = usePermission('data.billing.balance.read');
  return (
    <header className={classes['header']}>
      <Link to="/" className={classes['brand'] ?? ''} aria-label={t('brand')}>
        <Logo size={28} />
        <span className={classes['wideOnly']}>{t('brand')}</span>
      </Link>
      <span className={classes['divider']} />
      <MandateMenu />
      <span className={classes['spacer']} />
      {maySeeBalance ? (
        <Suspense fallback={null}>
          <BalanceBadge />
        </Suspense>
      ) : null}
      <Suspense fallback={<span className={classes['bellRoom']} />}>
        <Bell />
      </Suspense>
      <span className={classes['wideOnly']}>
        <PaletteButton />
        <LanguageMenu />
        <ThemeMenu />
      </span>
      <UserMenu />
    </header>
  );
}

/** What Ctrl K opens, for those who do not know it yet. */
function PaletteButton() {
  const { t } = useTranslation();
  const { openPalette } = useShellCommands();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="dimmed"
      size={44}
      aria-label={t('header.search')}
      aria-keyshortcuts="Control+K Meta+K"
      title={t('header.search')}
      onClick={openPalette}
    >
      <IconSearch size={20} stroke={1.6} aria-hidden />
    </ActionIcon>
  );
}
