import { IconMessage2, IconReceipt2, IconRoute, IconUserCircle, IconWallet } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePermission } from '@/lib/session';
import classes from './shell.module.css';

const ICON = { size: 22, stroke: 1.6, 'aria-hidden': true } as const;

/** The areas that the caller may see: at the left on a wide screen, at the bottom of a phone. */
export function Navigation() {
  const { t } = useTranslation();
  const mayChat = usePermission('ui.chat');
  const mayAutomate = usePermission('ui.automations');
  const mayBill = usePermission('ui.billing');
  return (
    <nav className={classes['nav']} aria-label={t('nav.label')}>
      {mayChat ? (
        <Link to="/chat" className={classes['navLink'] ?? ''}>
          <IconMessage2 {...ICON} />
          {t('nav.chat')}
        </Link>
      ) : null}
      {mayAutomate ? (
        <Link to="/automations" activeOptions={{ includeSearch: false }} className={classes['navLink'] ?? ''}>
          <IconRoute {...ICON} />
          {t('nav.automations')}
        </Link>
      ) : null}
      {mayBill ? (
        <>
          <Link
            to="/billing"
            activeOptions={{ exact: true, includeSearch: false }}
            className={classes['navLink'] ?? ''}
          >
            <IconWallet {...ICON} />
            {t('nav.billing')}
          </Link>
          <Link
            to="/billing/transactions"
            activeOptions={{ includeSearch: false }}
            className={classes['navLink'] ?? ''}
          >
            <IconReceipt2 {...ICON} />
            {t('nav.transactions')}
          </Link>
        </>
      ) : null}
      <Link to="/account" className={classes['navLink'] ?? ''}>
        <IconUserCircle {...ICON} />
        {t('nav.account')}
      </Link>
    </nav>
  );
}
