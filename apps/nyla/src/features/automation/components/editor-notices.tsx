import { Button, Text } from '@mantine/core';
import type { AutomationDetailDto } from '@nyla/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { usePauseAutomation } from '../api/automation-queries';
import { usePauseText } from '../hooks/use-pause-text';
import classes from './automation.module.css';

/** Somebody else saved in between. */
export function ConflictNotice({ onReload }: { readonly onReload: () => Promise<void> }) {
  const { t } = useTranslation('automation');
  const [loading, setLoading] = useState(false);
  const reload = async () => {
    setLoading(true);
    await onReload().finally(() => setLoading(false));
  };
  return (
    <div className={classes['notice']} data-tone="bad" role="alert">
      <Text size="sm">{t('conflict.text')}</Text>
      <Button size="xs" variant="default" loading={loading} onClick={() => void reload()}>
        {t('conflict.reload')}
      </Button>
    </div>
  );
}

interface PauseNoticeProps {
  readonly automation: AutomationDetailDto;
  readonly onShowModels: () => void;
}

/** Why it does not run, who can change that, and the way there. */
export function PauseNotice({ automation, onShowModels }: PauseNoticeProps) {
  const { t } = useTranslation('automation');
  const text = usePauseText()(automation);
  const pause = usePauseAutomation(automation.id);
  if (text === null) return null;
  const { pauseReason } = automation;
  const isLimit = pauseReason === 'run_limit' || pauseReason === 'month_limit';
  return (
    <>
      <div className={classes['notice']} data-tone={pauseReason === 'by_user' ? 'info' : undefined}>
        <Text size="sm">
          <strong>{t('status.paused')}.</strong> {text}
        </Text>
        {isLimit ? (
          <Button size="xs" variant="default" onClick={onShowModels}>
            {t('pause.changeLimit')}
          </Button>
        ) : null}
        <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate('resume')}>
          {t('action.resume')}
        </Button>
      </div>
      {pause.error ? <ErrorCard error={pause.error} /> : null}
    </>
  );
}
