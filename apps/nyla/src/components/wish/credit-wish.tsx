import { Button, type ButtonProps } from '@mantine/core';
import type { AskForCreditDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAskForCredit, useOpenWish } from '@/lib/notices';
import { usePermission } from '@/lib/session';
import { SentWish } from './sent-wish';
import classes from './wish.module.css';
import { WishError } from './wish-error';

interface CreditWishProps {
  /** What to tell those who are asked. */
  readonly request?: AskForCreditDto;
  readonly variant?: ButtonProps['variant'];
  readonly size?: ButtonProps['size'];
}

const NO_DETAILS: AskForCreditDto = {};
const CREDIT = { kind: 'credit', connectorType: null, model: null } as const;

/** The way to more credit: topping up for whoever may, asking for everybody else. */
export function CreditWish({ request = NO_DETAILS, variant = 'default', size = 'sm' }: CreditWishProps) {
  const { t } = useTranslation('notices');
  const mayTopUp = usePermission('data.billing.topUp');
  const wish = useOpenWish(CREDIT);
  const ask = useAskForCredit();
  const look = { variant, size, className: classes['button'] ?? '' } as const;
  if (mayTopUp) {
    return (
      <Button {...look} renderRoot={(props) => <Link to="/billing/top-up" {...props} />}>
        {t('wish.topUp')}
      </Button>
    );
  }
  if (wish) return <SentWish wish={wish} />;
  return (
    <>
      <Button {...look} loading={ask.isPending} onClick={() => ask.mutate(request)}>
        {t('wish.askAdmin')}
      </Button>
      <WishError error={ask.error} />
    </>
  );
}
