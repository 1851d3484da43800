import { isOnlyHeld } from './budget-room.js';

describe('a budget that does not cover a call', () => {
  it.each([
    ['10.00', '8.00', '2.00', true],
    ['10.00', '8.00', '2.000000001', false],
    ['10.00', '12.00', '0.10', false],
    ['0.000000002', '0.000000001', '0.000000001', true],
  ])('of %s with %s used and %s required: later it may, %s', (limit, used, required, expected) => {
    expect(isOnlyHeld({ limit, used, required })).toBe(expected);
  });
});
