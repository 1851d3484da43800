import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayField } from '@/components/ui/day-field';
import { ErrorCard } from '@/components/ui/error-card';
import { ApiError, hasCode } from '@/lib/api/api-error';
import type { Day } from '@/lib/calendar';
import { useTaxChanges } from '../../api/system-queries';
import { typedDecimal } from '../../logic/decimal-text';
import { faultsByField } from '../../logic/field-messages';
import classes from '../system.module.css';

/** The normal rate since 2024-01-01. */
const NORMAL_RATE = '8.1';
const UID_MAX_LENGTH = 40;
const RATE = /^\d{1,2}(\.\d{1,2})?$/;

interface Draft {
  readonly validFrom: Day | undefined;
  readonly registered: boolean;
  readonly uid: string;
  readonly rate: string;
}

const EMPTY: Draft = { validFrom: undefined, registered: true, uid: '', rate: NORMAL_RATE };

/** Says from which day on the operator is registered for MWST, or is no longer. */
export function TaxForm() {
  const { t } = useTranslation('system');
  const { add } = useTaxChanges();
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const served = faultsByField(add.error instanceof ApiError ? add.error.fieldErrors : []);
  const { validFrom, registered, uid } = draft;
  const rate = typedDecimal(draft.rate);
  const faults = {
    validFrom: validFrom === undefined ? t('tax.fault.day') : undefined,
    uid: registered && uid.trim() === '' ? t('tax.fault.uid') : undefined,
    ratePercent: registered && !(RATE.test(rate) && Number(rate) > 0) ? t('tax.fault.rate') : undefined,
  };
  const conflict = hasCode(add.error, 'common.conflict') ? t('tax.conflict') : undefined;
  const edit = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    if (add.error || add.isSuccess) add.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (validFrom === undefined || faults.uid || faults.ratePercent) return;
    const registration = registered ? { uid: uid.trim(), ratePercent: rate } : {};
    add.mutate(
      { validFrom, registered, ...registration },
      {
        onSuccess: () => {
          setDraft(EMPTY);
          setTried(false);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Radio.Group
          label={t('tax.question')}
          value={registered ? 'yes' : 'no'}
          onChange={(value) => edit({ registered: value === 'yes' })}
        >
          <Group gap="lg" mt={8}>
            <Radio value="yes" label={t('tax.yes')} />
            <Radio value="no" label={t('tax.no')} />
          </Group>
        </Radio.Group>
        <div className={classes['fields']}>
          <DayField
            label={t('tax.from')}
            required
            value={validFrom}
            error={(tried ? faults.validFrom : undefined) ?? conflict}
            onChange={(day) => edit({ validFrom: day })}
          />
          {registered ? (
            <>
              <TextInput
                size="md"
                label={t('tax.uid')}
                placeholder={t('tax.uidHint')}
                required
                maxLength={UID_MAX_LENGTH}
                value={uid}
                error={(tried ? faults.uid : undefined) ?? (served.has('uid') ? t('tax.fault.uid') : undefined)}
                onChange={(event) => edit({ uid: event.currentTarget.value })}
              />
              <TextInput
                size="md"
                label={t('tax.rate')}
                required
                inputMode="decimal"
                value={draft.rate}
                error={
                  (tried ? faults.ratePercent : undefined) ??
                  (served.has('ratePercent') ? t('tax.fault.rate') : undefined)
                }
                onChange={(event) => edit({ rate: event.currentTarget.value })}
              />
            </>
          ) : null}
        </div>
        {add.error && served.size === 0 && !conflict ? <ErrorCard error={add.error} /> : null}
        <Group>
          <Button type="submit" size="md" loading={add.isPending}>
            {t('tax.submit')}
          </Button>
          <Text role="status" size="sm" c="dimmed" component="span">
            {add.isSuccess ? (
              <Group gap={6} component="span">
                <IconCheck size={16} aria-hidden />
                {t('tax.added')}
              </Group>
            ) : (
              t('tax.past')
            )}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
