import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import { BILLING_MODELS } from '@nyla/contracts/constants';
import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { ApiError } from '@/lib/api/api-error';
import { useSaveSettings } from '../api/mandate-queries';
import { changesOf, problemsOf, type SettingsDraft, settingsDraft } from '../logic/settings-draft';

interface SettingsPanelProps {
  readonly mandate: MandateDetailDto;
  readonly readOnly: boolean;
}

/** How the mandate is billed. What was changed here stays while the figures around it are read anew. */
export function SettingsPanel({ mandate, readOnly }: SettingsPanelProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [changed, setChanged] = useState<Partial<SettingsDraft>>({});
  const save = useSaveSettings(mandate.id);
  const draft = { ...settingsDraft(mandate.settings), ...changed };
  const changes = changesOf(mandate.settings, draft);
  const dirty = Object.keys(changes).length > 0;
  const refused = save.error instanceof ApiError ? save.error.fieldErrors.map(({ field }) => field) : [];
  const problems = problemsOf(draft);
  const errorOf = (field: keyof SettingsDraft) =>
    problems[field] ? t(`problem.${problems[field]}`) : refused.includes(field) ? t('problem.invalid') : undefined;
  const set = (next: Partial<SettingsDraft>) => {
    setChanged((before) => ({ ...before, ...next }));
    if (!save.isIdle) save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!dirty || Object.keys(problems).length > 0) return;
    save.mutate(changes, { onSuccess: () => setChanged({}) });
  };
  const amount = (field: 'creditLimit' | 'initialUserCredit' | 'selfTopUpLimit') => (
    <TextInput
      label={t(`settings.${field}`)}
      description={t(`settings.${field}Hint`)}
      inputMode="decimal"
      leftSection="CHF"
      leftSectionWidth={52}
      readOnly={readOnly}
      value={draft[field]}
      error={errorOf(field)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <Panel title={t('settings.title')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <NativeSelect
            label={t('settings.billingModel')}
            description={t(`modelHint.${draft.billingModel}`)}
            disabled={readOnly}
            value={draft.billingModel}
            data={BILLING_MODELS.map((value) => ({ value, label: t(`model.${value}`) }))}
            onChange={({ currentTarget }) =>
              set({ billingModel: BILLING_MODELS.find((known) => known === currentTarget.value) ?? draft.billingModel })
            }
          />
          {draft.billingModel === 'POSTPAY' ? amount('creditLimit') : null}
          {draft.billingModel === 'PREPAY_USER' ? amount('initialUserCredit') : null}
          <TextInput
            label={t('settings.markupPercent')}
            description={t('settings.markupPercentHint')}
            inputMode="decimal"
            rightSection="%"
            readOnly={readOnly}
            placeholder={t('settings.markupDefault')}
            value={draft.markupPercent}
            error={errorOf('markupPercent')}
            onChange={(event) => set({ markupPercent: event.currentTarget.value })}
          />
          {amount('selfTopUpLimit')}
          {save.error && refused.length === 0 ? <ErrorCard error={save.error} /> : null}
          {readOnly ? null : (
            <Group justify="flex-end">
              <Text size="sm" c="dimmed" role="status" mr="auto">
                {save.isSuccess && !dirty ? (
                  <Group gap={6} component="span">
                    <IconCheck size={16} aria-hidden />
                    {t('settings.saved')}
                  </Group>
                ) : null}
              </Text>
              {dirty ? (
                <Button variant="default" onClick={() => setChanged({})}>
                  {t('settings.discard')}
                </Button>
              ) : null}
              <Button type="submit" disabled={!dirty} loading={save.isPending}>
                {t('common:action.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
