import { Button, Text } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { IconHourglassLow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-day';
import { moneyText } from '@/lib/money-text';
import { priceBeside } from '@/lib/price-change';
import { retirementOf } from '@/lib/retirement';
import { useModelLabel } from '@/lib/use-model-label';
import { useToday } from '@/lib/use-today';
import classes from './composer.module.css';

interface RetirementNoticeProps {
  /** The model that will answer. */
  readonly model: ModelDto;
  readonly models: readonly ModelDto[];
  readonly onSwitch: (modelId: string) => void;
}

/** Says that the chosen model will soon be gone, and offers its replacement with the price of both. */
export function RetirementNotice({ model, models, onSwitch }: RetirementNoticeProps) {
  const { t } = useTranslation('models');
  const labelOf = useModelLabel();
  const retirement = retirementOf(model, useToday());
  if (!retirement) return null;
  const { date, daysLeft } = retirement;
  const replacement = models.find(({ id }) => id === model.replacement);
  const successor = model.replacement === null ? null : labelOf(model.replacement);
  const name = model.displayName;
  return (
    <div className={classes['notice']}>
      <IconHourglassLow size={18} stroke={1.6} aria-hidden className={classes['noticeIcon']} />
      <Text size="sm" className={classes['noticeText'] ?? ''}>
        {date === null
          ? t('retirement.soon', { model: name })
          : t('retirement.on', {
              model: name,
              date: formatDay(date),
              left: t('picker.daysLeft', { count: daysLeft ?? 0 }),
            })}{' '}
        {successor === null ? t('retirement.other') : t('retirement.successor', { model: successor })}{' '}
        {replacement?.usable && replacement.price && model.price ? (
          <span className={classes['noticePrice']}>
            {t('retirement.price', {
              before: moneyText(model.price.typicalAnswer),
              after: priceBeside(replacement.price.typicalAnswer, model.price.typicalAnswer),
            })}
          </span>
        ) : null}
        {replacement && !replacement.usable ? t(`picker.reason.${replacement.reason ?? 'unknown'}`) : null}
      </Text>
      {replacement?.usable ? (
        <Button
          size="xs"
          variant="default"
          className={classes['action'] ?? ''}
          onClick={() => onSwitch(replacement.id)}
        >
          {t('retirement.switch', { model: replacement.displayName })}
        </Button>
      ) : null}
    </div>
  );
}
