import { Anchor } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './check-link.module.css';

/** The way to the page that recomputes the balance. */
export function CheckLink() {
  const { t } = useTranslation('billing');
  return (
    <Anchor renderRoot={(props) => <Link to="/billing/check" {...props} />} c="var(--nyla-accent-text)" size="sm">
      <span className={classes['checkLink']}>
        <IconShieldCheck size={17} stroke={1.7} aria-hidden />
        {t('check.link')}
      </span>
    </Anchor>
  );
}
