import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Chf, Day, Email, ListOf, ListOfLiterals, Nested, Text, WholeNumberParam } from './fields.js';

class Inner {
  @Text({ max: 5 })
  name!: string;
}

class Sample {
  @Chf({ range: 'positive', optional: true })
  amount?: string;

  @Chf({ range: 'not-negative', optional: true, nullable: true })
  threshold?: string | null;

  @Text({ max: 10, optional: true })
  text?: string;

  @Email({ max: 50, optional: true })
  email?: string;

  @Day({ optional: true })
  day?: string;

  @WholeNumberParam({ min: 1, max: 200, optional: true })
  limit?: number;

  @ListOfLiterals(['a', 'b'], { optional: true })
  list?: string[];

  @ListOf(() => Inner, { optional: true, max: 2 })
  inner?: Inner[];
}

class Outer {
  @Nested(() => Inner)
  one!: Inner;

  @Nested(() => Inner, { nullable: true })
  other!: Inner | null;
}

/** Names of the fields that are refused. */
function refused(plain: object): string[] {
  return validateSync(plainToInstance(Sample, plain)).map(({ property }) => property);
}

describe('fields', () => {
  it.each(['1', '12.50', '0.000000001', '99999999999.999999999'])('take %s for a positive amount', (amount) => {
    expect(refused({ amount })).toEqual([]);
  });

  it.each(['0', '0.000000000', '-1', '1e3', 'NaN', '0x1', '1.0000000001', '100000000000', '', ' 1', '1,5', 5, null])(
    'refuse %p as a positive amount',
    (amount) => expect(refused({ amount })).toEqual(['amount']),
  );

  it.each(['\u202Etfig', 'a\u2067b', 'a\r\nB: c', 'a\tb', 'a\u2028b'])(
    'refuse more than a line, and what turns its reading direction: %j',
    (text) => {
      expect(refused({ text })).toEqual(['text']);
      expect(refused({ text: 'שלום' })).toEqual([]);
    },
  );

  it('tell zero, negative, null and absent apart', () => {
    expect(refused({ threshold: '0' })).toEqual([]);
    expect(refused({ threshold: '-0.01' })).toEqual(['threshold']);
    expect(refused({ threshold: null })).toEqual([]);
    expect(refused({ text: null })).toEqual(['text']);
    expect(refused({})).toEqual([]);
  });

  it('refuse text that PostgreSQL cannot store, and keep every other script', () => {
    for (const text of ['a\u0000b', '\ud800', 'x\udfff', '12345678901']) expect(refused({ text })).toEqual(['text']);
    for (const text of ['Zürich', '日本語', '👩‍👧', 'e\u0301']) expect(refused({ text })).toEqual([]);
    expect(refused({ email: '\ud800@x.ch' })).toEqual(['email']);
  });

  it('write an e-mail address in one way', () => {
    expect(plainToInstance(Sample, { email: '  Anna@X.CH ' }).email).toBe('anna@x.ch');
  });

  it('take days that exist', () => {
    expect(refused({ day: '2028-02-29' })).toEqual([]);
    for (const day of ['2026-02-29', '2026-13-01', '26-01-01', '2026-01-01T00:00:00Z']) {
      expect(refused({ day })).toEqual(['day']);
    }
  });

  it('read numbers and lists from a query string', () => {
    expect(plainToInstance(Sample, { limit: '20', list: 'a,b' })).toMatchObject({ limit: 20, list: ['a', 'b'] });
    for (const limit of ['0', '201', '1.5', '1e1', 'x', '']) expect(refused({ limit })).toEqual(['limit']);
    expect(refused({ list: 'a,c' })).toEqual(['list']);
  });

  it('look into lists, and refuse what is no object', () => {
    expect(refused({ inner: [{ name: 'ok' }] })).toEqual([]);
    for (const inner of [
      [{ name: 'too long' }],
      [[]],
      [null],
      ['x'],
      [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      {},
    ]) {
      expect(refused({ inner })).toEqual(['inner']);
    }
  });

  it('look into an object, and refuse a list of them, an empty one, and none', () => {
    const refusedOf = (plain: object) => validateSync(plainToInstance(Outer, plain)).map(({ property }) => property);
    expect(refusedOf({ one: { name: 'ok' }, other: null })).toEqual([]);
    for (const one of [[], [{ name: 'ok' }], [[]], 'x', null, undefined, { name: 'too long' }, {}]) {
      expect(refusedOf({ one, other: null })).toEqual(['one']);
    }
    expect(refusedOf({ one: { name: 'ok' } })).toEqual(['other']);
  });
});
