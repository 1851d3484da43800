import { readAmount } from '@/lib/typed-amount';
import { EMPTY_DRAFT, isSameDraft, saveBody } from './draft';

it.each([
  ['', null],
  ['  ', null],
  ['5', '5.00'],
  ['CHF 2.5', '2.50'],
  ["1'250.50", '1250.50'],
  ['1’250', '1250.00'],
  ['0', undefined],
  ['-1', undefined],
  ['1,5', '1.50'],
  ['1,500', undefined],
  ['viel', undefined],
])('reads the amount %j as %j', (text, amount) => expect(readAmount(text)).toBe(amount));

describe('saveBody', () => {
  it('sends limits as the wire wants them, and the version that was edited', () => {
    expect(saveBody({ ...EMPTY_DRAFT, name: ' A ', runLimit: '2' }, 3)).toMatchObject({
      name: 'A',
      runLimit: '2.00',
      monthLimit: null,
      basedOnVersion: 3,
    });
    expect(saveBody(EMPTY_DRAFT, null)).not.toHaveProperty('basedOnVersion');
  });
});

it('takes no notice of how an amount is written', () => {
  expect(isSameDraft({ ...EMPTY_DRAFT, runLimit: '2' }, { ...EMPTY_DRAFT, runLimit: '2.00' })).toBe(true);
  expect(isSameDraft({ ...EMPTY_DRAFT, runLimit: '2' }, { ...EMPTY_DRAFT, runLimit: '' })).toBe(false);
  expect(isSameDraft({ ...EMPTY_DRAFT, runLimit: 'x' }, { ...EMPTY_DRAFT, runLimit: 'y' })).toBe(false);
});
