import { inputsOf, missingInputs, nameOfLabel } from './variables';

describe('variables', () => {
  it.each([
    ['Thema', 'thema'],
    ['Datum (bis)', 'datum_bis'],
    ['Übersetzung für Zürich', 'uebersetzung_fuer_zuerich'],
    ['2. Name', 'name'],
    ['…', 'value'],
  ])('are named after %j', (label, name) => expect(nameOfLabel(label, [])).toBe(name));

  const variable = { label: '', type: 'text', required: true, defaultValue: null } as const;
  const variables = [
    { ...variable, name: 'a' },
    { ...variable, name: 'b', defaultValue: 'Vorgabe' },
    { ...variable, name: 'c', required: false },
  ];

  it('take their default where nothing was typed, and nothing where it was taken out', () => {
    expect(inputsOf(variables, { a: 'x' })).toEqual([
      { name: 'a', value: 'x' },
      { name: 'b', value: 'Vorgabe' },
    ]);
    expect(inputsOf(variables, { b: '' })).toEqual([]);
  });

  it('are missed where they are required', () => {
    expect(missingInputs(variables, {})).toEqual(['a']);
    expect(missingInputs(variables, { a: ' ', b: '' })).toEqual(['a', 'b']);
    expect(missingInputs(variables, { a: 'x' })).toEqual([]);
  });
});
