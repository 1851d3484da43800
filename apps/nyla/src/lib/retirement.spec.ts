import { model } from './model.fixtures';
import { retirementOf } from './retirement';

const TODAY = '2026-11-22';
const old = (rest: Parameters<typeof model>[1]) => model('anthropic/old', { status: 'deprecated', ...rest });

describe('retirementOf', () => {
  it('counts the days on which a model still answers', () => {
    expect(retirementOf(old({ shutdownDate: '2026-11-30' }), TODAY)).toEqual({ date: '2026-11-30', daysLeft: 8 });
    expect(retirementOf(old({ shutdownDate: '2026-11-23' }), TODAY)?.daysLeft).toBe(1);
    expect(retirementOf(old({ shutdownDate: '2027-03-29' }), '2027-03-27')?.daysLeft).toBe(2);
  });

  it('knows of some only that they will go', () => {
    expect(retirementOf(old({}), TODAY)).toEqual({ date: null, daysLeft: null });
  });

  it('has nothing to say of a model that stays, or that is gone', () => {
    expect(retirementOf(model('anthropic/new'), TODAY)).toBeNull();
    expect(retirementOf(model('anthropic/older', { status: 'legacy' }), TODAY)).toBeNull();
    expect(retirementOf(old({ shutdownDate: TODAY }), TODAY)).toBeNull();
    expect(retirementOf(old({ status: 'retired' }), TODAY)).toBeNull();
  });
});
