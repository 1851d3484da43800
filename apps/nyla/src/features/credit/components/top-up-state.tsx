import type { TopUpDto } from '@nyla/contracts';
import { IconArrowBackUp, IconCircleCheck, IconCircleX, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './credit.module.css';

const ICONS = {
  requested: IconClock,
  booked: IconCircleCheck,
  declined: IconCircleX,
  withdrawn: IconArrowBackUp,
  reversed: IconArrowBackUp,
} as const;

/** Where a top-up stands, by icon, colour and words. */
export function TopUpStateLabel({ topUp }: { readonly topUp: Pick<TopUpDto, 'state' | 'reversed'> }) {
  const { t } = useTranslation('credit');
  const state = topUp.reversed ? 'reversed' : topUp.state;
  const Icon = ICONS[state];
  return (
    <span className={classes['state']} data-state={state}>
      <Icon size={18} stroke={1.8} aria-hidden />
      {t(`topUp.state.${state}`)}
    </span>
  );
}
