import { model } from '@/lib/model.fixtures';
import type { ModelChoice } from '@/lib/model-choice';
import { effectiveSearch, searchOptions } from './web-search';

const search = { capabilities: ['search' as const] };
const plain = model('openai/plain');
const able = model('openai/able', { capabilities: ['chat', 'web_search'] });
const withFee = { ...able, price: able.price && { ...able.price, searchRequest: '0.012' } };
const models = [
  model('demo/search', { ...search, simulated: true }, '0.001'),
  plain,
  withFee,
  model('tavily/search-advanced', { ...search, usable: false, reason: 'not_configured' }, '0.0192'),
  model('tavily/search-basic', { ...search, usable: false, reason: 'not_configured' }, '0.0096'),
];
const one = (chosen: typeof plain): ModelChoice => ({ kind: 'model', id: chosen.id, model: chosen });
const AUTO: ModelChoice = { kind: 'auto', id: 'auto/best', aim: 'best' };
const shape = (choice: ModelChoice | null, from = models) =>
  searchOptions(from, choice).map(({ id, reason, price }) => [id, reason, price]);

describe('searchOptions', () => {
  it('lists real searches, the provider’s own, then simulated ones, with price or reason', () => {
    expect(shape(one(withFee))).toEqual([
      ['tavily/search-basic', 'not_configured', '0.0096'],
      ['tavily/search-advanced', 'not_configured', '0.0192'],
      ['provider', null, '0.012'],
      ['demo/search', null, '0.001'],
    ]);
  });

  it('offers the provider’s own search only where the model searches', () => {
    expect(shape(one(plain))[2]).toEqual(['provider', 'not_offered', null]);
    expect(shape(AUTO)[2]).toEqual(['provider', null, null]);
    expect(shape(AUTO, [plain])).toEqual([['provider', 'not_offered', null]]);
  });
});

describe('effectiveSearch', () => {
  it('is the wanted one as long as it can be used, else the first that can', () => {
    const options = searchOptions(models, one(withFee));
    expect(effectiveSearch(options, 'demo/search')?.id).toBe('demo/search');
    expect(effectiveSearch(options, 'tavily/search-basic')?.id).toBe('provider');
    expect(effectiveSearch(options, null)?.id).toBe('provider');
    expect(effectiveSearch(searchOptions([plain], one(plain)), 'provider')).toBeNull();
  });
});
