import fc from 'fast-check';
import { DomainError } from '../../common/errors/domain-error.js';
import { parsePath, parseTemplate } from './template-path.js';
import { get, lookup, RENDERED_MAX_LENGTH, render, type TemplateScope } from './template-rendering.js';

const SCOPE: TemplateScope = {
  variables: { topic: 'Zinsen', count: 3, flag: false, empty: '', nothing: null, texts: ['eins', 'zwei'] },
  steps: {
    suche: { text: 'gefunden', sources: [{ title: 'Titel', url: 'https://example.ch' }] },
    api: { status: 200, json: { 'größe-mm': { a_b: [[1, 2]] }, constructor: 'eigen', length: 7 } },
  },
  run: { date: '2026-11-23' },
};

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
}

describe('a template', () => {
  it.each([
    ['Thema: {{variables.topic}}, {{ variables.topic }}.', 'Thema: Zinsen, Zinsen.'],
    ['{{steps.suche.text}}{{run.date}}', 'gefunden2026-11-23'],
    ['{{steps.suche.sources[0].title}}', 'Titel'],
    ['{{steps.api.json.größe-mm.a_b[0][1]}}', '2'],
    ['{{variables.count}} {{variables.flag}} {{steps.api.status}}', '3 false 200'],
    ['[{{variables.empty}}{{variables.nothing}}]', '[]'],
    ['{{variables.texts}}', '["eins","zwei"]'],
    ['{{steps.suche.sources[0]}}', '{"title":"Titel","url":"https://example.ch"}'],
    ['kein Platzhalter } { }} {', 'kein Platzhalter } { }} {'],
    ['', ''],
  ])('%j becomes %j', (template, expected) => {
    expect(render(template, SCOPE)).toBe(expected);
  });

  it('sees the entry of a loop and its position only within one', () => {
    expect(render('{{index}}: {{item.title}}', { ...SCOPE, item: { title: 'A' }, index: 0 })).toBe('0: A');
    expect(codeOf(() => render('{{item}}', SCOPE))).toBe('automation.unknown_path');
  });

  it.each([
    '{{variables.unknown}}',
    '{{unknown}}',
    '{{steps.suche.sources[1].title}}',
    '{{steps.suche.sources[-1]}}',
    '{{steps.suche.sources.length}}',
    '{{variables.topic.length}}',
    '{{variables.topic[0]}}',
    '{{variables.texts.map}}',
    '{{}}',
    '{{ }}',
    '{{a b}}',
    '{{variables.topic',
    '{{variables..topic}}',
    '{{.variables}}',
    '{{1+1}}',
    '{{steps["api"]}}',
    '{{variables.topic.toUpperCase()}}',
    '{{#each variables.texts}}',
    `{{${'a.'.repeat(200)}a}}`,
  ])('%j leads nowhere, and says so', (template) => {
    expect(codeOf(() => render(template, SCOPE))).toBe('automation.unknown_path');
  });

  it('is filled in once: what looks like a template in a value stays text', () => {
    const hostile = '{{steps.api.json}} {{variables.secret}} }}{{ {{';
    const scope = { ...SCOPE, variables: { ...SCOPE.variables, topic: hostile, secret: 'geheim' } };
    expect(render('a {{variables.topic}} b', scope)).toBe(`a ${hostile} b`);
    expect(render('{{variables.topic}}{{variables.topic}}', scope)).toBe(hostile + hostile);
    // Nor can a value close or complete the braces of its template.
    const halves = { ...SCOPE, variables: { open: '{{', path: 'variables.secret', close: '}}', secret: 'geheim' } };
    expect(render('{{variables.open}}variables.secret{{variables.close}}', halves)).toBe('{{variables.secret}}');
    expect(render('{ {{variables.path}} }', halves)).toBe('{ variables.secret }');
  });

  it('puts in any value exactly as it is (property)', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{', '}}', '{{run.date}}', '$&', '$1', '\\'),
    );
    fc.assert(
      fc.property(value, value, (a, b) => {
        const scope = { ...SCOPE, variables: { a, b } };
        expect(render('<{{variables.a}}|{{variables.b}}>', scope)).toBe(`<${a}|${b}>`);
      }),
    );
  });

  it('loses no character of its own text (property)', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '{{', '}}', '{{run.date}}', ' ', 'x', '\n', '{{{', '}}}'));
    fc.assert(
      fc.property(pieces, (parts) => {
        const template = parts.join('');
        const parsed = parseTemplate(template);
        const back = parsed.map((part) => (part.kind === 'path' ? `{{${part.path}}}` : part.text)).join('');
        // Space around a path is not kept, and is nobody's text.
        const dense = (text: string) => text.replace(/\s/g, '');
        expect(dense(back)).toBe(dense(template));
      }),
    );
  });

  it('cannot be blown up', () => {
    const scope = { ...SCOPE, variables: { long: 'x'.repeat(200_000) } };
    expect(codeOf(() => render('{{variables.long}}'.repeat(2_000), scope))).toBe('automation.text_too_long');
    expect(render('{{variables.long}}'.repeat(RENDERED_MAX_LENGTH / 200_000), scope)).toHaveLength(RENDERED_MAX_LENGTH);
  });

  it('is read in time, however many braces it has', () => {
    const begin = performance.now();
    for (const template of ['{{'.repeat(25_000), '{{a}}'.repeat(10_000), '{'.repeat(50_000), '{{ '.repeat(16_000)]) {
      codeOf(() => render(template, SCOPE));
    }
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});

describe('what is inherited', () => {
  const INHERITED = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ];

  it.each(INHERITED)('%s is found nowhere', (name) => {
    for (const root of ['', 'variables.', 'variables.texts.', 'variables.topic.', 'steps.', 'steps.suche.', 'run.']) {
      expect(lookup(root + name, SCOPE)).toBeUndefined();
      expect(lookup(`${root}${name}.constructor`, SCOPE)).toBeUndefined();
    }
  });

  it('does not hide what a record has of its own', () => {
    expect(lookup('steps.api.json.constructor', SCOPE)).toBe('eigen');
    expect(lookup('steps.api.json.length', SCOPE)).toBe(7);
    const parsed = { ...SCOPE, steps: { api: JSON.parse('{"__proto__": {"isAdmin": true}}') as unknown } };
    expect(get('steps.api.__proto__.isAdmin', parsed)).toBe(true);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('has no getter run: values are data', () => {
    expect(lookup('variables.texts[0]', SCOPE)).toBe('eins');
    expect(lookup('variables.texts[00]', SCOPE)).toBe('eins');
    expect(lookup('variables.texts.0', SCOPE)).toBeUndefined();
  });
});

it.each([
  ['a', ['a']],
  ['steps.a[0].b_c-d', ['steps', 'a', 0, 'b_c-d']],
  ['a[12][3]', ['a', 12, 3]],
  ['a.', undefined],
  ['a[', undefined],
  ['a[x]', undefined],
  ['a[1234567]', undefined],
  ['[0]', undefined],
  ['a b', undefined],
  ['', undefined],
])('the path %j has the segments %j', (path, segments) => {
  expect(parsePath(path)).toEqual(segments);
});
