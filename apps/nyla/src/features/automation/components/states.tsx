import type { AutomationDto, RunStatus, StepRunStatus } from '@nyla/contracts';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleOff,
  IconClock,
  IconHandStop,
  IconLoader2,
  IconPlayerPause,
  IconPlugX,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './automation.module.css';

const ICON = { size: 16, stroke: 1.8, 'aria-hidden': true } as const;

const RUN_SIGNS = {
  queued: { tone: 'quiet', Icon: IconClock },
  running: { tone: 'live', Icon: IconLoader2 },
  succeeded: { tone: 'good', Icon: IconCircleCheck },
  failed: { tone: 'bad', Icon: IconX },
  stopped: { tone: 'warning', Icon: IconHandStop },
  cancelled: { tone: 'quiet', Icon: IconCircleOff },
  skipped: { tone: 'quiet', Icon: IconCircleDashed },
  interrupted: { tone: 'warning', Icon: IconPlugX },
} as const satisfies Record<RunStatus | StepRunStatus, unknown>;

/** Where a run or one of its steps stands. */
export function RunState({ status }: { readonly status: RunStatus | StepRunStatus }) {
  const { t } = useTranslation('automation');
  const { tone, Icon } = RUN_SIGNS[status];
  return (
    <span className={classes['state']} data-tone={tone}>
      <Icon {...ICON} className={status === 'running' ? classes['spin'] : undefined} />
      {t(`runStatus.${status}`)}
    </span>
  );
}

/** Whether an automation runs when it is due. */
export function AutomationState({ status, pauseReason }: Pick<AutomationDto, 'status' | 'pauseReason'>) {
  const { t } = useTranslation('automation');
  if (status === 'active') {
    return (
      <span className={classes['state']} data-tone="good">
        <IconCircleCheck {...ICON} />
        {t('status.active')}
      </span>
    );
  }
  const byHand = pauseReason === null || pauseReason === 'by_user';
  const Icon = byHand ? IconPlayerPause : IconAlertTriangle;
  return (
    <span className={classes['state']} data-tone={byHand ? 'quiet' : 'warning'}>
      <Icon {...ICON} />
      {t('status.paused')}
    </span>
  );
}
