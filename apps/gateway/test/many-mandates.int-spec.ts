import type { MandateOverviewPageDto } from '@nyla/contracts';
import { SUM_USAGE } from './support/usage.js';
import { World } from './support/world.js';

const MANDATES = 10_000;
/** More only for a measurement by hand: rows of the daily statistics for each mandate and day. */
const ROWS_PER_DAY = Number(process.env['NYLA_TEST_ROWS_PER_DAY'] ?? 1);
const DAYS = 45;
/** Far above what it takes alone, for machines that do other things as well. */
const LIMIT_MS = 4_000;

let world: World;

beforeAll(async () => {
  world = await World.create();
  await world.appDb.query(
    `INSERT INTO mandate (id, name, kind) SELECT md5('m' || n)::uuid, 'Mandant ' || n, 'customer' FROM generate_series(1, $1::int) n`,
    [MANDATES],
  );
  await world.billing.query(
    `INSERT INTO billing_settings (mandate_id, billing_model)
     SELECT md5('m' || n)::uuid, (ARRAY['PREPAY_MANDATE', 'POSTPAY', 'UNLIMITED'])[n % 3 + 1] FROM generate_series(1, $1::int) n`,
    [MANDATES],
  );
  await world.billing.query(
    `INSERT INTO billing_account (id, mandate_id, balance, credit_limit)
     SELECT md5('a' || n)::uuid, md5('m' || n)::uuid, n % 500, CASE WHEN n % 3 = 2 THEN NULL ELSE 0 END FROM generate_series(1, $1::int) n`,
    [MANDATES],
  );
  await world.billing.query(
    `INSERT INTO billing_usage_daily (mandate_id, day, connector_type, model, feature, calls, input_tokens, cache_read_tokens,
       cache_write_tokens, output_tokens, search_requests, amount)
     SELECT md5('m' || n)::uuid, (now() AT TIME ZONE 'Europe/Zurich')::date - d, 'openai', 'm' || r, 'chat', 3, 900, 0, 0, 200, 0, (n + d) % 7
     FROM generate_series(1, $1::int) n, generate_series(0, $2::int - 1) d, generate_series(1, $3::int) r`,
    [MANDATES, DAYS, ROWS_PER_DAY],
  );
  await world.billing.query(SUM_USAGE);
  await world.billing.query('ANALYZE');
}, 600_000);

afterAll(() => world.close(), 60_000);

async function page(query: string): Promise<{ body: MandateOverviewPageDto; ms: number }> {
  const start = performance.now();
  const { body } = await world.people.send<MandateOverviewPageDto>('GET', `admin/mandates?${query}`, {
    as: world.operator,
  });
  return { body, ms: performance.now() - start };
}

it('shows any page of ten thousand mandates in any order in good time', async () => {
  await page('sort=name');
  for (const query of [
    'sort=name',
    'sort=runwayDays',
    'sort=usedThisMonth&direction=desc',
    'state=low',
    'q=Mandant%20777',
  ]) {
    const { body, ms } = await page(query);
    expect(body.items.length).toBeGreaterThan(0);
    expect(ms).toBeLessThan(LIMIT_MS);
  }
  expect((await page('sort=name')).body.total).toMatchObject({ mandates: MANDATES + 1 });
});
