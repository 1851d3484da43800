import { useMediaQuery } from '@mantine/hooks';

const WIDE = '(min-width: 62em)';

/** Whether there is room for tables; else their rows become cards. */
export function useIsWide(): boolean {
  return useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
}
