import { requestHashOf } from './request-hash.js';

const hash = (request: unknown) => requestHashOf(request).toString('hex');

describe('the hash of a request', () => {
  it('is the same in whatever order its fields stand, at every depth', () => {
    const one = { amount: '1', nested: { b: [1, { x: 1, y: 2 }], a: null } };
    const two = { nested: { a: null, b: [1, { y: 2, x: 1 }] }, amount: '1' };
    expect(hash(one)).toBe(hash(two));
    expect(hash({ a: 1, absent: undefined })).toBe(hash({ a: 1 }));
  });

  it.each([
    [{ amount: '1' }, { amount: 1 }],
    [{ amount: '1' }, { amount: '1.0' }],
    [{ list: [1, 2] }, { list: [2, 1] }],
    [{ list: [] }, { list: {} }],
    [{ a: null }, {}],
    [{ a: { b: 1 } }, { b: { a: 1 } }],
    [undefined, null],
    [undefined, {}],
  ])('of %j is not that of %j', (one, two) => {
    expect(hash(one)).not.toBe(hash(two));
  });
});
