import { conditionStep, definition, loopStep, promptStep, searchStep } from './automation.fixtures';
import { pathsAt, pathsIn, unknownPaths } from './paths';

const SCHEMA = JSON.stringify({
  type: 'object',
  properties: { category: { type: 'string' }, tags: { type: 'array' } },
});

const whole = definition(
  [
    searchStep('search'),
    conditionStep('if', [promptStep('inside')]),
    loopStep('each', 'variables.texts', [promptStep('first', 'x', { jsonSchema: SCHEMA }), promptStep('second')]),
    promptStep('last'),
  ],
  { variables: [{ name: 'texts', label: 'Texte', type: 'list', required: true, defaultValue: null }] },
);

const at = (id: string) => pathsAt(whole, id).map(({ path }) => path);

describe('pathsAt', () => {
  it('offers variables and what earlier steps gave, and nothing of later ones', () => {
    expect(at('search')).toEqual(['variables.texts']);
    expect(at('if')).toEqual(['variables.texts', 'steps.search.text', 'steps.search.sources']);
  });

  it('offers the entry of a loop, the steps before it, and the fields of an answer with a schema', () => {
    expect(at('second')).toEqual([
      'item',
      'variables.texts',
      'steps.search.text',
      'steps.search.sources',
      'steps.first.text',
      'steps.first.json',
      'steps.first.json.category',
      'steps.first.json.tags',
    ]);
    expect(at('last')).not.toContain('steps.first.text');
  });

  it('offers of a condition what both of its branches hand on', () => {
    const fork = conditionStep('fork', [searchStep('found')], [promptStep('asked')]);
    const forked = definition([fork, promptStep('after')]);
    expect(pathsAt(forked, 'after').map(({ path }) => path)).toEqual(['steps.fork.text']);
  });

  it('knows which of them are lists', () => {
    const lists = pathsAt(whole, 'second').filter(({ isList }) => isList);
    expect(lists.map(({ path }) => path)).toEqual(['variables.texts', 'steps.search.sources', 'steps.first.json.tags']);
  });
});

describe('unknownPaths', () => {
  it('reads what a template names', () => {
    expect(pathsIn('a {{variables.x}} b {{ steps.y.text }} {{}} { {z} }')).toEqual(['variables.x', 'steps.y.text', '']);
  });

  it('finds what does not exist or comes later', () => {
    const paths = ['variables.texts', 'variables.other', 'steps.search.text', 'steps.last.text', 'item', 'now.date'];
    expect(unknownPaths(whole, 'if', paths)).toEqual(['variables.other', 'steps.last.text', 'item']);
  });

  it('lets a step refer to the entry of its loop, and to what may have run', () => {
    expect(unknownPaths(whole, 'second', ['item.title', 'item[0]', 'steps.inside.text', 'steps.each.items'])).toEqual([
      'steps.each.items',
    ]);
  });
});
