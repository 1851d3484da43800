import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BalanceStateIcon } from '@/components/money/balance-state';
import { formatMoney, parseChf } from '@/lib/money';
import { usePermission } from '@/lib/session';
import { useBalance } from '../hooks/use-balance';
import classes from './balance.module.css';

/** The available credit in the header, live; leads to the billing page for those who may see it. */
export function BalanceBadge() {
  const { t } = useTranslation();
  const { data: balance, isPending, fetchStatus } = useBalance();
  const mayOpen = usePermission('ui.billing');
  if (isPending && fetchStatus !== 'idle') return <Skeleton w={116} h={36} radius="xl" />;
  // A failed badge would say nothing that the billing page does not say better.
  if (!balance) return null;

  const held = parseChf(balance.held);
  // With what is reserved: a figure that falls with each question and rises again after it would only unsettle.
  const amount =
    balance.available === null
      ? t('balance.unlimited')
      : formatMoney(parseChf(balance.available) + held, { precision: 'cash' });
  const state = t(`balance.state.${balance.state}`);
  const label =
    held === 0n || balance.available === null
      ? t('balance.badge', { amount, state })
      : t('balance.badgeHeld', { amount, state, held: formatMoney(held) });
  const content = (
    <>
      <BalanceStateIcon state={balance.state} size={18} stroke={1.8} />
      {amount}
    </>
  );
  return mayOpen ? (
    <Link to="/billing" className={classes['badge'] ?? ''} data-state={balance.state} aria-label={label} title={label}>
      {content}
    </Link>
  ) : (
    <span className={classes['badge']} data-state={balance.state} role="img" aria-label={label} title={label}>
      {content}
    </span>
  );
}
