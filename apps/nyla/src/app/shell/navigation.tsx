import { IconBuilding, IconMessage2, IconRoute, IconSettings, IconUserCircle, IconWallet } from '@tabler/icons-react';
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
  const maySet = usePermission('ui.settings');
  const mayOperate = usePermission('ui.admin');
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
        <Link to="/billing" activeOptions={{ includeSearch: false }} className={classes['navLink'] ?? ''}>
          <IconWallet {...ICON} />
          {t('nav.billing')}
        </Link>
      ) : null}
      {maySet ? (
        <Link to="/settings" activeOptions={{ includeSearch: false }} className={classes['navLink'] ?? ''}>
          <IconSettings {...ICON} />
          {t('nav.settings')}
        </Link>
      ) : null}
      {mayOperate ? (
        <Link to="/admin" activeOptions={{ includeSearch: false }} className={classes['navLink'] ?? ''}>
          <IconBuilding {...ICON} />
          {t('nav.admin')}
        </Link>
      ) : null}
      {/* On a phone with a full bar it is in the user menu only. */}
      <span className={maySet ? classes['wideOnly'] : classes['always']}>
        <Link to="/account" className={classes['navLink'] ?? ''}>
          <IconUserCircle {...ICON} />
          {t('nav.account')}
        </Link>
      </span>
    </nav>
  );
}
