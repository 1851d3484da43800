import { useComputedColorScheme } from '@mantine/core';
import { CHART_PALETTES, type ChartPalette } from './palette';

/** The chart colours of the colour scheme that is shown. */
export function useChartPalette(): ChartPalette {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  return CHART_PALETTES[scheme];
}
