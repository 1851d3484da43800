import { parseEditorSearch, parseNewSearch } from './search';

const RUN = '0198c5a4-7b1e-7c33-9f0e-2a5d1c9b7e11';

describe('the URL of the editor', () => {
  it('is read', () => {
    expect(parseEditorSearch({ tab: 'runs', run: RUN.toUpperCase(), step: 'a_1' })).toEqual({
      tab: 'runs',
      run: RUN,
      step: 'a_1',
    });
    expect(parseNewSearch({ template: 'market-summary', tab: 'steps' })).toEqual({
      template: 'market-summary',
      tab: 'steps',
    });
  });

  it.each([
    { tab: 'general' },
    { tab: 'evil', run: '../x', step: 'a b' },
    { tab: 1, run: null, step: ['a'] },
    { template: '../x' },
  ])('falls back for %j', (input) => expect(parseNewSearch(input)).toEqual({}));
});
