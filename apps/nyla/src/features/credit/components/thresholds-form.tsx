import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { BillingSettingsDto } from '@nyla/contracts';
import { DEFAULT_WARN_RUNWAY_DAYS, WARN_RUNWAY_DAYS_MAX } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { usePermission } from '@/lib/session';
import { useUpdateSettings } from '../api/credit-queries';
import { readThresholds, type ThresholdTexts, thresholdTexts } from '../logic/thresholds';
import { AmountField } from './amount-field';
import { DoneNote } from './done-note';
import { WarningsNote } from './warnings-note';

/** When the balance counts as low: by amount, by days, by share of the last top-up. An empty field is off. */
export function ThresholdsForm({ settings }: { readonly settings: BillingSettingsDto }) {
  const { t } = useTranslation(['credit', 'common']);
  const mayChange = usePermission('data.billing.settings.write');
  const [texts, setTexts] = useState<ThresholdTexts>(() => thresholdTexts(settings));
  const save = useUpdateSettings();
  const { values, problems } = readThresholds(texts);
  const isChanged = JSON.stringify(texts) !== JSON.stringify(thresholdTexts(settings));

  const change = (part: Partial<ThresholdTexts>) => {
    save.reset();
    setTexts((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (values) save.mutate(values, { onSuccess: (saved) => setTexts(thresholdTexts(saved)) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <WarningsNote />
        <Text size="sm">{t('settings.warnText')}</Text>
        <fieldset disabled={!mayChange} style={{ all: 'unset', display: 'contents' }}>
          <AmountField
            label={t('settings.threshold')}
            value={texts.threshold}
            error={problems.threshold ? t('settings.thresholdInvalid') : undefined}
            onChange={(threshold) => change({ threshold })}
          />
          <TextInput
            size="md"
            label={t('settings.runway')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            value={texts.runwayDays}
            error={problems.runwayDays ? t('settings.runwayInvalid', { maximum: WARN_RUNWAY_DAYS_MAX }) : undefined}
            onChange={(event) => change({ runwayDays: event.currentTarget.value })}
          />
          <TextInput
            size="md"
            label={t('settings.percentOf')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            rightSection={<Text size="sm">%</Text>}
            rightSectionPointerEvents="none"
            value={texts.percent}
            error={problems.percent ? t('settings.percentInvalid') : undefined}
            onChange={(event) => change({ percent: event.currentTarget.value })}
          />
        </fieldset>
        <Text size="sm" c="dimmed">
          {t('settings.warnDefault', { days: DEFAULT_WARN_RUNWAY_DAYS })}
        </Text>
        {save.error ? <ErrorCard error={save.error} /> : null}
        {mayChange ? (
          <Group>
            <Button type="submit" size="md" disabled={!isChanged || !values} loading={save.isPending}>
              {t('common:action.save')}
            </Button>
            <DoneNote inline text={save.isSuccess && !isChanged ? t('settings.saved') : null} />
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}
