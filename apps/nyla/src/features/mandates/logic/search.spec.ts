import { nextOrder, orderOf, parseMandateSearch, parseMandatesSearch } from './search';

describe('the URL of the overview', () => {
  it('keeps what it understands and drops the rest', () => {
    expect(
      parseMandatesSearch({
        q: ' Muster ',
        state: 'low',
        billingModel: 'POSTPAY',
        sort: 'balance',
        direction: 'asc',
        x: 1,
      }),
    ).toEqual({ q: 'Muster', state: 'low', billingModel: 'POSTPAY', sort: 'balance', direction: 'asc' });
    expect(parseMandatesSearch({ q: '', state: 'rich', sort: ['name'], direction: 'up' })).toEqual({});
    expect(parseMandatesSearch({ q: 2026 })).toEqual({ q: '2026' });
  });

  it('orders figures from the largest, names from the first, and turns round on the second click', () => {
    expect(orderOf({})).toEqual({ sort: 'name', direction: 'asc' });
    expect(nextOrder({}, 'name')).toEqual({ sort: 'name', direction: 'desc' });
    expect(nextOrder({}, 'balance')).toEqual({ sort: 'balance', direction: undefined });
    expect(orderOf({ sort: 'balance' })).toEqual({ sort: 'balance', direction: 'desc' });
    expect(nextOrder({ sort: 'balance' }, 'balance')).toEqual({ sort: 'balance', direction: 'asc' });
    expect(nextOrder({ sort: 'balance' }, 'name')).toEqual({ sort: undefined, direction: undefined });
  });
});

it('reads the day and the open receipt of a mandate', () => {
  const receipt = '0190aaaa-bbbb-7ccc-8ddd-EEEEEEEEEEEE';
  expect(parseMandateSearch({ day: '2026-11-22', receipt })).toEqual({
    day: '2026-11-22',
    receipt: receipt.toLowerCase(),
  });
  expect(parseMandateSearch({ day: '2026-99-99', receipt: '1' })).toEqual({});
});
