import { parseChf } from '@/lib/money';
import { checkTransfer } from './transfer';

const mandate = { userId: null, name: 'Muster AG', available: parseChf('10'), mayReceive: true };
const lea = { userId: 'lea', name: 'Lea', available: parseChf('1.5'), mayReceive: true };

it('says where both sides would stand', () => {
  expect(checkTransfer('4', mandate, lea)).toEqual({
    amount: '4.00',
    fromAfter: parseChf('6'),
    toAfter: parseChf('5.5'),
  });
});

it('moves all there is, and no more', () => {
  expect(checkTransfer('1.5', lea, mandate)).toMatchObject({ fromAfter: 0n });
  expect(checkTransfer('1.500000001', lea, mandate)).toEqual({ problem: 'tooMuch' });
});

it('moves nothing from one side to itself, and no nonsense', () => {
  expect(checkTransfer('1', lea, lea)).toEqual({ problem: 'same' });
  expect(checkTransfer('', mandate, lea)).toEqual({ problem: 'required' });
  expect(checkTransfer('x', mandate, lea)).toEqual({ problem: 'invalid' });
});
