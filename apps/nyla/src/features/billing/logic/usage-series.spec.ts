import type { StatisticsRowDto } from '@nyla/contracts';
import { sumChf } from './exact';
import { groupFilter, groupKey } from './groups';
import { buildUsageData, MAX_SERIES, REST_KEY, rankGroups } from './usage-series';

function row(values: Partial<StatisticsRowDto>): StatisticsRowDto {
  return {
    day: null,
    month: null,
    connectorType: null,
    model: null,
    feature: null,
    userId: null,
    userName: null,
    automationId: null,
    automationName: null,
    calls: 1,
    inputTokens: 0,
    outputTokens: 0,
    amount: '0.00',
    ...values,
  };
}

const period = { from: '2026-11-20', to: '2026-11-22' };

/** Ten models on one day; model n costs n nano-francs. */
const tenModels = Array.from({ length: 10 }, (_, index) =>
  row({
    day: '2026-11-21',
    connectorType: 'openai',
    model: `m${index + 1}`,
    amount: `0.${String(index + 1).padStart(9, '0')}`,
  }),
);

describe('chart series', () => {
  it('show the eight largest groups and sum up the rest', () => {
    const data = buildUsageData(tenModels, period, 'model', 'amount');
    expect(data.series.map(({ key }) => key)).toEqual([
      ...[10, 9, 8, 7, 6, 5, 4, 3].map((n) => `openai/m${n}`),
      REST_KEY,
    ]);
    expect(data.series.at(-1)?.total).toBe(3n);
    expect(data.buckets[1]?.values.get(REST_KEY)).toBe(3n);
  });

  it('lose nothing: bars, series and rows have the same sum', () => {
    const data = buildUsageData(tenModels, period, 'model', 'amount');
    const rows = sumChf(tenModels.map(({ amount }) => amount));
    expect(data.total).toBe(rows);
    expect(data.series.reduce((sum, { total }) => sum + total, 0n)).toBe(rows);
    expect(data.buckets.reduce((sum, { total }) => sum + total, 0n)).toBe(rows);
  });

  it('have no rest up to eight groups, and every bar of the period', () => {
    const data = buildUsageData(tenModels.slice(0, MAX_SERIES), period, 'model', 'amount');
    expect(data.series).toHaveLength(MAX_SERIES);
    expect(data.buckets.map(({ key, total }) => [key, total])).toEqual([
      ['2026-11-20', 0n],
      ['2026-11-21', 36n],
      ['2026-11-22', 0n],
    ]);
  });

  it('count tokens of both directions, and calls', () => {
    const rows = [row({ day: '2026-11-20', connectorType: 'demo', inputTokens: 1204, outputTokens: 310, calls: 3 })];
    expect(buildUsageData(rows, period, 'connectorType', 'tokens').total).toBe(1514n);
    expect(buildUsageData(rows, period, 'connectorType', 'calls').total).toBe(3n);
  });

  it('are empty where nothing was used', () => {
    expect(buildUsageData([], period, 'feature', 'amount')).toMatchObject({ series: [], total: 0n });
    const free = [row({ day: '2026-11-20', connectorType: 'local' })];
    expect(buildUsageData(free, period, 'connectorType', 'amount').series).toEqual([]);
  });

  it('rank equal groups by key, so that they do not swap places', () => {
    const rows = ['b', 'a'].map((userId) => row({ userId, userName: userId.toUpperCase(), amount: '1.00' }));
    expect(rankGroups(rows, 'userId', 'amount').map(({ key, userName }) => [key, userName])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ]);
  });
});

describe('groups', () => {
  it('of models carry their provider and lead back to it', () => {
    const key = groupKey(row({ connectorType: 'local', model: 'org/llama-4.1' }), 'model');
    expect(key).toBe('local/org/llama-4.1');
    expect(groupFilter(key, 'model')).toEqual({ connectorType: 'local', model: 'org/llama-4.1' });
  });

  it('without a value or with an unknown one lead to no filter', () => {
    expect(groupKey(row({}), 'model')).toBe('');
    expect(groupFilter('', 'userId')).toBeUndefined();
    expect(groupFilter(REST_KEY, 'model')).toBeUndefined();
    expect(groupFilter('constructor', 'connectorType')).toBeUndefined();
  });
});
