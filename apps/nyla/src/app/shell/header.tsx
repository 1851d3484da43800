import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/ui/logo';
import { BalanceBadge } from '@/features/billing/components/balance-badge';
import { Bell } from '@/features/notices/components/bell';
import { usePermission } from '@/lib/session';
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
        <LanguageMenu />
        <ThemeMenu />
      </span>
      <UserMenu />
    </header>
  );
}
