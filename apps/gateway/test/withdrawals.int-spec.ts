import type { FxRateDto, PriceVersionDto, PriceVersionPageDto, ProblemDto } from '@nyla/contracts';
import { AicoreFacade } from '../src/aicore/aicore.facade.js';
import { VerifyService } from '../src/billing/ledger/verify.service.js';
import { type Customer, MODEL, World } from './support/world.js';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create();
  customer = await world.customer({ credit: '50' });
});

afterAll(() => world.close());

const HOUR_MS = 3_600_000;
const PRICE = {
  connectorType: 'openai',
  model: 'gpt-6.1-terra',
  base: { input: '2', output: '10', cacheRead: '0.1', cacheWrite: '2.5', cacheWriteLong: null },
  source: 'Preisseite',
};

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

async function post<T>(path: string, body?: object, as = world.operator) {
  return world.people.send<T & ProblemDto>('POST', path, { as, ...(body && { body }) });
}

async function futurePrice(validFrom = inMs(HOUR_MS)): Promise<PriceVersionDto> {
  const { status, body } = await post<PriceVersionDto>('admin/prices', { ...PRICE, validFrom, acceptUnusual: true });
  expect([status, body.state]).toEqual([201, 'future']);
  return body;
}

async function lines(action: string, subjectId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await world.billing.query<Record<string, unknown>>(
    'SELECT * FROM audit_entry WHERE action = $1 AND subject_id = $2',
    [action, subjectId],
  );
  return rows;
}

async function asSuperuser(sql: string, parameters: unknown[]): Promise<void> {
  const client = await world.billing.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(sql, parameters);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

describe('a price that has not begun', () => {
  it('is withdrawn once, however often and by how many it is asked for', async () => {
    const { id } = await futurePrice();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post<PriceVersionDto>(`admin/prices/${id}/withdraw`)),
    );
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual(answers.map(() => [200, 'withdrawn']));
    expect(answers[0]?.body).toMatchObject({ withdrawnByName: 'operator', authorName: 'operator' });
    expect(await lines('price.withdrawn', id)).toMatchObject([
      { actor_name: 'operator', user_id: world.operator.userId, before: { input: '2' }, after: null },
    ]);
    expect(await lines('price.added', id)).toMatchObject([
      { before: { input: '1' }, after: { input: '2', source: 'Preisseite' } },
    ]);
  });

  it('is passed by afterwards: its start is free, and the one before goes on', async () => {
    const validFrom = inMs(2 * HOUR_MS);
    const { id } = await futurePrice(validFrom);
    await post(`admin/prices/${id}/withdraw`);
    const again = await futurePrice(validFrom);
    const { body } = await world.people.send<PriceVersionPageDto>(
      'GET',
      'admin/prices?connectorType=openai&model=gpt-6.1-terra&state=all',
      { as: world.operator },
    );
    const states = new Map(body.items.map((item) => [item.id, item]));
    expect([states.get(id)?.state, states.get(again.id)?.state]).toEqual(['withdrawn', 'future']);
    const current = body.items.find(({ state }) => state === 'current');
    expect(current?.validUntil?.slice(0, 19)).toBe(validFrom.slice(0, 19));
    await post(`admin/prices/${again.id}/withdraw`);
    await asSuperuser("UPDATE price_version SET valid_from = now() - interval '1 minute' WHERE id = $1", [again.id]);
    const quote = await world.quote(customer.user, 'Guten Tag', 1_000);
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await stream.finish();
    const { rows } = await world.billing.query(
      "SELECT receipt->>'priceVersionId' AS id FROM billing_transaction WHERE receipt->>'priceVersionId' = $1",
      [again.id],
    );
    expect([quote.model, rows]).toEqual([MODEL, []]);
    expect((await world.app.get(VerifyService).verify()).differences).toEqual([]);
    // Were a call charged by it all the same, verify would say so.
    const { rows: charged } = await world.billing.query<{ id: string; receipt: string }>(
      'SELECT id, receipt::text FROM billing_transaction WHERE receipt IS NOT NULL LIMIT 1',
    );
    const [booking] = charged;
    const forged = booking?.receipt.replace(String(current?.id), again.id);
    const writeReceipt = 'UPDATE billing_transaction SET receipt = $2 WHERE id = $1';
    await asSuperuser(writeReceipt, [booking?.id, forged]);
    const { differences } = await world.app.get(VerifyService).verify();
    expect(differences.map(({ found }) => found)).toContain('one that was withdrawn before it began');
    await asSuperuser(writeReceipt, [booking?.id, booking?.receipt]);
    expect((await world.app.get(VerifyService).verify()).differences).toEqual([]);
  });

  it('of a release does not come back with the next start', async () => {
    const { rows } = await world.billing.query<{ id: string }>(
      "SELECT id FROM price_version WHERE author = 'shipped' AND model = 'gpt-5.4-nano'",
    );
    const sql =
      'UPDATE price_version SET valid_from = valid_from, withdrawn_at = now(), withdrawn_by = $2 WHERE id = $1';
    await asSuperuser(sql, [rows[0]?.id, world.operator.userId]);
    expect(await world.app.get(AicoreFacade).ensurePriceList()).toBe(0);
  });
});

describe('what has begun, or begins this minute', () => {
  it('stays, whoever asks, and in the table too', async () => {
    const { rows } = await world.billing.query<{ id: string }>(
      "SELECT id FROM price_version WHERE model = 'gpt-6-sol' AND withdrawn_at IS NULL",
    );
    const id = rows[0]?.id ?? '';
    expect((await post(`admin/prices/${id}/withdraw`)).body.code).toBe('aicore.price_begun');
    const soon = await futurePrice(inMs(30_000));
    expect((await post(`admin/prices/${soon.id}/withdraw`)).body.code).toBe('aicore.price_begun');
    const mark = (set: string) => world.billing.query(`UPDATE price_version SET ${set} WHERE id = $1`, [id]);
    await expect(mark("withdrawn_at = now(), withdrawn_by = 'x'")).rejects.toThrow(/has begun/);
    await expect(mark("source = 'x'")).rejects.toThrow(/append-only/);
  });

  it('a withdrawal stays, and changes nothing else', async () => {
    const { id } = await futurePrice(inMs(3 * HOUR_MS));
    const mark = (set: string) => world.billing.query(`UPDATE price_version SET ${set} WHERE id = $1`, [id]);
    await expect(mark("withdrawn_at = now(), withdrawn_by = 'x', source = 'y'")).rejects.toThrow(/append-only/);
    await post(`admin/prices/${id}/withdraw`);
    await expect(mark('withdrawn_at = NULL, withdrawn_by = NULL')).rejects.toThrow(/append-only/);
    await expect(mark('withdrawn_at = now()')).rejects.toThrow(/append-only/);
  });

  it('is a 404 where there is no such price, or no such id', async () => {
    for (const id of ['01935c5e-0000-7000-8000-00000000000f', 'x']) {
      expect((await post(`admin/prices/${id}/withdraw`)).status).toBe(404);
      expect((await post(`admin/fx-rates/${id}/withdraw`)).status).toBe(404);
    }
  });
});

describe('an exchange rate that has not begun', () => {
  it('is withdrawn and its start is free again', async () => {
    const validFrom = inMs(HOUR_MS);
    const rate = { usdChf: '0.81', validFrom, source: 'SNB' };
    const { body } = await post<FxRateDto>('admin/fx-rates', rate);
    const withdrawn = await post<FxRateDto>(`admin/fx-rates/${body.id}/withdraw`);
    expect([withdrawn.status, withdrawn.body.state]).toEqual([200, 'withdrawn']);
    expect((await post<FxRateDto>('admin/fx-rates', rate)).status).toBe(201);
    expect(await lines('fx_rate.withdrawn', body.id)).toHaveLength(1);
    expect(await lines('fx_rate.added', body.id)).toMatchObject([
      { before: { usdChf: '0.8' }, after: { usdChf: '0.81', source: 'SNB' }, mandate_id: null },
    ]);
  });
});

describe('a price and its line in the trail', () => {
  it('are one: where the line cannot be written there is no price, and no line of a price that was refused', async () => {
    const count = async (table: string) =>
      (await world.billing.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;
    const [prices, entries] = [await count('price_version'), await count('audit_entry')];
    await world.billing.query(`
      CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
      CREATE TRIGGER planted_tg BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION planted();`);
    expect((await post('admin/prices', { ...PRICE, validFrom: inMs(5 * HOUR_MS), acceptUnusual: true })).status).toBe(
      500,
    );
    expect(await count('price_version')).toBe(prices);
    await world.billing.query(`DROP TRIGGER planted_tg ON audit_entry;
      CREATE CONSTRAINT TRIGGER planted_tg AFTER INSERT ON price_version DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION planted();`);
    expect((await post('admin/prices', { ...PRICE, validFrom: inMs(5 * HOUR_MS), acceptUnusual: true })).status).toBe(
      500,
    );
    await world.billing.query('DROP TRIGGER planted_tg ON price_version; DROP FUNCTION planted');
    expect([await count('price_version'), await count('audit_entry')]).toEqual([prices, entries]);
  });
});
