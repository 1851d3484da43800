import { hasTooManyParts, shapeProblem } from './body-shape.js';

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

describe('shape of a body', () => {
  it('takes objects, and requests without a body', () => {
    for (const body of [undefined, {}, { a: 1, b: ['x', { c: null }] }]) expect(shapeProblem(body)).toBeUndefined();
  });

  it.each([null, [], 'text', 5, true])('refuses %j, which is no object', (body) => {
    expect(shapeProblem(body)).toMatchObject({ constraint: 'isObject' });
  });

  it('refuses depth in time, however it is made', () => {
    expect(shapeProblem({ a: nested(10, (inner) => [inner]) })).toBeUndefined();
    expect(shapeProblem({ a: nested(100_000, (inner) => [inner]) })).toMatchObject({ constraint: 'maxDepth' });
    expect(shapeProblem(nested(100_000, (a) => ({ a })))).toMatchObject({ constraint: 'maxDepth' });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('refuses a field named %s', (name) => {
    expect(shapeProblem(JSON.parse(`{"a": [{"${name}": 1}]}`))).toMatchObject({ field: name });
  });
});

it('counts the parts of a body, however they are nested', () => {
  const list = (length: number) => Array.from({ length }, () => ({}));
  for (const body of [undefined, {}, 'x', { a: list(1_900) }]) expect(hasTooManyParts(body)).toBe(false);
  for (const body of [{ a: list(2_000) }, { a: list(50).map(() => list(50)) }])
    expect(hasTooManyParts(body)).toBe(true);
});
