import { keptFilter, parseTransactionsSearch, parseUsageSearch, sameFilter } from './search';

const ID = '0198c5a4-7b1e-7c33-9f0e-2a5d1c9b7e11';

describe('the URL of the dashboard', () => {
  it('is read', () => {
    const search = { range: '7d', group: 'userId', metric: 'tokens', view: 'table' };
    expect(parseUsageSearch(search)).toEqual(search);
  });

  it.each([
    [{ group: 'password', metric: 'balance', view: 'chart' }],
    [{ group: ['model'], metric: { amount: 1 }, view: true }],
    [{ group: null, metric: undefined, range: 7 }],
    [{ constructor: 'x', toString: 'y' }],
  ])('falls back to the defaults for %j', (input) => expect(parseUsageSearch(input)).toEqual({}));
});

describe('the URL of the bookings', () => {
  it('is read', () => {
    const search = {
      from: '2026-11-01',
      to: '2026-11-22',
      type: 'debit',
      connectorType: 'anthropic',
      model: 'claude-opus-5.1',
      feature: 'chat',
      userId: ID,
      automationId: ID,
      runId: ID,
      q: 'offerte',
      receipt: ID,
    };
    expect(parseTransactionsSearch(search)).toEqual(search);
  });

  it('keeps searches that the router read as a number or a boolean', () => {
    expect(parseTransactionsSearch({ q: 2026 })).toEqual({ q: '2026' });
    expect(parseTransactionsSearch({ q: true })).toEqual({ q: 'true' });
    expect(parseTransactionsSearch({ q: '  Rechnung 7  ' })).toEqual({ q: 'Rechnung 7' });
  });

  it.each([
    [{ type: 'DROP TABLE', connectorType: 'evil', feature: 1 }],
    [{ userId: "' OR 1=1 --", receipt: '../../admin', runId: '1', automationId: 7 }],
    [{ q: 'a'.repeat(101), model: 'm'.repeat(201) }],
    [{ q: 'a\u0000b', model: '\ud800' }],
    [{ q: '   ', model: '' }],
    [{ q: ['a'], model: { a: 1 }, userId: [ID] }],
  ])('ignores %j', (input) => expect(parseTransactionsSearch(input)).toEqual({}));
});

describe('kept filters', () => {
  it('leave the open receipt out and are the same in any order', () => {
    const kept = keptFilter({ range: '7d', type: 'debit', receipt: ID });
    expect(kept).toEqual({ range: '7d', type: 'debit' });
    expect(sameFilter({ type: 'debit', range: '7d' }, kept)).toBe(true);
    expect(sameFilter({ type: 'debit' }, kept)).toBe(false);
  });
});
