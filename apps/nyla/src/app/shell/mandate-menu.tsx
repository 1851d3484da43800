import { UnstyledButton } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';
import { mayLeave } from '@/lib/leaving';
import { useActiveMandate, useMe, useSwitchMandate } from '@/lib/session';
import classes from './shell.module.css';

/** The name of the active mandate; a menu for those who belong to several. */
export function MandateMenu() {
  const { t } = useTranslation();
  const { memberships } = useMe();
  const { mandateId, mandateName } = useActiveMandate();
  const switchMandate = useSwitchMandate();
  const navigate = useNavigate();

  const change = async (next: string) => {
    if (!(await mayLeave())) return;
    await switchMandate(next);
    // What is open belongs to the mandate that was left.
    await navigate({ to: '/' });
  };

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
