import type { BalanceDto, BillingAddressDto, BillingSettingsDto, ProblemDto } from '@nyla/contracts';
import { Credit } from './support/credit.js';
import type { Sender } from './support/people.js';
import { World } from './support/world.js';

let world: World;
let credit: Credit;

beforeAll(async () => {
  world = await World.create();
  credit = new Credit(world);
});

afterAll(() => world.close());

type Answered = BillingSettingsDto & BillingAddressDto & ProblemDto;

const put = (as: Sender, path: string, body: object) => world.people.send<Answered>('PUT', path, { as, body });
const get = (as: Sender, path: string) => world.people.send<Answered>('GET', path, { as });

describe('warning thresholds', () => {
  it('are the admin’s to change, one by one, and in the trail', async () => {
    const { mandate, admin, user } = await world.customer();
    expect((await put(admin, 'billing/settings', { lowBalanceThreshold: '20', warnRunwayDays: 14 })).status).toBe(200);
    const { body } = await put(admin, 'billing/settings', { warnPercent: 25, lowBalanceThreshold: null });
    expect(body).toMatchObject({ lowBalanceThreshold: null, warnRunwayDays: 14, warnPercent: 25 });
    expect((await credit.trail(mandate.id)).slice(-2)).toMatchObject([
      {
        before: { lowBalanceThreshold: null, warnRunwayDays: null },
        after: { lowBalanceThreshold: '20.00', warnRunwayDays: 14 },
      },
      {
        before: { lowBalanceThreshold: '20.00', warnPercent: null },
        after: { lowBalanceThreshold: null, warnPercent: 25 },
      },
    ]);
    await put(admin, 'billing/settings', { warnPercent: 25 });
    expect(await credit.trail(mandate.id)).toHaveLength(3);
    for (const bad of [
      { warnPercent: 0 },
      { warnPercent: 101 },
      { warnRunwayDays: 0 },
      { warnRunwayDays: 1.5 },
      { warnRunwayDays: '7' },
      { billingModel: 'UNLIMITED' },
      { selfTopUpLimit: '9' },
    ]) {
      expect((await put(admin, 'billing/settings', bad)).status).toBe(422);
    }
    expect((await put(user, 'billing/settings', { warnPercent: 5 })).status).toBe(403);
  });

  it('decide the state of the balance, any one of them', async () => {
    const { admin } = await world.customer({ credit: '10' });
    const state = async () => (await world.people.send<BalanceDto>('GET', 'billing/balance', { as: admin })).body.state;
    const states: string[] = [await state()];
    for (const change of [
      { lowBalanceThreshold: '10' },
      { lowBalanceThreshold: '10.01' },
      { lowBalanceThreshold: null, warnPercent: 100 },
    ]) {
      await put(admin, 'billing/settings', change);
      states.push(await state());
    }
    await (await world.ask(admin, await world.newChat(admin), { content: 'Guten Tag' })).finish();
    states.push(await state());
    await put(admin, 'billing/settings', { warnPercent: 50 });
    states.push(await state());
    expect(states).toEqual(['ok', 'ok', 'low', 'ok', 'low', 'ok']);
  });
});

describe('the billing address', () => {
  const ADDRESS = {
    company: 'Muster AG',
    person: 'Anna Muster',
    street: 'Bahnhofstrasse',
    houseNumber: '1a',
    postcode: '8001',
    town: 'Zürich',
    country: 'CH',
    email: 'Rechnung@Muster.ch',
    vatId: 'che116281710 mwst',
  };

  it('is empty at first, is kept in its written form, and in the trail', async () => {
    const { mandate, admin } = await world.customer();
    expect((await get(admin, 'billing/address')).body).toMatchObject({ company: null, country: 'CH', updatedAt: null });
    const { status, body } = await put(admin, 'billing/address', ADDRESS);
    expect([status, body]).toEqual([
      200,
      { ...ADDRESS, email: 'rechnung@muster.ch', vatId: 'CHE-116.281.710 MWST', updatedAt: expect.any(String) },
    ]);
    expect((await get(admin, 'billing/address')).body).toEqual(body);
    await put(admin, 'billing/address', { ...ADDRESS, town: 'Zug', person: null });
    await put(admin, 'billing/address', { ...ADDRESS, town: 'Zug', person: null });
    expect((await credit.trail(mandate.id)).slice(-2)).toMatchObject([
      { action: 'billing_address.changed', before: null, after: { company: 'Muster AG' } },
      { before: { town: 'Zürich', person: 'Anna Muster' }, after: { town: 'Zug', person: null } },
    ]);
  });

  it.each([
    [{ vatId: 'CHE-116.281.711' }, 'vatId', 'isUidChecksum'],
    [{ vatId: 'CHE-116.281' }, 'vatId', 'isSwissUid'],
    [{ vatId: 'DE123456789', country: 'CH' }, 'vatId', 'isSwissUid'],
    [{ vatId: '<script>', country: 'DE' }, 'vatId', 'isVatId'],
    [{ postcode: '80011' }, 'postcode', 'isPostcode'],
    [{ country: 'XX' }, 'country', 'isIn'],
    [{ country: 'ch' }, 'country', 'isIn'],
    [{ email: 'nobody' }, 'email', 'isEmail'],
    [{ company: '   ' }, 'company', 'minLength'],
    [{ town: 'Z'.repeat(36) }, 'town', 'maxLength'],
    [{ street: undefined }, 'street', 'isString'],
  ])('with %j is refused at the field', async (change, field, constraint) => {
    const { admin } = await world.customer();
    const { status, body } = await put(admin, 'billing/address', { ...ADDRESS, ...change });
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(expect.objectContaining({ field, constraint }));
    expect((await get(admin, 'billing/address')).body.updatedAt).toBeNull();
  });

  it('of a company abroad takes its VAT number', async () => {
    const { admin } = await world.customer();
    const { status, body } = await put(admin, 'billing/address', {
      ...ADDRESS,
      country: 'DE',
      postcode: '10115',
      vatId: 'DE 123 456 789',
    });
    expect([status, body.vatId]).toEqual([200, 'DE123456789']);
  });

  it('belongs to the mandate, and users neither read nor write it', async () => {
    const [one, two] = [await world.customer(), await world.customer()];
    await put(one.admin, 'billing/address', ADDRESS);
    expect((await get(two.admin, 'billing/address')).body.company).toBeNull();
    expect((await get(one.user, 'billing/address')).status).toBe(403);
    expect((await put(one.user, 'billing/address', ADDRESS)).status).toBe(403);
    const crossed = await world.people.send('PUT', 'billing/address', {
      as: two.admin,
      mandateId: one.mandate.id,
      body: ADDRESS,
    });
    expect([403, 404, 400]).toContain(crossed.status);
  });
});
