import type { AutomationDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { moneyText } from '@/lib/money-text';

type Paused = Pick<AutomationDto, 'status' | 'pauseReason' | 'runLimit' | 'monthLimit' | 'ownerName'>;

/** Why an automation does not run, and who can change that; null while it does. */
export function usePauseText(): (automation: Paused) => string | null {
  const { t } = useTranslation('automation');
  return ({ status, pauseReason, runLimit, monthLimit, ownerName }) => {
    if (status !== 'paused') return null;
    switch (pauseReason) {
      case 'run_limit':
        return t('pause.run_limit', { limit: runLimit === null ? '' : moneyText(runLimit) });
      case 'month_limit':
        return t('pause.month_limit', { limit: monthLimit === null ? '' : moneyText(monthLimit) });
      case 'not_permitted':
      case 'owner_inactive':
        return t(`pause.${pauseReason}`, { name: ownerName });
      default:
        return t(`pause.${pauseReason ?? 'by_user'}`);
    }
  };
}
