import { Button, CloseButton, Group, Paper, Progress, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { formatCount } from '@/lib/money';
import type { ExportState } from '../hooks/use-export';
import classes from './transactions.module.css';

interface ExportProgressProps {
  readonly state: ExportState;
  readonly onRetry: () => void;
  readonly onStop: () => void;
}

const PER_CENT = 100;

/** How far a file is, with a way to end it; that it is there, or why not. */
export function ExportProgress({ state, onRetry, onStop }: ExportProgressProps) {
  const { t } = useTranslation(['billing', 'common']);
  if (state.kind === 'idle') return null;
  if (state.kind === 'failed') {
    return (
      <div className={classes['export']}>
        <ErrorCard error={state.error} onRetry={onRetry} />
      </div>
    );
  }
  const { fileName, rows } = state;
  const done = state.kind === 'done';
  const share = done ? 1 : state.share;
  const text =
    rows === undefined
      ? t('export.running', { file: fileName })
      : done
        ? t('export.done', { file: fileName, count: rows, number: formatCount(rows) })
        : t('export.progress', {
            file: fileName,
            rows: formatCount(Math.round(rows * (share ?? 0))),
            all: formatCount(rows),
          });
  return (
    <Paper withBorder radius="lg" p="md" className={classes['export'] ?? ''}>
      <Group justify="space-between" wrap="nowrap" mb={8}>
        <Text size="sm">{done && rows === undefined ? t('export.doneFile', { file: fileName }) : text}</Text>
        {done ? (
          <CloseButton aria-label={t('common:action.close')} onClick={onStop} size="lg" />
        ) : (
          <Button variant="default" size="sm" onClick={onStop}>
            {t('common:action.cancel')}
          </Button>
        )}
      </Group>
      <Progress
        value={(share ?? 1) * PER_CENT}
        animated={share === undefined}
        color={done ? 'teal' : 'blue'}
        aria-label={t('export.label')}
      />
      {/* Not every step of the way is worth a sentence. */}
      <VisuallyHidden role="status">
        {done ? t('export.doneFile', { file: fileName }) : t('export.started')}
      </VisuallyHidden>
    </Paper>
  );
}
