import { formatDecimal } from '@nyla/money';
import { DemoConnector } from './plugins/demo/demo-connector.js';
import { priceFaults, priceWarnings } from './price-list/price-sanity.js';
import { SHIPPED_PRICES, type ShippedPrice, shippedFacts } from './price-list.data.js';

/** Written down here once more, so that a model cannot drop out of the list unnoticed. */
const ACTIVE = [
  'anthropic/claude-fable-5-2',
  'anthropic/claude-haiku-5-5',
  'anthropic/claude-opus-5-5',
  'anthropic/claude-sonnet-5-5',
  'openai/gpt-6-astra',
  'openai/gpt-6-luna',
  'openai/gpt-6-sol',
  'openai/gpt-6.1-sol',
  'openai/gpt-6.1-terra',
  'perplexity/perplexity/sonar',
  'perplexity/preset/fast',
  'perplexity/preset/high',
  'perplexity/preset/low',
  'perplexity/preset/medium',
  'perplexity/preset/xhigh',
  'tavily/search-advanced',
  'tavily/search-basic',
];
const LEGACY = [
  'anthropic/claude-fable-5-1',
  'anthropic/claude-haiku-4-5',
  'anthropic/claude-opus-4-7',
  'anthropic/claude-opus-4-8',
  'anthropic/claude-opus-5',
  'anthropic/claude-sonnet-4-6',
  'anthropic/claude-sonnet-5',
  'openai/gpt-5.4',
  'openai/gpt-5.4-mini',
  'openai/gpt-5.5',
  'openai/gpt-5.6-luna',
  'openai/gpt-5.6-sol',
  'openai/gpt-5.6-terra',
];
const SHUTDOWNS = {
  'anthropic/claude-sonnet-4-5': ['2026-11-30', 'claude-sonnet-5-5'],
  'openai/gpt-4o': ['2027-01-14', 'gpt-6-luna'],
  'openai/gpt-4o-mini': ['2027-01-14', 'gpt-6-luna'],
  'openai/gpt-5': ['2026-12-11', 'gpt-6.1-sol'],
  'openai/gpt-5-mini': ['2026-12-11', 'gpt-6.1-terra'],
  'openai/gpt-5.1': ['2027-04-01', null],
  'openai/gpt-5.4-nano': ['2027-04-01', null],
};
const COLLECTED = new Date('2026-11-22T00:00:00Z');

const DESCRIBED = SHIPPED_PRICES.filter(({ facts }) => facts !== null);

function idOf({ connectorType, model }: ShippedPrice): string {
  return `${connectorType}/${model}`;
}

function isSearch(row: ShippedPrice): boolean {
  return row.facts?.capabilities.includes('search') ?? idOf(row) === 'demo/search';
}

function idsWith(status: string): string[] {
  return [...new Set(DESCRIBED.filter(({ facts }) => facts?.status === status).map(idOf))].toSorted();
}

function rowsOf(id: string): ShippedPrice[] {
  return SHIPPED_PRICES.filter((row) => idOf(row) === id);
}

describe('the shipped price list', () => {
  it('covers every model of the four providers', () => {
    expect(idsWith('active')).toEqual(ACTIVE);
    expect(idsWith('legacy')).toEqual(LEGACY);
    expect(idsWith('deprecated')).toEqual(Object.keys(SHUTDOWNS));
    expect(idsWith('retired')).toEqual([]);
  });

  it('prices the models that their connectors know themselves, and no other', async () => {
    const demo = await new DemoConnector().models();
    const others = SHIPPED_PRICES.filter(({ facts }) => facts === null).map(idOf);
    expect(others.toSorted()).toEqual([...demo.map(({ model }) => `demo/${model}`), 'local/*'].toSorted());
  });

  it('holds one row for a model and day, each with source and date, none confirmed', () => {
    const keys = SHIPPED_PRICES.map((row) => `${idOf(row)}@${row.validFrom.toISOString()}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { connectorType, source, confirmed } of SHIPPED_PRICES) {
      expect(confirmed).toBe(false);
      const isOwn = ['demo', 'local'].includes(connectorType);
      expect(source).toMatch(isOwn ? /./ : /^.+; collected 2026-11-22$/);
    }
  });

  it('has a price in force for every model on the day on which it was collected', () => {
    const priced = new Set(SHIPPED_PRICES.filter(({ validFrom }) => validFrom <= COLLECTED).map(idOf));
    expect([...priced].toSorted()).toEqual([...new Set(SHIPPED_PRICES.map(idOf))].toSorted());
  });

  it.each(SHIPPED_PRICES.map((row) => [`${idOf(row)} from ${row.validFrom.toISOString().slice(0, 10)}`, row] as const))(
    '%s passes the checks of an operator’s price',
    (_, row) => {
      expect(priceFaults(row, isSearch(row))).toEqual([]);
      expect(priceWarnings(row, undefined)).toEqual([]);
    },
  );

  it('never moves a price tenfold from one row to the next', () => {
    for (const row of SHIPPED_PRICES) {
      const before = rowsOf(idOf(row)).findLast(({ validFrom }) => validFrom < row.validFrom);
      expect(priceWarnings(row, before && { ...before, id: '' })).toEqual([]);
    }
  });

  it('says when models end, and what takes their place', () => {
    const ends = DESCRIBED.filter(({ facts }) => facts?.shutdownDate);
    expect(
      Object.fromEntries(ends.map((row) => [idOf(row), [row.facts?.shutdownDate, row.facts?.replacement]])),
    ).toEqual(SHUTDOWNS);
    for (const { connectorType, facts } of DESCRIBED) {
      const replacement = facts?.replacement;
      if (replacement) expect(shippedFacts(connectorType, replacement)?.status).toBe('active');
    }
  });

  it('keeps the prices from before a reduction', () => {
    const history = (id: string) =>
      rowsOf(id).map(({ validFrom, base, longPrompt }) => [
        validFrom.toISOString().slice(0, 10),
        base && formatDecimal(base.input),
        base?.cacheRead && formatDecimal(base.cacheRead),
        longPrompt && formatDecimal(longPrompt.input),
      ]);
    expect(history('openai/gpt-5.6-luna')).toEqual([
      ['2026-07-09', '1', '0.1', '2'],
      ['2026-07-30', '0.2', '0.02', '0.4'],
    ]);
    expect(history('anthropic/claude-sonnet-5-5')).toEqual([
      ['2026-09-28', '2', '0.2', null],
      ['2026-10-07', '2', '0.1', null],
    ]);
    expect(history('anthropic/claude-sonnet-4-6')).toEqual([
      ['2025-01-01', '3', '0.3', '6'],
      ['2026-03-13', '3', '0.3', null],
    ]);
  });

  it('re-prices long prompts above the provider’s threshold', () => {
    const thresholds = SHIPPED_PRICES.flatMap((row) =>
      row.longPrompt ? [`${row.connectorType} ${row.longPrompt.aboveInputTokens}`] : [],
    );
    expect([...new Set(thresholds)]).toEqual(['anthropic 200000', 'anthropic 100000', 'openai 272000']);
    expect(rowsOf('anthropic/claude-haiku-5-5')[0]?.longPrompt?.aboveInputTokens).toBe(100_000);
  });

  it('names the factors and traits that connectors go by', () => {
    const names = ({ facts, multipliers }: ShippedPrice) => [Object.keys(multipliers).toSorted(), facts?.traits];
    expect(names(rowsOf('anthropic/claude-opus-5-5')[0]!)).toEqual([['batch', 'inference_geo_us'], ['inference_geo']]);
    expect(names(rowsOf('anthropic/claude-haiku-4-5')[0]!)).toEqual([['batch'], []]);
    const openai = ['batch', 'flex', 'priority', 'regional_processing'];
    expect(names(rowsOf('openai/gpt-4o')[0]!)).toEqual([openai, ['chat_completions']]);
    expect(names(rowsOf('openai/gpt-6-sol')[0]!)).toEqual([openai, []]);
    expect(names(rowsOf('perplexity/preset/fast')[0]!)).toEqual([[], ['preset']]);
  });

  it('lets a model answer at most what it can', () => {
    for (const { facts } of DESCRIBED) {
      expect(facts!.defaultOutputTokens).toBeLessThanOrEqual(facts!.maxOutputTokens);
      expect(facts!.defaultOutputTokens).toBe(
        Math.min(facts!.maxOutputTokens, facts!.capabilities.includes('reasoning') ? 4_096 : 2_048),
      );
    }
  });
});
