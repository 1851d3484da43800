import { hitLimit } from './pause';

const details = { limit: '2.00', used: '1.90', required: '0.20' };

describe('the limit that paused an automation', () => {
  it.each([
    ['2.00', 'same'],
    ['1.00', 'same'],
    ['2.000000001', 'raised'],
    ['10.00', 'raised'],
    [null, 'removed'],
  ] as const)('of 2.00 that is %s now is %s', (monthLimit, since) => {
    const automation = { pauseReason: 'month_limit', pauseDetails: details, runLimit: '9.00', monthLimit } as const;
    expect(hitLimit(automation)).toEqual({
      limit: '2.00',
      atThatTime: { used: '1.90', required: '0.20' },
      since,
      now: monthLimit,
    });
  });

  it('is the one of the run where that was hit, and the present one where nothing was kept', () => {
    const automation = { pauseReason: 'run_limit', pauseDetails: null, runLimit: '9.00', monthLimit: null } as const;
    expect(hitLimit(automation)).toEqual({ limit: '9.00', atThatTime: null, since: 'same', now: '9.00' });
    expect(hitLimit({ ...automation, pauseReason: 'by_user' })).toBeNull();
  });
});
