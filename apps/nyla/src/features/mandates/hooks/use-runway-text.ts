import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';

interface Runway {
  readonly runwayDays: number | null;
  readonly available: string | null;
}

/** How long credit lasts, in words as short as a table needs. */
export function useRunwayText(): (runway: Runway) => string {
  const { t } = useTranslation('mandates');
  return useCallback(
    ({ runwayDays, available }) => {
      if (available === null || runwayDays === null) return '–';
      return t('runway', { count: runwayDays, days: formatCount(runwayDays) });
    },
    [t],
  );
}
