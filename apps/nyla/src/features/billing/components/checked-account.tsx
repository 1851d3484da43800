import { Text } from '@mantine/core';
import type { CheckedAccountDto } from '@nyla/contracts';
import { CHECK_RULES } from '@nyla/contracts/constants';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/money';
import classes from './check.module.css';

/** One account: its balance beside the sum of its bookings, and which rules hold. */
export function CheckedAccount({ account }: { readonly account: CheckedAccountDto }) {
  const { t } = useTranslation('billing');
  const { userId, userName, balance, sum, bookings, hash, faults } = account;
  return (
    <Panel title={userId === null ? t('check.mandateAccount') : t('check.userAccount', { name: userName ?? userId })}>
      <dl className={classes['figures']}>
        <div>
          <dt>{t('check.balance')}</dt>
          <dd>
            <Money amount={balance} precision="full" />
          </dd>
        </div>
        <div>
          <dt>{t('check.sum', { number: formatCount(bookings) })}</dt>
          <dd>
            <Money amount={sum} precision="full" />
          </dd>
        </div>
      </dl>
      <ul className={classes['rules']}>
        {CHECK_RULES.map((rule) => {
          const fault = faults.find((one) => one.rule === rule);
          const Icon = fault ? IconX : IconCheck;
          return (
            <li key={rule} data-wrong={fault ? true : undefined}>
              <Icon size={18} stroke={2} aria-hidden />
              <span>
                {t(`check.rule.${rule}`)}
                {fault ? (
                  <>
                    {' '}
                    {t('check.fault', { count: fault.count })}{' '}
                    {fault.transactionId ? (
                      <Link to="/billing/transactions" search={{ receipt: fault.transactionId }}>
                        {t('check.openBooking')}
                      </Link>
                    ) : null}
                  </>
                ) : (
                  <> {t('check.holds')}</>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {hash ? (
        <div className={classes['hash']}>
          <Text size="sm" c="dimmed">
            {t('check.hash')}
          </Text>
          <code title={hash}>{hash}</code>
          <CopyIconButton text={() => hash} label={t('receipt.copy', { name: t('receipt.hash') })} />
        </div>
      ) : null}
    </Panel>
  );
}
