import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import type { FxRateDto, PriceWarning } from '@nyla/contracts';
import { PRICE_SOURCE_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { ApiError, hasCode } from '@/lib/api/api-error';
import { useFxChanges } from '../../api/system-queries';
import { decimalText, isDecimal, typedDecimal } from '../../logic/decimal-text';
import { faultsByField, knownFault } from '../../logic/field-messages';
import { instantInZurich } from '../../logic/zurich-time';
import { MomentField } from '../moment-field';
import { FigureInput } from '../prices/figure-input';
import classes from '../system.module.css';

const EMPTY = { rate: '', source: '', starts: 'now' as 'now' | 'later', validFrom: '' };

/** Adds a rate; one that is far from the present one has to be confirmed. */
export function FxForm({ current }: { readonly current: FxRateDto | undefined }) {
  const { t } = useTranslation(['system', 'common']);
  const { add } = useFxChanges();
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const [accepted, setAccepted] = useState(false);
  const rate = typedDecimal(draft.rate);
  const validFrom = draft.starts === 'later' ? instantInZurich(draft.validFrom) : undefined;
  const warnings: readonly PriceWarning[] = hasCode(add.error, 'aicore.price_unusual')
    ? add.error.details.warnings
    : [];
  const served = faultsByField(add.error instanceof ApiError ? add.error.fieldErrors : []);
  const edit = (changes: Partial<typeof EMPTY>) => {
    setDraft({ ...draft, ...changes });
    setAccepted(false);
    if (add.error || add.isSuccess) add.reset();
  };
  const own = {
    usdChf: rate === '' ? t('fault.required') : isDecimal(rate) ? undefined : t('fault.decimal'),
    source: draft.source.trim() === '' ? t('fault.required') : undefined,
    validFrom: draft.starts === 'later' && validFrom === undefined ? t('fault.time') : undefined,
  };
  const errorOf = (field: keyof typeof own) => {
    const constraint = served.get(field);
    if (tried && own[field]) return own[field];
    return constraint === undefined ? undefined : t(`fault.${knownFault(constraint) ?? 'other'}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (own.usdChf || own.source || own.validFrom) return;
    add.mutate(
      {
        usdChf: rate,
        source: draft.source.trim(),
        ...(validFrom === undefined ? {} : { validFrom }),
        ...(warnings.length > 0 && accepted ? { acceptUnusual: true } : {}),
      },
      {
        onSuccess: () => {
          setDraft(EMPTY);
          setTried(false);
          setAccepted(false);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div className={classes['fields']}>
          <FigureInput
            unit="CHF"
            label={t('fx.field')}
            required
            value={draft.rate}
            before={draft.rate === '' ? undefined : current?.usdChf}
            texts={{
              error: errorOf('usdChf'),
              warning:
                warnings.length === 0
                  ? undefined
                  : warnings
                      .map(({ reason, before }) =>
                        t(`warning.${reason}`, { before: before === null ? '–' : decimalText(before) }),
                      )
                      .join(' '),
            }}
            onChange={(value) => edit({ rate: value })}
          />
          <TextInput
            size="md"
            label={t('form.source')}
            placeholder={t('fx.sourceHint')}
            required
            maxLength={PRICE_SOURCE_MAX_LENGTH}
            value={draft.source}
            error={errorOf('source')}
            onChange={(event) => edit({ source: event.currentTarget.value })}
          />
        </div>
        <Radio.Group
          label={t('form.starts')}
          value={draft.starts}
          onChange={(value) => edit({ starts: value === 'later' ? 'later' : 'now' })}
        >
          <Group gap="lg" mt={8}>
            <Radio value="now" label={t('form.now')} />
            <Radio value="later" label={t('form.later')} />
          </Group>
        </Radio.Group>
        {draft.starts === 'later' ? (
          <MomentField
            value={draft.validFrom}
            error={errorOf('validFrom')}
            onChange={(next) => edit({ validFrom: next })}
          />
        ) : null}
        {warnings.length > 0 ? (
          <Checkbox
            label={t('form.accept')}
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
        ) : null}
        {add.error && warnings.length === 0 ? <ErrorCard error={add.error} /> : null}
        <Group>
          <Button type="submit" size="md" loading={add.isPending} disabled={warnings.length > 0 && !accepted}>
            {t(warnings.length > 0 ? 'form.addUnusual' : 'fx.submit')}
          </Button>
          <Text role="status" size="sm" c="dimmed" component="span">
            {add.isSuccess ? (
              <Group gap={6} component="span">
                <IconCheck size={16} aria-hidden />
                {t('fx.added')}
              </Group>
            ) : null}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
