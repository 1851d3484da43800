import { errorRate, providerState } from './provider-state';

const hour = (calls: number, failures: number) => ({
  configured: true,
  figures: [{ span: 'hour' as const, calls, failures, firstTokenMedianMs: null, firstTokenP95Ms: null }],
});

it.each([
  [hour(0, 0), 'quiet'],
  [hour(100, 5), 'good'],
  [hour(100, 6), 'troubled'],
  [hour(2, 1), 'troubled'],
  [hour(2, 2), 'down'],
  [{ ...hour(9, 0), configured: false }, 'off'],
] as const)('judges a provider by its last hour', (health, state) => {
  expect(providerState({ ...health, figures: [...health.figures] })).toBe(state);
});

it.each([
  [0, 0, '–'],
  [10, 0, '0 %'],
  [300, 1, '0.3 %'],
  [2, 1, '50 %'],
])('of %d calls, %d failed: %s', (calls, failures, shown) => {
  expect(errorRate({ calls, failures })).toBe(shown);
});
