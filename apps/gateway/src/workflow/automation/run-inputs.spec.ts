import type { VariableDto, VariableType } from '@nyla/contracts';
import { completeInputs, readValue, valuesOf } from './run-inputs.js';

function variable(name: string, type: VariableType, more: Partial<VariableDto> = {}): VariableDto {
  return { name, label: name, type, required: false, defaultValue: null, ...more };
}

describe('a value of a type', () => {
  it.each([
    ['text', ' wie es ist ', ' wie es ist '],
    ['number', ' -12.50 ', -12.5],
    ['number', '0', 0],
    ['boolean', 'true', true],
    ['boolean', ' false', false],
    ['date', '2028-02-29', '2028-02-29'],
    ['list', 'a\r\n\n b \nc', ['a', ' b ', 'c']],
    ['list', '', []],
  ] as const)('%s %j', (type, text, value) => expect(readValue(type, text)).toEqual(value));

  it.each([
    ['number', 'viele'],
    ['number', ''],
    ['number', '1e999'],
    ['number', 'Infinity'],
    ['number', '0x10'],
    ['boolean', 'ja'],
    ['boolean', 'toString'],
    ['date', '2026-02-29'],
    ['date', '2026-13-01'],
    ['date', '1.2.2026'],
  ] as const)('is not %s: %j', (type, text) => expect(readValue(type, text)).toBeUndefined());
});

describe('the inputs of a run', () => {
  const variables = [
    variable('thema', 'text', { required: true }),
    variable('anzahl', 'number', { defaultValue: '3' }),
    variable('texte', 'list'),
    variable('tag', 'date'),
  ];

  it('are missing where they are blank and required, and kept where they are not', () => {
    const blank = { name: 'thema', value: ' \n' };
    expect(() => completeInputs(variables, [blank])).toThrow('automation.input_missing');
    const withDefault = [variable('thema', 'text', { required: true, defaultValue: 'Käse' })];
    expect(completeInputs(withDefault, [blank])).toEqual([{ name: 'thema', value: 'Käse' }]);
    expect(completeInputs([variable('thema', 'text')], [blank])).toEqual([blank]);
  });

  it.each([
    [
      'twice',
      [
        { name: 'thema', value: 'a' },
        { name: 'thema', value: 'b' },
      ],
      'inputs.1',
    ],
    ['too long', [{ name: 'thema', value: 'x'.repeat(50_001) }], 'inputs.0'],
  ])('are refused %s', (_what, given, field) => {
    expect(() => completeInputs(variables, given)).toThrow(
      expect.objectContaining({ fieldErrors: [expect.objectContaining({ field })] }),
    );
  });

  it('are what was given, and defaults for the rest', () => {
    const inputs = completeInputs(variables, [{ name: 'thema', value: 'Käse' }]);
    expect(inputs).toEqual([
      { name: 'thema', value: 'Käse' },
      { name: 'anzahl', value: '3' },
    ]);
    expect({ ...valuesOf(variables, inputs) }).toEqual({ thema: 'Käse', anzahl: 3, texte: [], tag: null });
  });

  it('may name a variable like something that every object has', () => {
    const odd = [variable('valueOf', 'text')];
    expect(valuesOf(odd, completeInputs(odd, []))['valueOf']).toBeNull();
    expect(valuesOf(odd, [])['toString']).toBeUndefined();
  });

  it.each([
    [[], 'automation.input_missing'],
    [[{ name: 'thema', value: '' }], 'automation.input_missing'],
    [
      [
        { name: 'thema', value: 'x' },
        { name: 'anzahl', value: 'x' },
      ],
      'common.validation_failed',
    ],
    [
      [
        { name: 'thema', value: 'x' },
        { name: 'fremd', value: 'x' },
      ],
      'common.validation_failed',
    ],
  ])('%j are refused', (given, code) => {
    expect(() => completeInputs(variables, given)).toThrow(expect.objectContaining({ code }));
  });
});
