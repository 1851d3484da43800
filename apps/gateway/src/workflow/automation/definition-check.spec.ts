import { type AutomationDefinitionDto, LOCALES, type StepDto, type VariableDto } from '@nyla/contracts';
import fc from 'fast-check';
import { definitionErrors } from './definition-check.js';
import { namedModelIds, namedModels } from './definition-models.js';
import { render } from './template-rendering.js';
import { templatesOf } from './templates/template-list.js';

const TOPIC: VariableDto = { name: 'topic', label: 'Thema', type: 'text', required: true, defaultValue: null };
const TEXTS: VariableDto = { name: 'texts', label: 'Texte', type: 'list', required: true, defaultValue: null };

function prompt(id: string, text = 'Guten Tag', more: Partial<NonNullable<StepDto['prompt']>> = {}): StepDto {
  const part = { prompt: text, system: null, jsonSchema: null, maxOutputTokens: null, models: [], ...more };
  return { id, name: id, kind: 'prompt', prompt: part };
}

function search(id: string, query = 'Zinsen'): StepDto {
  return { id, name: id, kind: 'web_search', webSearch: { query, model: 'tavily/search-basic' } };
}

function forEach(id: string, list: string, ...steps: StepDto[]): StepDto {
  return { id, name: id, kind: 'for_each', forEach: { list, maxItems: 10, steps } };
}

function condition(id: string, steps: StepDto[], otherwise: StepDto[] = [], left = 'a'): StepDto {
  const part = { condition: { left, operator: 'equals' as const, right: 'b' }, steps, otherwise };
  return { id, name: id, kind: 'condition', condition: part };
}

function http(id: string, more: Partial<NonNullable<StepDto['httpRequest']>> = {}): StepDto {
  const part = { method: 'GET' as const, url: 'https://api.example.ch/x', headers: [], body: null, ...more };
  return { id, name: id, kind: 'http_request', httpRequest: part };
}

function definition(steps: StepDto[], more: Partial<AutomationDefinitionDto> = {}): AutomationDefinitionDto {
  return { variables: [TOPIC, TEXTS], steps, models: ['auto/balanced'], allowedHosts: ['api.example.ch'], ...more };
}

/** Places and names of what is wrong. */
function problems(...args: Parameters<typeof definition>): string[] {
  return definitionErrors(definition(...args)).map(
    ({ field, constraint }) => `${field.replace('definition.', '')} ${constraint}`,
  );
}

const ok = (...args: Parameters<typeof definition>) => expect(definitionErrors(definition(...args))).toEqual([]);

describe('paths', () => {
  it('may name variables, earlier steps by what their kind hands on, and the run', () => {
    ok([
      search('suche', '{{variables.topic}} {{run.date}}'),
      http('api', { body: '{{steps.suche.sources[0].url}}' }),
      prompt('antwort', '{{steps.suche.text}} {{steps.api.status}} {{steps.api.json.a.b[0]}}', { jsonSchema: '{}' }),
      condition('wenn', [prompt('ja', '{{steps.antwort.json.x}}')], [prompt('nein', '{{steps.antwort.text}}')]),
      prompt('schluss', '{{steps.wenn.text}} {{variables.texts[0]}} {{steps.antwort.sources[0].title}}'),
    ]);
  });

  it('say where and what, when they lead nowhere', () => {
    const [error] = definitionErrors(definition([search('suche'), search('b'), prompt('c', 'Nimm {{steps.foo}}')]));
    expect(error).toEqual({
      field: 'definition.steps.2.prompt.prompt',
      constraint: 'isKnownPath',
      message: 'definition.steps.2.prompt.prompt names an unknown path: steps.foo',
    });
  });

  it.each([
    ['a later step', [prompt('a', '{{steps.b.text}}'), prompt('b')]],
    ['the step itself', [prompt('a', '{{steps.a.text}}')]],
    ['an unknown variable', [prompt('a', '{{variables.other}}')]],
    ['what a step does not hand on', [prompt('x'), prompt('a', '{{steps.x.json}}')]],
    ['what a page does not have', [search('x'), prompt('a', '{{steps.x.sources[0].content}}')]],
    ['a member of a text', [search('x'), prompt('a', '{{steps.x.text.length}}')]],
    ['a list by a name', [search('x'), prompt('a', '{{steps.x.sources.title}}')]],
    ['an entry outside a loop', [prompt('a', '{{item}}')]],
    ['the position outside a loop', [prompt('a', '{{index}}')]],
    ['a step within a branch that may not have run', [condition('c', [prompt('x')]), prompt('a', '{{steps.x.text}}')]],
    ['a step of the other branch', [condition('c', [prompt('x')], [prompt('a', '{{steps.x.text}}')])]],
    ['a step within a loop', [forEach('l', 'variables.texts', prompt('x')), prompt('a', '{{steps.x.text}}')]],
    ['the loop around it', [forEach('l', 'variables.texts', prompt('a', '{{steps.l.items}}'))]],
    ['a member of an entry that is text', [forEach('l', 'variables.texts', prompt('a', '{{item.title}}'))]],
    ['the global object', [prompt('a', '{{globalThis}} {{process.env}}')]],
    ['what is inherited', [prompt('a', '{{variables.constructor}}')]],
    ['the prototype', [prompt('a', '{{__proto__.polluted}}')]],
    ['a secret of the run', [prompt('a', '{{run.mandateId}}')]],
  ])('may not name %s', (_what, steps) => {
    const found = problems(steps);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((problem) => problem.endsWith('.prompt isKnownPath'))).toBe(true);
  });

  it('see in a loop its entry, its position and what came before', () => {
    ok([
      search('suche'),
      forEach('l', 'steps.suche.sources', prompt('x', '{{item.title}} {{index}}'), prompt('y', '{{steps.x.text}}')),
      forEach('m', 'steps.l.items', prompt('z', '{{item.text}}')),
      prompt('schluss', '{{steps.l.items[0].text}} {{steps.m.items}}'),
    ]);
  });

  it('are checked wherever templates stand', () => {
    const bad = '{{steps.nix}}';
    const steps = [
      prompt('a', bad, { system: bad }),
      search('b', bad),
      condition('c', [prompt('d')], [], bad),
      http('e', { url: `https://api.example.ch/${bad}`, headers: [{ name: 'x-a', value: bad }], body: bad }),
    ];
    expect(problems(steps)).toEqual([
      'steps.0.prompt.prompt isKnownPath',
      'steps.0.prompt.system isKnownPath',
      'steps.1.webSearch.query isKnownPath',
      'steps.2.condition.condition.left isKnownPath',
      'steps.3.httpRequest.url isKnownPath',
      'steps.3.httpRequest.headers.0.value isKnownPath',
      'steps.3.httpRequest.body isKnownPath',
    ]);
  });

  it.each(['{{', 'a {{variables.topic', '{{}}', '{{a b}}', '{{variables.topic | upper}}'])(
    'that are none are told: %j',
    (text) => {
      expect(problems([prompt('a', text)])).toEqual(['steps.0.prompt.prompt isTemplate']);
    },
  );

  it('that the check lets through lead somewhere in a run that went as planned', () => {
    const texts = ['{{variables.topic}}', '{{steps.suche.sources[0].title}}', '{{steps.frage.text}}', '{{run.date}}'];
    ok([search('suche'), prompt('frage'), prompt('a', texts.join(' '))]);
    const scope = {
      variables: { topic: 'x', texts: [] },
      steps: {
        suche: { text: '', sources: [{ title: 't', url: 'u', snippet: 's' }] },
        frage: { text: 'f', sources: [] },
      },
      run: { date: 'd' },
    };
    expect(render(texts.join(' '), scope)).toBe('x t f d');
  });
});

describe('steps', () => {
  it('have ids of their own that templates can name', () => {
    expect(problems([prompt('a'), condition('b', [prompt('a')]), prompt('b')])).toEqual([
      'steps.1.condition.steps.0.id isUnique',
      'steps.2.id isUnique',
    ]);
    for (const id of [
      '',
      '1a',
      'a-b',
      'a b',
      'ä',
      '__proto__',
      'constructor',
      'toString',
      'valueOf',
      'x'.repeat(41),
      'a.b',
    ]) {
      expect(problems([prompt(id)])).toEqual(['steps.0.id isName']);
    }
  });

  it('have exactly the part of their kind', () => {
    expect(problems([{ ...prompt('a'), webSearch: { query: 'x', model: 'tavily/search-basic' } }])).toEqual([
      'steps.0.webSearch isAbsent',
    ]);
    expect(problems([{ id: 'a', name: 'a', kind: 'prompt' }])).toEqual(['steps.0.prompt isDefined']);
    expect(problems([{ ...search('a'), kind: 'for_each' }])).toEqual([
      'steps.0.webSearch isAbsent',
      'steps.0.forEach isDefined',
    ]);
  });

  it('are there, in every list that runs', () => {
    expect(problems([])).toEqual(['steps arrayMinSize']);
    expect(problems([forEach('l', 'variables.texts')])).toEqual(['steps.0.forEach.steps arrayMinSize']);
    expect(problems([condition('c', [], [])])).toEqual(['steps.0.condition.steps arrayMinSize']);
    ok([condition('c', [], [prompt('a')])]);
  });

  it('stand in three conditions and loops at the most', () => {
    const wrap = (depth: number): StepDto => (depth === 0 ? prompt('x') : condition(`c${depth}`, [wrap(depth - 1)]));
    ok([wrap(3)]);
    expect(problems([wrap(4)])[0]).toMatch(/maxDepth$/);
    expect(problems([wrap(2_000)]).length).toBeLessThan(5);
  });

  it('are thirty at the most, nested ones included', () => {
    const many = (count: number, start = '') =>
      Array.from({ length: count }, (_, index) => prompt(`p${start}${index}`));
    ok(many(30));
    expect(problems(many(31))).toContain('steps arrayMaxSize');
    expect(problems([...many(20), condition('c', many(5, 'a'), many(5, 'b'))])).toContain('steps arrayMaxSize');
  });

  it('loop over lists', () => {
    expect(problems([forEach('l', 'variables.topic', prompt('a'))])).toEqual(['steps.0.forEach.list isList']);
    expect(problems([forEach('l', '{{variables.texts}}', prompt('a'))])).toEqual(['steps.0.forEach.list isKnownPath']);
    expect(problems([forEach('l', 'steps.foo.items', prompt('a'))])).toEqual(['steps.0.forEach.list isKnownPath']);
    ok([http('x'), forEach('l', 'steps.x.json.rows', prompt('a', '{{item.anything}}'))]);
  });
});

describe('variables', () => {
  it('have names of their own and defaults of their type', () => {
    const named = (name: string, rest: Partial<VariableDto> = {}) => ({ ...TOPIC, name, ...rest });
    expect(problems([prompt('a')], { variables: [named('a'), named('a'), named('constructor'), named('1')] })).toEqual([
      'variables.1.name isUnique',
      'variables.2.name isName',
      'variables.3.name isName',
    ]);
    const variables = [
      named('a', { type: 'number', defaultValue: 'x' }),
      named('b', { type: 'date', defaultValue: '' }),
    ];
    expect(problems([prompt('a')], { variables })).toEqual(['variables.0.defaultValue isValue']);
  });
});

describe('models', () => {
  it('are one automatic choice, or a list in which each stands once', () => {
    expect(problems([prompt('a')], { models: ['openai/a', 'auto/best'] })).toEqual(['models.1 isAlone']);
    expect(problems([prompt('a')], { models: ['openai/a', 'openai/a'] })).toEqual(['models.1 isUnique']);
    expect(problems([prompt('a', 'x', { models: ['auto/best', 'openai/a'] })])).toEqual([
      'steps.0.prompt.models.0 isAlone',
    ]);
  });

  it('are named where a step needs one', () => {
    expect(problems([prompt('a')], { models: [] })).toEqual(['steps.0.prompt.models arrayMinSize']);
    ok([prompt('a', 'x', { models: ['openai/a'] })], { models: [] });
    ok([search('a')], { models: [] });
  });

  it('are found wherever they stand, with their place', () => {
    const steps = [
      search('s'),
      condition('c', [prompt('a', 'x', { models: ['openai/b'] })], [forEach('l', 'variables.texts', search('t'))]),
    ];
    const whole = definition(steps, { models: ['openai/a', 'openai/b'] });
    expect(namedModels(whole).map(({ field, modelId, capability }) => [field, modelId, capability])).toEqual([
      ['definition.models.0', 'openai/a', 'chat'],
      ['definition.models.1', 'openai/b', 'chat'],
      ['definition.steps.0.webSearch.model', 'tavily/search-basic', 'search'],
      ['definition.steps.1.condition.steps.0.prompt.models.0', 'openai/b', 'chat'],
      ['definition.steps.1.condition.otherwise.0.forEach.steps.0.webSearch.model', 'tavily/search-basic', 'search'],
    ]);
    expect(namedModelIds({ ...whole, models: ['auto/best'] })).toEqual(['tavily/search-basic', 'openai/b']);
  });
});

describe('hosts', () => {
  it('of a private network may, where the operator says so', () => {
    const open = new Set(['intranet', '10.0.0.1', 'localhost']);
    expect(
      definitionErrors(definition([http('a', { url: 'http://intranet/' })], { allowedHosts: ['intranet'] }), open),
    ).toEqual([]);
  });

  it.each([
    'https://other.example.ch/',
    'ftp://api.example.ch/',
    'https://user:pass@api.example.ch/',
    'https://api.example.ch:8443/',
    'https://api.example.ch.evil.ch/{{variables.topic}}',
    'https://api.example.ch@evil.ch/{{variables.topic}}',
    'javascript:alert(1)',
    'api.example.ch',
    '/path',
    'http:///x',
  ])('that an address names must be among them: %s', (url) => {
    expect(problems([http('a', { url })])).toEqual(['steps.0.httpRequest.url isAllowed']);
  });

  it('that are put in at run time are checked then', () => {
    ok([http('a', { url: '{{variables.topic}}' }), http('b', { url: 'https://{{variables.topic}}/x' })]);
    ok([http('c', { url: 'https://api.example.ch/{{variables.topic}}?q={{variables.topic}}' })]);
  });

  it.each(['host', 'Cookie', 'content-length', 'X-Forwarded-For', 'a b', 'a:b', 'ü'])(
    'are not told by the header %j',
    (name) => {
      expect(problems([http('a', { headers: [{ name, value: 'x' }] })])).toEqual([
        'steps.0.httpRequest.headers.0 isHeader',
      ]);
    },
  );

  it('get headers whose values are filled in later', () => {
    ok([http('a', { headers: [{ name: 'authorization', value: 'Bearer {{variables.topic}}' }] })]);
    expect(problems([http('a', { headers: [{ name: 'x-a', value: 'a\r\nx-b: c' }] })])).toEqual([
      'steps.0.httpRequest.headers.0 isHeader',
    ]);
  });
});

it('a JSON schema that cannot be used is told at its place', () => {
  expect(problems([prompt('a', 'x', { jsonSchema: '[]' })])).toEqual(['steps.0.prompt.jsonSchema isJsonSchema']);
});

describe('properties', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '{{variables.topic}}',
      '{{steps.a.text}}',
      '{{item}}',
      '{{',
      '}}',
      '__proto__',
      'constructor',
      '{{a.b[0]}}',
    ),
  );
  const names = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'item', 'steps', '__proto__', 'constructor', 'toString'),
    texts,
  );
  const { step } = fc.letrec<{ step: StepDto }>((tie) => {
    const list = fc.array(tie('step'), { maxLength: 3 });
    return {
      step: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        fc.tuple(names, texts).map(([id, text]) => prompt(id, text)),
        fc.tuple(names, texts).map(([id, text]) => search(id, text)),
        fc.tuple(names, texts, texts).map(([id, url, body]) => http(id, { url, body })),
        fc.tuple(names, list, list, texts).map(([id, steps, otherwise, left]) => condition(id, steps, otherwise, left)),
        fc.tuple(names, texts, list).map(([id, path, steps]) => forEach(id, path, ...steps)),
      ),
    };
  });
  const definitions = fc.array(step, { maxLength: 6 }).map((steps) => definition(steps));

  it('judges whatever it is given, the same way each time, and leaves it as it is', () => {
    fc.assert(
      fc.property(definitions, (given) => {
        const before = JSON.stringify(given);
        const errors = definitionErrors(given);
        expect(definitionErrors(given)).toEqual(errors);
        expect(JSON.stringify(given)).toBe(before);
        for (const { field, message } of errors) {
          expect(field.startsWith('definition.')).toBe(true);
          expect(message.length).toBeLessThanOrEqual(500);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never lets a template through that names a step that has not run for certain', () => {
    // Steps a, b, c in a row, each of which may name any: only earlier ones may be named.
    const ids = ['a', 'b', 'c'];
    const references = fc.array(fc.constantFrom(...ids), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(references, (named) => {
        const steps = ids.map((id, index) => prompt(id, `{{steps.${named[index]}.text}}`));
        const expected = ids.flatMap((_id, index) =>
          ids.indexOf(named[index] ?? '') < index ? [] : [`steps.${index}.prompt.prompt isKnownPath`],
        );
        expect(problems(steps)).toEqual(expected);
      }),
    );
  });
});

it.each(
  LOCALES.flatMap((locale) =>
    templatesOf(locale, 'ich@muster.ch').map((template) => [template.name, template] as const),
  ),
)('the template «%s» is sound', (_name, template) => {
  expect(definitionErrors(template.definition)).toEqual([]);
});
