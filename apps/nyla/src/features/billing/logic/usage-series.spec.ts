import type { StatisticsRowDto } from '@nyla/contracts';
import { sumChf } from './exact';
import { groupFilter, groupKey, REST_KEY } from './groups';
import { buildUsageData, comparePrevious, MAX_SERIES, rankGroups } from './usage-series';

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
    expect(rankGroups(rows, 'userId', 'amount').map(({ key, name }) => [key, name])).toEqual([
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

describe('the previous period', () => {
  it('stands beside the current one day by day and group by group', () => {
    const data = buildUsageData(tenModels, period, 'model', 'amount');
    const earlier = (values: Partial<StatisticsRowDto>) => row({ amount: '0.000000005', ...values });
    const previous = comparePrevious(
      data,
      period,
      {
        byDay: [earlier({ day: '2026-11-17' }), earlier({ day: '2026-11-18' })],
        byGroup: [
          earlier({ connectorType: 'openai', model: 'm10' }),
          earlier({ connectorType: 'openai', model: 'm1' }),
          earlier({ connectorType: 'openai', model: 'gone' }),
        ],
      },
      'model',
      'amount',
    );
    // Three days earlier: the 17th stands beside the 20th.
    expect(Object.fromEntries(previous.byBucket)).toEqual({ '2026-11-20': 5n, '2026-11-21': 5n });
    expect(previous.total).toBe(10n);
    expect(Object.fromEntries(previous.bySeries)).toEqual({ 'openai/m10': 5n, [REST_KEY]: 10n });
  });

  it('gives each month as many days as it has itself', () => {
    const year = { from: '2026-01-01', to: '2026-11-22' };
    const data = buildUsageData([], year, 'model', 'calls');
    // 326 days before: 2025-02-09 stands beside the first of January.
    const byDay = ['2025-02-09', '2025-03-11', '2025-03-12', '2025-12-31'].map((day) => row({ day }));
    const { byBucket } = comparePrevious(data, year, { byDay, byGroup: [] }, 'model', 'calls');
    expect(Object.fromEntries(byBucket)).toEqual({ '2026-01': 2n, '2026-02': 1n, '2026-11': 1n });
  });
});
