import type { ConnectorType, Feature } from '@nyla/contracts/constants';
import { assignSlots, type ChartPalette } from '@/components/chart/palette';
import { REST_KEY } from './groups';
import type { UsageSeries } from './usage-series';

/** A provider has one colour everywhere. */
const CONNECTOR_SLOTS: Readonly<Record<ConnectorType, number>> = {
  anthropic: 1,
  openai: 4,
  perplexity: 2,
  tavily: 6,
  local: 5,
  demo: 3,
};

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
