import type { Decimal } from '@nyla/money';
import { compare, formatDecimal, parseDecimal } from '@nyla/money';
import type { PriceTier } from './connector.contract.js';
import { DemoConnector } from './plugins/demo/demo-connector.js';
import { OPENAI_MODELS } from './plugins/openai/models.js';
import { SHIPPED_PRICES } from './price-list.data.js';

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteLong'] as const;
const DEAREST = parseDecimal('1000');

function isPlausible(price: Decimal | null): boolean {
  return price === null || (price.coefficient >= 0n && compare(price, DEAREST) < 0);
}

function isCheaper(some: PriceTier, other: PriceTier): boolean {
  return KINDS.some((kind) => some[kind] && other[kind] && compare(some[kind], other[kind]) < 0);
}

describe('the shipped price list', () => {
  it('prices every model of the shipped connectors, and no other', async () => {
    const demo = await new DemoConnector().models();
    const ids = [...OPENAI_MODELS.map(({ model }) => `openai/${model}`), ...demo.map(({ model }) => `demo/${model}`)];
    const priced = new Set(SHIPPED_PRICES.map(({ connectorType, model }) => `${connectorType}/${model}`));
    expect([...priced].toSorted()).toEqual([...ids, 'local/*'].toSorted());
  });

  it('holds one row for a model and day, none confirmed', () => {
    const keys = SHIPPED_PRICES.map((row) => `${row.connectorType}/${row.model}@${row.validFrom.toISOString()}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(SHIPPED_PRICES.filter(({ confirmed }) => confirmed)).toEqual([]);
  });

  it('holds plausible prices, and no long prompt that is cheaper', () => {
    for (const { base, longPrompt } of SHIPPED_PRICES) {
      expect(KINDS.every((kind) => isPlausible(base[kind]) && isPlausible(longPrompt?.[kind] ?? null))).toBe(true);
      expect(longPrompt !== null && isCheaper(longPrompt, base)).toBe(false);
    }
  });

  it('keeps the price from before a reduction', () => {
    const rows = SHIPPED_PRICES.filter(({ model }) => model === 'gpt-5.6-luna');
    expect(rows.map(({ validFrom, base }) => [validFrom.toISOString(), formatDecimal(base.input)])).toEqual([
      ['2026-07-09T00:00:00.000Z', '1'],
      ['2026-07-30T00:00:00.000Z', '0.2'],
    ]);
  });

  it.each(OPENAI_MODELS)('sells cache writes of $model if the connector expects them: $writesCache', (entry) => {
    const rows = SHIPPED_PRICES.filter(
      ({ connectorType, model }) => connectorType === 'openai' && model === entry.model,
    );
    const tiers = rows.flatMap(({ base, longPrompt }) => [base, longPrompt ?? base]);
    expect(tiers.every(({ cacheWrite }) => (cacheWrite !== null) === entry.writesCache)).toBe(true);
  });
});
