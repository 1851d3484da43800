import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core';

/** The one accent: a deep petrol. Shade 8 carries white text, shade 4 is its readable form on dark ground. */
const petrol: MantineColorsTuple = [
  '#eaf5f5',
  '#d3e8e9',
  '#a6d2d4',
  '#78bdc0',
  '#4fa8ad',
  '#2c9298',
  '#177b82',
  '#0e6c73',
  '#0b5f66',
  '#074a50',
];

/** Neutral, a trace cooler than grey; 7 is the page in the dark scheme, 6 a raised surface, 4 a border. */
const dark: MantineColorsTuple = [
  '#e4e7e9',
  '#b4babf',
  '#8f979d',
  '#5d656b',
  '#373e43',
  '#2b3135',
  '#1f2427',
  '#15181a',
  '#101314',
  '#0b0d0e',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 7 },
  colors: { petrol, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '600' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  breakpoints: { xs: '36em', sm: '48em', md: '62em', lg: '75em', xl: '88em' },
  components: {
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontWeight: 600 } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.45 } }, styles: { title: { fontWeight: 600 } } },
  },
});

/** Mantine's own dimmed and placeholder greys fall short of 4.5 : 1; these pass on page, surface and hover. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#16191b',
    '--mantine-color-dimmed': '#545d63',
    '--mantine-color-placeholder': '#666f76',
    '--mantine-color-error': '#b42318',
    '--mantine-color-default-border': '#d9dde0',
    '--mantine-color-red-filled': '#b42318',
    '--mantine-color-red-filled-hover': '#9a1c12',
    '--mantine-color-red-light': '#fdf1f0',
    '--mantine-color-red-light-color': '#b42318',
    '--mantine-color-gray-light': '#f1f3f4',
    '--nyla-surface': '#f7f8f8',
    '--nyla-border': '#e6e9ea',
    '--nyla-accent-soft': '#eaf5f5',
    '--nyla-accent-text': '#0b5f66',
    '--nyla-warning-text': '#8a4b08',
  },
  dark: {
    '--mantine-color-text': '#e4e7e9',
    '--mantine-color-dimmed': '#a5adb3',
    '--mantine-color-placeholder': '#98a1a7',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-default-border': '#373e43',
    '--mantine-color-red-filled': '#b42318',
    '--mantine-color-red-filled-hover': '#9a1c12',
    '--mantine-color-red-light': '#2b1b1b',
    '--mantine-color-red-light-color': '#ff9a8f',
    '--mantine-color-gray-light': '#22272a',
    '--nyla-surface': '#1a1e20',
    '--nyla-border': '#2b3135',
    '--nyla-accent-soft': '#122a2c',
    '--nyla-accent-text': '#78bdc0',
    '--nyla-warning-text': '#f0b566',
  },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'nyla.color-scheme' });
