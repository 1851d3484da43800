import { UnstyledButton } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';
import { useActiveMandate, useMe } from '@/lib/session';
import { useChangeMandate } from './commands/use-change-mandate';
import classes from './shell.module.css';

/** The name of the active mandate; a menu for those who belong to several. */
export function MandateMenu() {
  const { t } = useTranslation();
  const { memberships } = useMe();
  const { mandateId, mandateName } = useActiveMandate();
  const change = useChangeMandate();

  if (memberships.length < 2) {
    return (
      <span className={classes['mandate']}>
        <span className={classes['mandateName']}>{mandateName}</span>
      </span>
    );
  }
  return (
    <Menu
      align="start"
      renderTrigger={(props) => (
        <UnstyledButton
          {...props}
          className={classes['mandate'] ?? ''}
          aria-label={t('header.switchMandate', { name: mandateName })}
        >
          <span className={classes['mandateName']}>{mandateName}</span>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </UnstyledButton>
      )}
    >
      <MenuChoice
        label={t('header.mandate')}
        value={mandateId}
        onChange={(next) => void change(next)}
        options={memberships.map((membership) => ({ value: membership.mandateId, label: membership.mandateName }))}
      />
    </Menu>
  );
}
