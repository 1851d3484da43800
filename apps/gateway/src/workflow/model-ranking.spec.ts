import { type RankedModel, rankModels } from './model-ranking.js';

const model = (modelId: string, fields: Partial<RankedModel> = {}): RankedModel => ({
  modelId,
  modelClass: 'standard',
  released: '2026-01-01',
  simulated: false,
  likely: 100n,
  ...fields,
});

const ids = (models: readonly RankedModel[]): string[] => models.map(({ modelId }) => modelId);

const FRONTIER_OLD = model('frontier-old', { modelClass: 'frontier', released: '2026-03-01', likely: 400n });
const FRONTIER_NEW = model('frontier-new', { modelClass: 'frontier', released: '2026-09-01', likely: 900n });
const STANDARD = model('standard', { likely: 200n });
const STANDARD_CHEAP = model('standard-cheap', { likely: 150n });
const SMALL = model('small', { modelClass: 'small', likely: 10n });
const UNKNOWN = model('unknown', { modelClass: null, released: null, likely: 0n });
const DEMO = model('demo', { modelClass: 'frontier', released: '2027-01-01', simulated: true, likely: 0n });
const ALL = [DEMO, SMALL, STANDARD, UNKNOWN, FRONTIER_OLD, STANDARD_CHEAP, FRONTIER_NEW];

describe('rankModels', () => {
  it.each([
    ['best', ['frontier-new', 'frontier-old', 'standard-cheap', 'standard', 'small', 'unknown', 'demo']],
    ['balanced', ['standard-cheap', 'standard', 'small', 'frontier-old', 'frontier-new', 'unknown', 'demo']],
    ['cheapest', ['unknown', 'small', 'standard-cheap', 'standard', 'frontier-old', 'frontier-new', 'demo']],
  ] as const)('%s', (aim, expected) => {
    expect(ids(rankModels(aim, ALL))).toEqual(expected);
  });

  it('gives the same order whatever order the models come in', () => {
    const alike = ['c', 'a', 'b'].map((id) => model(id));
    for (const aim of ['best', 'balanced', 'cheapest'] as const) {
      expect(ids(rankModels(aim, alike))).toEqual(['a', 'b', 'c']);
      expect(ids(rankModels(aim, ALL.toReversed()))).toEqual(ids(rankModels(aim, ALL)));
    }
  });

  it('compares prices beyond the range of a float', () => {
    const dear = model('dear', { likely: 9_007_199_254_740_993n });
    const cheap = model('x-cheap', { likely: 9_007_199_254_740_992n });
    expect(ids(rankModels('cheapest', [dear, cheap]))).toEqual(['x-cheap', 'dear']);
  });
});
