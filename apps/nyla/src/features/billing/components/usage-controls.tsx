import { Group, NativeSelect, SegmentedControl, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { USAGE_GROUPS, type UsageGroup } from '../logic/groups';
import type { UsageSearch } from '../logic/search';
import { USAGE_METRICS, type UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';

type View = 'chart' | 'table';

interface UsageControlsProps {
  readonly group: UsageGroup;
  readonly metric: UsageMetric;
  readonly view: View;
  readonly seesAll: boolean;
  readonly onChange: (changes: { [K in 'group' | 'metric' | 'view']?: UsageSearch[K] | undefined }) => void;
}

/** Switches for grouping, measure and view. */
export function UsageControls({ group, metric, view, seesAll, onChange }: UsageControlsProps) {
  const { t } = useTranslation('billing');
  const id = useId();
  const isWide = useMediaQuery('(min-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? true;
  const groups = USAGE_GROUPS.filter((known) => known !== 'userId' || seesAll);
  const choose = (value: string) => {
    const next = groups.find((known) => known === value);
    onChange({ group: next === 'connectorType' ? undefined : next });
  };
  return (
    <div className={classes['controls']}>
      <div className={classes['grouping']}>
        <Text size="sm" c="dimmed" id={id}>
          {t('usage.groupBy')}
        </Text>
        {isWide ? (
          <SegmentedControl
            aria-labelledby={id}
            value={group}
            data={groups.map((value) => ({ value, label: t(`usage.group.${value}`) }))}
            onChange={choose}
          />
        ) : (
          <NativeSelect
            aria-labelledby={id}
            value={group}
            data={groups.map((value) => ({ value, label: t(`usage.group.${value}`) }))}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          />
        )}
      </div>
      <Group gap="sm" justify="space-between" wrap="nowrap">
        <SegmentedControl
          aria-label={t('usage.metricLabel')}
          value={metric}
          data={USAGE_METRICS.map((value) => ({ value, label: t(`usage.metric.${value}`) }))}
          onChange={(value) => onChange({ metric: value === 'amount' ? undefined : value })}
        />
        <SegmentedControl<View>
          aria-label={t('usage.view')}
          value={view}
          data={[
            { value: 'chart', label: <IconLabel icon={<IconChartBar size={16} />} text={t('usage.chart')} /> },
            { value: 'table', label: <IconLabel icon={<IconTable size={16} />} text={t('usage.table')} /> },
          ]}
          onChange={(value) => onChange({ view: value === 'table' ? value : undefined })}
        />
      </Group>
    </div>
  );
}

function IconLabel({ icon, text }: { readonly icon: ReactNode; readonly text: string }) {
  return (
    <span className={classes['iconLabel']} title={text}>
      {icon}
      <VisuallyHidden>{text}</VisuallyHidden>
    </span>
  );
}
