import type { AutomationDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { moneyText } from '@/lib/money-text';
import { hitLimit } from '../logic/pause';

type Paused = Pick<AutomationDto, 'status' | 'pauseReason' | 'pauseDetails' | 'runLimit' | 'monthLimit' | 'ownerName'>;

/** Why an automation does not run, and who can change that; null while it does. */
export function usePauseText(): (automation: Paused) => string | null {
  const { t } = useTranslation('automation');
  return (automation) => {
    const { status, pauseReason, ownerName } = automation;
    if (status !== 'paused') return null;
    switch (pauseReason) {
      case 'run_limit':
      case 'month_limit': {
        const hit = hitLimit(automation);
        if (!hit) return null;
        const { limit, atThatTime, since, now } = hit;
        const what = t(`pause.${pauseReason}`, { limit: limit === '' ? '' : moneyText(limit) });
        const figures =
          atThatTime &&
          t('pause.figures', { used: moneyText(atThatTime.used), required: moneyText(atThatTime.required) });
        const advice = t(`pause.${since}`, { limit: now === null ? '' : moneyText(now) });
        return [what, figures, advice].filter(Boolean).join(' ');
      }
      case 'not_permitted':
      case 'owner_inactive':
        return t(`pause.${pauseReason}`, { name: ownerName });
      default:
        return t(`pause.${pauseReason ?? 'by_user'}`);
    }
  };
}
