import type { BalanceState } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { BalanceStateIcon } from '@/components/money/balance-state';
import classes from './mandates.module.css';

/** State of a mandate's credit by colour, icon and a word. */
export function StatePill({ state }: { readonly state: BalanceState }) {
  const { t } = useTranslation('mandates');
  return (
    <span className={classes['state']} data-state={state}>
      <BalanceStateIcon state={state} size={15} stroke={1.9} />
      {t(`state.${state}`)}
    </span>
  );
}
