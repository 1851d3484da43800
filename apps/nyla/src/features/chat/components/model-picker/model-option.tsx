import { Badge, Group, Text } from '@mantine/core';
import type { ModelCapability, ModelDto } from '@nyla/contracts';
import { formatMoney } from '@nyla/money';
import { IconCheck, IconLock, IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-day';
import classes from './model-picker.module.css';

/** What tells models apart. Text, cache and structured output are common to nearly all. */
const TELLING_CAPABILITIES = [
  'vision',
  'pdf',
  'tools',
  'reasoning',
  'web_search',
] as const satisfies readonly ModelCapability[];

interface ModelOptionProps {
  readonly id: string;
  readonly model: ModelDto;
  readonly active: boolean;
  readonly selected: boolean;
  readonly favourite: boolean;
  readonly onActivate: () => void;
  readonly onPick: () => void;
}

/** One model with what decides about it: price, abilities, and why it cannot be used, if it cannot. */
export function ModelOption({ id, model, active, selected, favourite, onActivate, onPick }: ModelOptionProps) {
  const { t } = useTranslation('chat');
  return (
    // The search field holds the focus and the keys; `aria-activedescendant` points here.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the listbox around it takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-disabled={!model.usable}
      data-active={active || undefined}
      className={classes['option']}
      onClick={() => {
        onActivate();
        onPick();
      }}
      onMouseMove={active ? undefined : onActivate}
    >
      <div className={classes['optionMain']}>
        <Group gap={8}>
          <Text component="span" fw={500}>
            {model.displayName}
          </Text>
          {favourite ? <IconStarFilled size={14} className={classes['star']} aria-hidden /> : null}
          {selected ? (
            <Badge size="sm" variant="light" tt="none" fw={500} leftSection={<IconCheck size={12} aria-hidden />}>
              {t('picker.selected')}
            </Badge>
          ) : null}
          <StatusBadges model={model} />
        </Group>
        {model.usable ? (
          <ul className={classes['capabilities']}>
            {TELLING_CAPABILITIES.filter((name) => model.capabilities.includes(name)).map((name) => (
              <li key={name} className={classes['capability']}>
                {t(`picker.capability.${name}`)}
              </li>
            ))}
          </ul>
        ) : (
          <Text size="sm" c="dimmed" className={classes['reason'] ?? ''}>
            <IconLock size={14} stroke={1.8} aria-hidden />
            <span>
              {t(`picker.reason.${model.reason ?? 'unknown'}`)}
              {model.replacement ? ` ${t('picker.replacement', { model: model.replacement })}` : ''}
            </span>
          </Text>
        )}
      </div>
      {model.price ? (
        <div className={classes['price']}>
          <Text component="span" size="sm" display="block">
            {t('picker.inOut', {
              input: formatMoney(model.price.inputPerMillion, { currency: false }),
              output: formatMoney(model.price.outputPerMillion, { currency: false }),
            })}
          </Text>
          <Text component="span" size="sm" c="dimmed" display="block">
            {t('picker.typical', { amount: formatMoney(model.price.typicalAnswer) })}
          </Text>
        </div>
      ) : null}
    </div>
  );
}

function StatusBadges({ model: { simulated, status, shutdownDate } }: { readonly model: ModelDto }) {
  const { t } = useTranslation('chat');
  const ends = shutdownDate !== null && status !== 'retired';
  return (
    <>
      {simulated ? (
        <span className={classes['badge']} data-tone="info">
          {t('picker.simulated')}
        </span>
      ) : null}
      {ends || status === 'deprecated' ? (
        <span className={classes['badge']} data-tone="warning">
          {ends ? t('picker.shutdown', { date: formatDay(shutdownDate) }) : t('picker.deprecated')}
        </span>
      ) : status === 'legacy' ? (
        <span className={classes['badge']}>{t('picker.legacy')}</span>
      ) : null}
    </>
  );
}
