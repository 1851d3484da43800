import type { BalanceDto } from '@nyla/contracts';
import { describeRunway } from './runway';

const balance: BalanceDto = {
  accountId: '0198c5a4-7b1e-7c33-9f0e-2a5d1c9b7e11',
  billingModel: 'PREPAY_MANDATE',
  balance: '50.00',
  held: '0.50',
  available: '49.50',
  creditLimit: '0.00',
  currency: 'CHF',
  state: 'ok',
  averagePerDay: '4.10',
  runwayDays: 12,
  runwayUntil: '2026-12-04',
};

describe('the runway', () => {
  it('is a number of days and a date', () => {
    expect(describeRunway(balance)).toEqual({ kind: 'days', days: 12, until: '2026-12-04' });
  });

  it.each<[string, Partial<BalanceDto>]>([
    ['unlimited', { state: 'unlimited', available: null, creditLimit: null, billingModel: 'UNLIMITED' }],
    ['suspended', { state: 'suspended' }],
    ['exhausted', { state: 'exhausted', available: '0.00' }],
    ['exhausted', { available: '-0.000000001', runwayDays: 0 }],
    ['noUsage', { averagePerDay: '0.00', runwayDays: null, runwayUntil: null }],
    ['unknown', { runwayDays: null, runwayUntil: null }],
    ['today', { runwayDays: 0, runwayUntil: '2026-11-22' }],
    ['longer', { runwayDays: 366, runwayUntil: '2027-11-23' }],
  ])('is %s for %j', (kind, values) => expect(describeRunway({ ...balance, ...values })).toEqual({ kind }));
});
