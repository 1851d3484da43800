import { Button, Group, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { RANGE_PRESETS, type RangePreset } from '@nyla/contracts/constants';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { type Period, type RangeSearch } from '../logic/period';
import classes from './range-picker.module.css';

const RangeCalendar = lazy(async () => ({ default: (await import('./range-calendar')).RangeCalendar }));

const CALENDAR_HEIGHT = 290;

interface RangePickerProps {
  readonly search: RangeSearch;
  /** The days that the range means today; undefined for all time. */
  readonly period: Period | undefined;
  /** The preset where the URL names none; undefined for all time. */
  readonly fallback?: RangePreset;
  readonly onChange: (range: { [K in keyof RangeSearch]: RangeSearch[K] | undefined }) => void;
}

/** A button that names the range and opens presets and a calendar. */
export function RangePicker({ search, period, fallback, onChange }: RangePickerProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const [opened, setOpened] = useState(false);
  const custom = search.from !== undefined && search.to !== undefined;
  const preset = custom ? undefined : (search.range ?? fallback);
  const days = period && t('range.between', { from: formatDay(period.from, locale), to: formatDay(period.to, locale) });
  const name = preset ? t(`range.preset.${preset}`) : custom ? days : t('range.all');

  const choose = (range: Partial<RangeSearch>) => {
    setOpened(false);
    onChange({ range: range.range, from: range.from, to: range.to });
  };

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendar size={16} stroke={1.7} aria-hidden />}
          rightSection={<IconChevronDown size={14} stroke={1.7} aria-hidden />}
          onClick={() => setOpened((open) => !open)}
          aria-label={`${t('range.label')}: ${name ?? ''}`}
          title={days}
          fw={500}
        >
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''}>
        <Stack gap="sm">
          <Group gap={6} maw={270} role="group" aria-label={t('range.label')}>
            {fallback === undefined ? (
              <PresetButton name={t('range.all')} active={!custom && preset === undefined} onClick={() => choose({})} />
            ) : null}
            {RANGE_PRESETS.map((known) => (
              <PresetButton
                key={known}
                name={t(`range.preset.${known}`)}
                active={known === preset}
                onClick={() => choose(known === fallback ? {} : { range: known })}
              />
            ))}
          </Group>
          <Text size="sm" fw={500}>
            {t('range.custom')}
            <Text component="span" size="xs" c="dimmed" display="block">
              {t('range.customHint')}
              <br />
              {t('range.zone')}
            </Text>
          </Text>
          <Suspense fallback={<Skeleton height={CALENDAR_HEIGHT} />}>
            <RangeCalendar period={custom ? period : undefined} onChange={choose} />
          </Suspense>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface PresetButtonProps {
  readonly name: string;
  readonly active: boolean;
  readonly onClick: () => void;
}

function PresetButton({ name, active, onClick }: PresetButtonProps) {
  return (
    <Button size="compact-sm" variant={active ? 'filled' : 'default'} aria-pressed={active} onClick={onClick} fw={500}>
      {name}
    </Button>
  );
}
