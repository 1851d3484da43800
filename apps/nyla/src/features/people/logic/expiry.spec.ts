import { expiresAt, expiryState } from './expiry';

const NOW = new Date('2026-12-01T12:00:00Z');

it('turns a choice into an instant', () => {
  expect(expiresAt('none', '', NOW)).toBeNull();
  expect(expiresAt('30', '', NOW)).toBe('2026-12-31T12:00:00.000Z');
  expect(Date.parse(expiresAt('date', '2026-12-24', NOW) ?? '')).toBe(new Date(2026, 11, 24, 23, 59, 59).getTime());
});

it.each([
  [null, 'later'],
  ['2026-12-01T12:00:00Z', 'over'],
  ['2026-12-05T12:00:00Z', 'soon'],
  ['2026-12-31T12:00:00Z', 'later'],
] as const)('says of a key until %s: %s', (expires, state) => {
  expect(expiryState(expires, NOW)).toBe(state);
});
