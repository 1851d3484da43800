import type { Feature } from '@nyla/contracts/constants';
import { CONNECTOR_SLOTS } from '@/components/chart/connector-slots';
import { assignSlots, type ChartPalette } from '@/components/chart/palette';
import { REST_KEY } from './groups';
import type { UsageSeries } from './usage-series';

const FEATURE_SLOTS: Readonly<Record<Feature, number>> = { chat: 2, automation: 1, api: 4 };

const FIXED: Readonly<Record<string, number>> = { ...CONNECTOR_SLOTS, ...FEATURE_SLOTS };

/** The colour of each series by its key. */
export function seriesColors(series: readonly UsageSeries[], palette: ChartPalette): Map<string, string> {
  const keys = series.map(({ key }) => key).filter((key) => key !== REST_KEY);
  const slots = assignSlots(keys, FIXED);
  return new Map(
    series.map(({ key }) => {
      const slot = slots.get(key);
      return [key, (slot === undefined ? undefined : palette.categories[slot]) ?? palette.rest];
    }),
  );
}
