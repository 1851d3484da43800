import type { BalanceState } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { BalanceStateLabel } from '@/components/money/balance-state';

/** State of a mandate's credit, small enough for a list. */
export function StatePill({ state }: { readonly state: BalanceState }) {
  const { t } = useTranslation('mandates');
  return <BalanceStateLabel state={state} word={t(`state.${state}`)} />;
}
