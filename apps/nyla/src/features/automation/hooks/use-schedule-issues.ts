import { useDebouncedValue } from '@mantine/hooks';
import type { ScheduleDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { hasCode } from '@/lib/api/api-error';
import { schedulePreviewQuery } from '../api/automation-queries';
import { type Issues, serverIssues } from '../logic/issues';

/** Typing is over after this long. */
export const TYPING_PAUSE_MS = 400;
const NONE: Issues = {};

/** What the server says of a schedule before it is saved: only it knows when a cron expression is due. */
export function useScheduleIssues(schedule: ScheduleDto | null): Issues {
  const [settled] = useDebouncedValue(schedule, TYPING_PAUSE_MS);
  const { error } = useQuery({
    ...schedulePreviewQuery(settled ?? { cron: '', timeZone: '', missed: 'skip' }),
    enabled: settled !== null && settled.cron.trim() !== '',
  });
  const isOfThis = schedule !== null && schedule.cron === settled?.cron && schedule.timeZone === settled.timeZone;
  return useMemo(
    () =>
      isOfThis && hasCode(error, 'common.validation_failed') ? serverIssues(error.fieldErrors, 'schedule.') : NONE,
    [isOfThis, error],
  );
}
