import { addressBody, problemsOf, serverProblems, writtenVatId } from './address';

const ADDRESS = {
  company: 'Muster AG',
  person: '',
  street: 'Bahnhofstrasse',
  houseNumber: '1',
  postcode: '8001',
  town: 'Zürich',
  country: 'CH',
  email: 'rechnung@muster.ch',
  vatId: 'CHE-116.281.710 MWST',
};

it('finds nothing wrong with a whole address', () => {
  expect(problemsOf(ADDRESS)).toEqual({});
  expect(addressBody(ADDRESS)).toEqual({ ...ADDRESS, person: null });
});

it.each([
  [{ company: ' ' }, { company: 'required' }],
  [{ email: 'muster.ch' }, { email: 'email' }],
  [{ postcode: '80010' }, { postcode: 'isPostcode' }],
  [{ vatId: 'CHE-116.281.701' }, { vatId: 'isUidChecksum' }],
  [{ vatId: '116' }, { vatId: 'isSwissUid' }],
  [{ country: 'DE', postcode: '10115', vatId: 'DE1' }, { vatId: 'isVatId' }],
  [{ country: 'DE', postcode: '10115', vatId: '' }, {}],
] as const)('finds in %j what is wrong', (change, problems) => {
  expect(problemsOf({ ...ADDRESS, ...change })).toEqual(problems);
});

it('puts what the server says at its field', () => {
  const error = (field: string, constraint: string) => ({ field, constraint, message: '' });
  expect(
    serverProblems([
      error('vatId', 'isUidChecksum'),
      error('town', 'maxLength'),
      error('town', 'isString'),
      error('email', 'isEmail'),
    ]),
  ).toEqual({ vatId: 'isUidChecksum', town: 'tooLong', email: 'email' });
});

it('writes a number as it is written', () => {
  expect(writtenVatId('che116281710mwst', 'CH')).toBe('CHE-116.281.710 MWST');
  expect(writtenVatId('che1162817', 'CH')).toBe('che1162817');
});
