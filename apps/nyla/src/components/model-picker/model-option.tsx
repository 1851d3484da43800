import { Group, Text } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-day';
import { retirementOf } from '@/lib/retirement';
import { useModelLabel } from '@/lib/use-model-label';
import { useToday } from '@/lib/use-today';
import { Capabilities } from './capabilities';
import classes from './model-picker.module.css';
import { ModelPrice } from './model-price';
import { Reason } from './reason';
import { SelectedBadge } from './selected-badge';

interface ModelOptionProps {
  readonly model: ModelDto;
  readonly selected: boolean;
  readonly favourite: boolean;
}

/** One model with what decides about it: price, abilities, until when, and why it cannot be used, if it cannot. */
export function ModelOption({ model, selected, favourite }: ModelOptionProps) {
  const { t } = useTranslation('models');
  const labelOf = useModelLabel();
  const today = useToday();
  const successor =
    model.replacement !== null && (!model.usable || model.status === 'legacy' || retirementOf(model, today))
      ? t('picker.replacement', { model: labelOf(model.replacement) })
      : null;
  return (
    <>
      <div className={classes['optionMain']}>
        <Group gap={8}>
          <Text component="span" fw={500}>
            {model.displayName}
          </Text>
          {favourite ? <IconStarFilled size={14} className={classes['star']} aria-hidden /> : null}
          {selected ? <SelectedBadge /> : null}
          <StatusBadges model={model} />
        </Group>
        {model.usable ? <Capabilities capabilities={model.capabilities} brief /> : null}
        {model.usable ? null : <Reason reason={model.reason} />}
        {successor ? (
          <Text size="xs" c="dimmed">
            {successor}
          </Text>
        ) : null}
      </div>
      {model.price ? <ModelPrice price={model.price} /> : null}
    </>
  );
}

function StatusBadges({ model }: { readonly model: ModelDto }) {
  const { t } = useTranslation('models');
  const retirement = retirementOf(model, useToday());
  const isLegacy = model.status === 'legacy' && retirement === null;
  return (
    <>
      {model.simulated ? (
        <span className={classes['badge']} data-tone="info">
          {t('picker.simulated')}
        </span>
      ) : null}
      {retirement ? (
        <span className={classes['badge']} data-tone="warning">
          {retirement.date === null
            ? t('picker.deprecated')
            : `${t('picker.shutdown', { date: formatDay(retirement.date) })}, ${t('picker.daysLeft', { count: retirement.daysLeft ?? 0 })}`}
        </span>
      ) : null}
      {isLegacy ? <span className={classes['badge']}>{t('picker.legacy')}</span> : null}
    </>
  );
}
