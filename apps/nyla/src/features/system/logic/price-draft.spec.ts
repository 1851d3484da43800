import type { PriceVersionDto } from '@nyla/contracts';
import { draftFaults, draftOf, emptyDraft, requestOf } from './price-draft';
import { compareFigures } from './price-figures';

const PRICE: PriceVersionDto = {
  id: 'a',
  connectorType: 'openai',
  model: 'gpt-6.1-terra',
  state: 'current',
  validFrom: '2026-10-01T00:00:00.000000Z',
  validUntil: null,
  base: { input: '1', output: '5', cacheRead: '0.05', cacheWrite: '1.25', cacheWriteLong: null },
  longPrompt: {
    aboveInputTokens: 272_000,
    input: '2',
    output: '7.5',
    cacheRead: '0.1',
    cacheWrite: '2.5',
    cacheWriteLong: null,
  },
  searchRequestUsd: '0.01',
  searchCreditUsd: null,
  metered: null,
  multipliers: [{ name: 'batch', factor: '0.5' }],
  facts: {
    displayName: 'GPT-6.1 Terra',
    status: 'active',
    shutdownDate: null,
    replacement: null,
    contextWindow: 400_000,
    maxOutputTokens: 64_000,
    defaultOutputTokens: 4_096,
    capabilities: ['chat'],
    modelClass: 'standard',
    released: null,
    traits: [],
  },
  source: 'Liste',
  confirmed: true,
  author: 'shipped',
  authorName: null,
  createdAt: '2026-10-01T00:00:00.000000Z',
  withdrawnAt: null,
  withdrawnByName: null,
  price: null,
};

describe('a draft', () => {
  it('of a price in force asks for the same figures, and says anew where they were read', () => {
    const { facts, base, longPrompt, searchRequestUsd, multipliers } = PRICE;
    expect(requestOf({ ...draftOf(PRICE), source: ' Preisseite ' }, false)).toEqual({
      connectorType: 'openai',
      model: 'gpt-6.1-terra',
      base,
      longPrompt,
      searchRequestUsd,
      searchCreditUsd: null,
      metered: null,
      multipliers,
      facts,
      source: 'Preisseite',
      confirmed: false,
    });
    expect(draftOf(PRICE).source).toBe('');
  });

  it('takes figures as people type them, and a start as the clocks of Zurich show it', () => {
    const draft = {
      ...draftOf(PRICE),
      base: { ...draftOf(PRICE).base, input: '1,25', cacheRead: '' },
      starts: 'later' as const,
      validFrom: '2026-12-01T00:00',
    };
    const request = requestOf(draft, true);
    expect(request).toMatchObject({ validFrom: '2026-11-30T23:00:00.000Z', acceptUnusual: true });
    expect(request.base).toMatchObject({ input: '1.25', cacheRead: null });
  });

  it('names what cannot be sent', () => {
    const draft = {
      ...emptyDraft('openai', ''),
      base: { input: 'x', output: '', cacheRead: '', cacheWrite: '', cacheWriteLong: '' },
      starts: 'later' as const,
    };
    expect(Object.fromEntries(draftFaults(draft))).toEqual({
      model: 'required',
      source: 'required',
      'base.input': 'decimal',
      'base.output': 'required',
      'facts.displayName': 'required',
      validFrom: 'time',
    });
    expect(draftFaults({ ...draftOf(PRICE), source: 'Liste' }).size).toBe(0);
  });
});

describe('compareFigures', () => {
  it('marks what is another figure, what came and what went', () => {
    const after = {
      ...PRICE,
      base: { input: '1.0', output: '6', cacheRead: '0.05', cacheWrite: null, cacheWriteLong: '3' },
    };
    const changed = compareFigures(after, PRICE).filter((figure) => figure.changed);
    expect(changed.map(({ path, before, after: now }) => [path, before, now])).toEqual([
      ['base.output', '5', '6'],
      ['base.cacheWriteLong', null, '3'],
      ['base.cacheWrite', '1.25', null],
    ]);
  });

  it('marks nothing where there is nothing before', () => {
    expect(compareFigures(PRICE, undefined).some(({ changed }) => changed)).toBe(false);
  });
});
