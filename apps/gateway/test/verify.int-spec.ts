import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { VerifyService } from '../src/billing/ledger/verify.service.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { TEST_SECRET } from './support/test-app.js';
import { allProviders, type Customer, World } from './support/world.js';

/**
 * Receipts are checked against the price version and the usage that they were made of. Each figure is changed behind
 * the triggers' back, and put right again.
 */
const CLI = path.resolve(import.meta.dirname, '../dist/cli/main.js');
const RATE = 'receipts hold an exchange rate of their day';
const CHAIN = 'the hash chain is unbroken';
const AMOUNTS = 'receipts recompute to their amounts';
const MODEL = 'receipts name a price of their model';
const TIME = 'prices were in force when they were charged';
const PRICES = 'receipts hold the prices of their version';
const STATISTICS = 'statistics are the sum of the bookings';
const USAGE = 'receipts hold the usage of their booking';

let world: World;
let customer: Customer;

/** Bookings of one call each, by model. */
const bookings = new Map<string, string>();
const MODELS = [
  'openai/gpt-6.1-terra',
  'anthropic/claude-haiku-5-5',
  'perplexity/preset/fast',
  'perplexity/perplexity/sonar',
  'local/llama-test',
  'demo/sage',
];

beforeAll(async () => {
  world = await World.create({ providers: allProviders, env: { ANTHROPIC_INFERENCE_GEO: 'us' } });
  customer = await world.customer({ credit: '100' });
  for (const model of MODELS) {
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag', model });
    bookings.set(model, (await stream.finish()).one('done').price?.transactionId ?? '');
  }
});

afterAll(() => world.close());

function bookingOf(model: string): string {
  const id = bookings.get(model);
  if (!id) throw new Error(`there is no booking of ${model}`);
  return id;
}

async function change(sql: string, parameters: readonly unknown[]): Promise<void> {
  const client = await world.billing.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(sql, [...parameters]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function brokenRules(): Promise<string[]> {
  const { differences } = await world.app.get(VerifyService).verify();
  return [...new Set(differences.map(({ rule }) => rule))].toSorted();
}

/** What verify finds while `column` of a row is what `expression` makes of it. */
async function foundAfter(table: string, column: string, expression: string, id: string): Promise<string[]> {
  const { rows } = await world.billing.query<{ value: string; type: string }>(
    `SELECT ${column}::text AS value, pg_typeof(${column})::text AS type FROM ${table} WHERE id = $1`,
    [id],
  );
  await change(`UPDATE ${table} SET ${column} = ${expression} WHERE id = $1`, [id]);
  const found = await brokenRules();
  const { value, type } = rows[0]!;
  await change(`UPDATE ${table} SET ${column} = $2::text::${type} WHERE id = $1`, [id, value]);
  await expectLedgerClean(world.app);
  return found;
}

async function priceOf(model: string): Promise<string> {
  const { rows } = await world.billing.query<{ id: string }>(
    "SELECT receipt->>'priceVersionId' AS id FROM billing_transaction WHERE id = $1",
    [bookingOf(model)],
  );
  return rows[0]?.id ?? '';
}

const OPENAI = 'openai/gpt-6.1-terra';
const ANTHROPIC = 'anthropic/claude-haiku-5-5';

describe('verify', () => {
  it('finds nothing in bookings of every provider: own prices, bills, factors, prices for every model', async () => {
    expect(await brokenRules()).toEqual([]);
    const { rows } = await world.billing.query<{ multiplier: string }>(
      `SELECT receipt->'multipliers'->0->>'name' AS multiplier FROM billing_transaction WHERE id = $1`,
      [bookingOf(ANTHROPIC)],
    );
    expect(rows[0]?.multiplier).toBe('inference_geo_us');
  });

  it.each<[string, string, string, string[]]>([
    ['a price version that is not there', OPENAI, `'{"priceVersionId": "${randomUUID()}"}'`, [MODEL, CHAIN]],
    ['a price version that is no id', OPENAI, `'{"priceVersionId": "x"}'`, [MODEL, CHAIN]],
    ['another start of the price', OPENAI, `'{"priceValidFrom": "2026-10-25"}'`, [PRICES, CHAIN]],
    ['another tier', OPENAI, `'{"longPrompt": true}'`, [PRICES, CHAIN]],
    [
      'factors that are not on the lines',
      OPENAI,
      `'{"multipliers": [{"name": "batch", "factor": "0.5"}]}'`,
      [PRICES, CHAIN],
    ],
    ['an unknown factor', OPENAI, `'{"multipliers": [{"name": "gift", "factor": "0"}]}'`, [PRICES, CHAIN]],
    ['factors taken away', ANTHROPIC, `'{"multipliers": []}'`, [PRICES, CHAIN]],
    [
      'another factor',
      ANTHROPIC,
      `'{"multipliers": [{"name": "inference_geo_us", "factor": "1.2"}]}'`,
      [PRICES, CHAIN],
    ],
    ['another rate', OPENAI, `'{"fxRate": "0.5"}'`, [AMOUNTS, RATE, CHAIN]],
  ])('finds %s on a receipt', async (_, model, patch, rules) => {
    expect(
      await foundAfter('billing_transaction', 'receipt', `receipt::jsonb || ${patch}::jsonb`, bookingOf(model)),
    ).toEqual(rules.toSorted());
  });

  it('finds a line with another price, though lines and total were reckoned anew', async () => {
    // Output at USD 4 in place of 5, and what the receipt makes of it.
    const recompute = `jsonb_set(jsonb_set(receipt::jsonb, '{lines}', (SELECT jsonb_agg(CASE line->>'kind'
      WHEN 'output' THEN line || jsonb_build_object('usd', '4', 'usdAmount', trim_scale((line->>'quantity')::numeric * 4 / 1000000)::text)
      ELSE line END) FROM jsonb_array_elements((receipt->'lines')::jsonb) line)), '{usdTotal}',
      to_jsonb((SELECT trim_scale(sum(CASE line->>'kind' WHEN 'output' THEN (line->>'quantity')::numeric * 4 / 1000000
      ELSE (line->>'usdAmount')::numeric END))::text FROM jsonb_array_elements((receipt->'lines')::jsonb) line)))`;
    const found = await foundAfter('billing_transaction', 'receipt', recompute, bookingOf(OPENAI));
    expect(found).toEqual([AMOUNTS, PRICES, CHAIN].toSorted());
  });

  it.each(['input', 'output', 'cacheRead', 'searchRequests'])('finds usage of another quantity: %s', async (kind) => {
    const patch = `usage || jsonb_build_object('${kind}', (usage->>'${kind}')::int + 1)`;
    const found = await foundAfter('billing_transaction', 'usage', patch, bookingOf(OPENAI));
    expect(found).toEqual([USAGE, STATISTICS, CHAIN].toSorted());
  });

  it('finds that the exchange rate is no longer what it was', async () => {
    const { rows } = await world.billing.query<{ id: string }>('SELECT id FROM fx_rate');
    for (const { id } of rows) expect(await foundAfter('fx_rate', 'usd_chf', 'usd_chf + 0.01', id)).toEqual([RATE]);
  });

  it('finds nothing where the same rate was recorded again, later on the same day', async () => {
    const record = (validFrom: string) =>
      world.billing.query(
        `INSERT INTO fx_rate (id, usd_chf, valid_from, source, author)
         VALUES (gen_random_uuid(), 0.81, ${validFrom}, 'twice', 'test')`,
      );
    await record('now()');
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag', model: 'demo/sage' });
    const id = (await stream.finish()).one('done').price?.transactionId;
    const { rows } = await world.billing.query<{ source: string }>(
      "SELECT receipt->>'fxSource' AS source FROM billing_transaction WHERE id = $1",
      [id],
    );
    expect(rows[0]?.source).toBe('twice');
    // As far from the booking as the day allows: beyond what clocks may differ.
    await record(
      `(date_trunc('day', now() AT TIME ZONE 'Europe/Zurich') + interval '86399 s') AT TIME ZONE 'Europe/Zurich'`,
    );
    expect(await brokenRules()).toEqual([]);
  });

  it('finds a receipt with the price of another model, or of another provider', async () => {
    for (const other of ['anthropic/claude-haiku-5-5', 'local/llama-test']) {
      const patch = `jsonb_set(receipt::jsonb, '{priceVersionId}', '"${await priceOf(other)}"')`;
      expect(await foundAfter('billing_transaction', 'receipt', patch, bookingOf(OPENAI))).toContain(MODEL);
    }
    const patch = `jsonb_set(receipt::jsonb, '{priceVersionId}', '"${await priceOf('perplexity/preset/fast')}"')`;
    const sonar = bookingOf('perplexity/perplexity/sonar');
    expect(await foundAfter('billing_transaction', 'receipt', patch, sonar)).toEqual([MODEL, CHAIN].toSorted());
  });

  it.each<[string, string, string, string, string[]]>([
    ['its price', OPENAI, 'tiers', `jsonb_set(tiers, '{base,output}', '"6"')`, [PRICES]],
    ['its threshold', OPENAI, 'tiers', `jsonb_set(tiers, '{longPrompt,aboveInputTokens}', '1')`, [PRICES]],
    ['its factor', ANTHROPIC, 'tiers', `jsonb_set(tiers, '{multipliers,inference_geo_us}', '"1.2"')`, [PRICES]],
    ['its factor, taken away', ANTHROPIC, 'tiers', `jsonb_set(tiers, '{multipliers}', '{}')`, [PRICES]],
    ['its base price, taken away', OPENAI, 'tiers', `jsonb_set(tiers, '{base}', 'null')`, [PRICES]],
    ['its model', OPENAI, 'model', `'gpt-other'`, [MODEL]],
    ['its connector', OPENAI, 'connector_type', `'local'`, [MODEL]],
    ['its start, to after the booking', OPENAI, 'valid_from', `now() + interval '2 days'`, [TIME, PRICES]],
    ['its start, by a day', OPENAI, 'valid_from', `valid_from - interval '1 day'`, [PRICES]],
  ])('finds a price version that was changed: %s', async (_, model, column, expression, rules) => {
    expect(await foundAfter('price_version', column, expression, await priceOf(model))).toEqual(rules.toSorted());
  });

  it('lets receipts be as earlier releases wrote them', async () => {
    const old = `(receipt::jsonb - 'multipliers') || jsonb_build_object('lines',
      (SELECT jsonb_agg(line - 'multiplier') FROM jsonb_array_elements((receipt->'lines')::jsonb) line))`;
    expect(await foundAfter('billing_transaction', 'receipt', old, bookingOf(OPENAI))).toEqual([CHAIN]);
    const bill = `receipt::jsonb || '{"lines": []}'`;
    expect(await foundAfter('billing_transaction', 'receipt', bill, bookingOf('perplexity/preset/fast'))).toEqual([
      CHAIN,
    ]);
    const usage = `usage - 'searchCredits'`;
    expect(await foundAfter('billing_transaction', 'usage', usage, bookingOf(OPENAI))).toEqual([CHAIN]);
  });

  it('as a command ends with 1 and names the rule', async () => {
    const id = await priceOf(OPENAI);
    await change(`UPDATE price_version SET tiers = jsonb_set(tiers, '{base,output}', '"6"') WHERE id = $1`, [id]);
    const { code, output } = await runVerify();
    await change(`UPDATE price_version SET tiers = jsonb_set(tiers, '{base,output}', '"5"') WHERE id = $1`, [id]);
    expect([code, JSON.parse(output)]).toMatchObject([
      1,
      {
        ok: false,
        differences: 1,
        rows: [
          {
            rule: PRICES,
            subject: bookingOf(OPENAI),
            expected: 'output: USD 6 per 1000000 × 1',
            found: 'output: USD 5 per 1000000 × 1',
          },
        ],
      },
    ]);
    expect((await runVerify()).code).toBe(0);
  });
});

function runVerify(): Promise<{ code: number | null; output: string }> {
  const { app, billing } = world.databaseUrls;
  const child = spawn(process.execPath, [CLI, '--json', 'verify'], {
    env: { PATH: process.env['PATH'], NYLA_SECRET: TEST_SECRET, DATABASE_URL: app, BILLING_DATABASE_URL: billing },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
}
