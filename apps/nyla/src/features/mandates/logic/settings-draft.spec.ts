import type { MandateSettingsDto } from '@nyla/contracts';
import { changesOf, problemsOf, settingsDraft } from './settings-draft';

const STORED: MandateSettingsDto = {
  billingModel: 'PREPAY_MANDATE',
  lowBalanceThreshold: null,
  warnRunwayDays: null,
  warnPercent: null,
  markupPercent: '50',
  creditLimit: '0.00',
  initialUserCredit: '0.00',
  selfTopUpLimit: '1000.00',
};
const draft = settingsDraft(STORED);

it('sends what was changed, and only that', () => {
  expect(changesOf(STORED, draft)).toEqual({});
  expect(changesOf(STORED, { ...draft, selfTopUpLimit: "CHF 1'000", markupPercent: '50.0 %' })).toEqual({});
  expect(changesOf(STORED, { ...draft, selfTopUpLimit: '', markupPercent: '' })).toEqual({
    selfTopUpLimit: '0.00',
    markupPercent: null,
  });
  expect(
    changesOf(STORED, { ...draft, billingModel: 'POSTPAY', creditLimit: "2'500", initialUserCredit: '7' }),
  ).toEqual({
    billingModel: 'POSTPAY',
    creditLimit: '2500.00',
  });
});

it('says at which field something is wrong, and only at those that are shown', () => {
  expect(problemsOf(draft)).toEqual({});
  expect(problemsOf({ ...draft, creditLimit: 'viel', selfTopUpLimit: '-5', markupPercent: '1001' })).toEqual({
    selfTopUpLimit: 'amount',
    markupPercent: 'percent',
  });
  expect(problemsOf({ ...draft, billingModel: 'POSTPAY', creditLimit: 'viel' })).toEqual({ creditLimit: 'amount' });
});
