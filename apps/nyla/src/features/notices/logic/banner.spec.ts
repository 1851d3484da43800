import type { BalanceDto, NoticesDto } from '@nyla/contracts';
import { bannerOf } from './banner';

const NOTICES: NoticesDto = { mandateStatus: 'active', crossing: null, contacts: ['Anna Muster'], wishes: [] };
const BALANCE: BalanceDto = {
  accountId: 'a',
  billingModel: 'PREPAY_MANDATE',
  balance: '10.00',
  held: '0.00',
  available: '10.00',
  creditLimit: '0.00',
  currency: 'CHF',
  state: 'ok',
  averagePerDay: '0.00',
  runwayDays: null,
  runwayUntil: null,
};

function banner(balance: Partial<BalanceDto>, notices: Partial<NoticesDto> = {}, mayTopUp = true) {
  return bannerOf({ balance: { ...BALANCE, ...balance }, notices: { ...NOTICES, ...notices }, mayTopUp });
}

describe('the banner', () => {
  it('is not there when all is well, or nothing is known', () => {
    expect(banner({})).toBeNull();
    expect(banner({ available: null, state: 'unlimited' })).toBeNull();
    expect(bannerOf({ balance: undefined, notices: undefined, mayTopUp: true })).toBeNull();
  });

  it('tells the most serious thing, and cannot be put away when nothing works', () => {
    const worst = banner({ state: 'suspended', available: '0.00' });
    expect(worst).toMatchObject({ kind: 'accountSuspended', blocking: true, contacts: ['Anna Muster'] });
    expect(banner({ state: 'exhausted', available: '0.00' })).toMatchObject({ kind: 'exhausted', blocking: true });
  });

  it('leaves a suspended mandate to the notice that says why', () => {
    expect(banner({ state: 'suspended', available: '0.00' }, { mandateStatus: 'suspended' })).toBeNull();
  });

  it('does not take what running calls have set aside for spent', () => {
    expect(banner({ state: 'exhausted', available: '0.00', held: '10.00' })).toBeNull();
    expect(banner({ state: 'low', available: '3.00', held: '7.00' })).toBeNull();
    const crossing = { level: 'low' as const, since: '2026-11-22T10:00:00.000Z' };
    expect(banner({ state: 'low', available: '1.00', held: '1.00' }, { crossing })).toMatchObject({ kind: 'low' });
  });

  it('warns of little credit only those whose matter it is, by the fall', () => {
    const low = { state: 'low', available: '1.00' } as const;
    expect(banner(low, {}, false)).toBeNull();
    expect(banner({ ...low, billingModel: 'PREPAY_USER' }, {}, false)).toMatchObject({ kind: 'low', blocking: false });
    const first = banner(low, { crossing: { level: 'low', since: '2026-11-22T10:00:00.000Z' } });
    const next = banner(low, { crossing: { level: 'low', since: '2026-11-29T10:00:00.000Z' } });
    expect(first?.key).not.toBe(next?.key);
  });
});
