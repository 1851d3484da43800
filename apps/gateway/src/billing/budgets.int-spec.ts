import { parseChf } from '@nyla/money';
import { LedgerGateway, reservationOf, settlementOf } from '../../test/support/ledger-gateways.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { BudgetExceededException, DomainError } from '../common/errors/domain-error.js';
import { toProblem } from '../common/errors/problem.js';
import { newId } from '../common/ids.js';
import { BillingFacade } from './billing.facade.js';
import type { BudgetKey } from './budgets.repository.js';

let app: TestApp;
let gateway: LedgerGateway;
let facade: BillingFacade;

beforeAll(async () => {
  app = await createTestApp();
  gateway = await LedgerGateway.open(app.databases);
  facade = app.get(BillingFacade);
});
afterAll(async () => {
  expect((await gateway.verifier.verify()).differences).toEqual([]);
  await gateway.close();
  await app.close();
});

const NOVEMBER = '2026-11';

function monthOf(subject: string, period = NOVEMBER): BudgetKey {
  return { kind: 'automation_month', subject, period };
}

describe('ensureBudget', () => {
  it('opens a budget once and gives it the newest limit', async () => {
    const [mandateId, key] = [newId(), monthOf(newId())];
    const opened = await facade.ensureBudget({ mandateId, ...key, limit: parseChf('10') });
    expect(opened).toEqual({ id: opened.id, mandateId, ...key, limit: parseChf('10'), used: 0n, held: 0n });
    expect(await facade.ensureBudget({ mandateId, ...key, limit: parseChf('10') })).toEqual(opened);
    for (const limit of ['20.000000001', '0']) {
      const changed = { ...opened, limit: parseChf(limit) };
      expect(await facade.ensureBudget({ mandateId, ...key, limit: parseChf(limit) })).toEqual(changed);
      expect(await facade.findBudget(mandateId, key)).toEqual(changed);
    }
  });

  it('opens one also when many ask at once', async () => {
    const wanted = { mandateId: newId(), kind: 'run', subject: newId(), period: null, limit: 1n } as const;
    const budgets = await Promise.all(Array.from({ length: 20 }, () => facade.ensureBudget(wanted)));
    expect(new Set(budgets.map(({ id }) => id)).size).toBe(1);
  });

  it('changes no figure but the limit', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const wanted = { mandateId: await gateway.mandateOf(account), ...monthOf(newId()) };
    const { id } = await facade.ensureBudget({ ...wanted, limit: parseChf('10') });
    const calls = [1, 2].map(() => reservationOf(account, '2', { budgetIds: [id] }));
    for (const call of calls) await gateway.ledger.reserve(call);
    await gateway.ledger.settle(account, settlementOf(calls[0]?.id ?? '', '1'));
    expect(await facade.ensureBudget({ ...wanted, limit: parseChf('1') })).toMatchObject({
      limit: parseChf('1'),
      used: parseChf('1'),
      held: parseChf('2'),
    });
    await gateway.ledger.release(account, calls[1]?.id ?? '', 'test');
  });

  it('does not wait for calls that are being booked when nothing changes', async () => {
    const wanted = { mandateId: newId(), ...monthOf(newId()), limit: 1n };
    const { id } = await facade.ensureBudget(wanted);
    await gateway.database.run(async () => {
      await gateway.database.query('SELECT FROM billing_budget WHERE id = $1 FOR UPDATE', [id]);
      expect(await facade.ensureBudget(wanted)).toMatchObject({ id });
    });
  });

  it.each([
    ['a limit below nothing', { limit: -1n }],
    ['a month that does not exist', { period: '2026-13' }],
    ['a day', { period: '2026-11-01' }],
  ])('refuses %s', async (_, changes) => {
    const wanted = { mandateId: newId(), ...monthOf(newId()), limit: 1n, ...changes };
    await expect(facade.ensureBudget(wanted)).rejects.toThrow(/billing_budget_(limit|period)_ck/);
  });
});

describe('budgets are read', () => {
  it('under their mandate, kind, subject and month, and under nothing else', async () => {
    const [mandateId, subject] = [newId(), newId()];
    const { id } = await facade.ensureBudget({ mandateId, ...monthOf(subject), limit: 1n });
    expect(await facade.findBudget(mandateId, monthOf(subject))).toMatchObject({ id });
    expect(await facade.findBudget(newId(), monthOf(subject))).toBeUndefined();
    expect(await facade.findBudget(mandateId, monthOf(newId()))).toBeUndefined();
    expect(await facade.findBudget(mandateId, monthOf(subject, '2026-12'))).toBeUndefined();
    expect(await facade.findBudget(mandateId, { ...monthOf(subject), period: null })).toBeUndefined();
    expect(await facade.findBudget(mandateId, { ...monthOf(subject), kind: 'run' })).toBeUndefined();
  });

  it('of one subject, newest month first', async () => {
    const [mandateId, subject] = [newId(), newId()];
    for (const period of ['2026-11', '2027-01', '2026-12']) {
      await facade.ensureBudget({ mandateId, ...monthOf(subject, period), limit: 1n });
    }
    await facade.ensureBudget({ mandateId, kind: 'run', subject, period: null, limit: 1n });
    await facade.ensureBudget({ mandateId: newId(), ...monthOf(subject), limit: 1n });
    const periods = async (limit?: number): Promise<(string | null)[]> =>
      (await facade.listBudgets(mandateId, 'automation_month', subject, limit)).map(({ period }) => period);
    expect(await periods()).toEqual(['2027-01', '2026-12', '2026-11']);
    expect(await periods(1)).toEqual(['2027-01']);
    expect(await facade.listBudgets(newId(), 'automation_month', subject)).toEqual([]);
  });
});

describe('a reservation beyond a budget', () => {
  it('is refused with 402 and everything that its reader needs', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const subject = newId();
    const wanted = { mandateId: await gateway.mandateOf(account), ...monthOf(subject), limit: parseChf('3') };
    const { id } = await facade.ensureBudget(wanted);
    const first = reservationOf(account, '2', { budgetIds: [id] });
    await facade.reserve(first, () => null);
    const error: unknown = await facade
      .reserve(reservationOf(account, '1.5', { budgetIds: [id] }), () => null)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BudgetExceededException);
    expect(toProblem(error as DomainError, 'request')).toMatchObject({
      status: 402,
      code: 'billing.budget_exceeded',
      details: {
        budgetId: id,
        kind: 'automation_month',
        subject,
        period: NOVEMBER,
        limit: '3.00',
        used: '0.00',
        held: '2.00',
        required: '1.50',
        currency: 'CHF',
      },
    });
    await facade.release(account, first.id, 'test');
    await facade.reserve(reservationOf(account, '1.5', { budgetIds: [id] }), () => null);
  });

  it('is our fault when the budget is none of the mandate', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const { id } = await facade.ensureBudget({ mandateId: newId(), ...monthOf(newId()), limit: parseChf('3') });
    await expect(facade.reserve(reservationOf(account, '1', { budgetIds: [id] }), () => null)).rejects.toMatchObject({
      code: 'common.internal',
    });
    expect(await gateway.account(account)).toMatchObject({ held: '0.00' });
  });
});
