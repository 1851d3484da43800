import { Alert, Text } from '@mantine/core';
import type { RunErrorDto } from '@nyla/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { withModelName } from '@/lib/error-models';
import { ERROR_WORDING, errorTextOfCode } from '@/lib/error-text';
import { useModelLabel } from '@/lib/use-model-label';

interface RunErrorProps {
  readonly error: RunErrorDto;
  /** Name of the step in which it happened. */
  readonly step: string | null;
}

/** Why a run ended, in the reader's language, and where. */
export function RunError({ error, step }: RunErrorProps) {
  const { t } = useTranslation('automation');
  const text = useRunErrorText()(error);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={step === null ? t('run.failed') : t('run.failedIn', { step })}
    >
      <Text size="sm">{text}</Text>
    </Alert>
  );
}

/** The sentence for a code; where this version knows none, the server's own words. */
export function useRunErrorText(): (error: RunErrorDto) => string {
  const { t } = useTranslation(['errors', 'common']);
  const labelOf = useModelLabel();
  return ({ code, details, message }) =>
    Object.hasOwn(ERROR_WORDING, code) ? errorTextOfCode(code, withModelName(details, labelOf), t) : message;
}
