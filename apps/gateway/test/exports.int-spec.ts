import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  ESTIMATED_LENGTH_HEADER,
  TOTAL_COUNT_HEADER,
  type TransactionSummaryDto,
  XLSX_MEDIA_TYPE,
} from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import readSheets from 'read-excel-file/node';
import { TransactionsRepository } from '../src/billing/transactions.repository.js';
import type { BillingDatabase } from '../src/database/billing-database.js';
import { GatewayProcess } from './support/gateway-process.js';
import { bookMany } from './support/many-bookings.js';
import { type Customer, eventually, headersOf, pause, World } from './support/world.js';

const COUNT = 300_000;
const METRICS_TOKEN = 'the tests read the metrics';
/** What the gateway may use; the bookings as objects would need more. */
const HEAP_MEGABYTES = 256;
const MAX_GROWTH_BYTES = 250_000_000;

let world: World;
let customer: Customer;
let gateway: GatewayProcess;
let folder: string;

beforeAll(async () => {
  world = await World.create();
  customer = await world.customer({ credit: '1000' });
  await bookMany(world.billing, customer.mandate.id, {
    userIds: [customer.user.userId, customer.admin.userId],
    count: COUNT,
  });
  gateway = await GatewayProcess.start({
    databases: world.databaseUrls,
    env: { ...world.env, METRICS_TOKEN, NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}` },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'nyla-exports-'));
}, 240_000);

afterAll(async () => {
  await gateway.end('SIGTERM');
  await rm(folder, { recursive: true });
  await world.close();
});

function ask(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.baseUrl}/api/v1/billing/transactions${query}`, {
    headers: { ...headersOf(customer.admin), ...headers },
  });
}

async function residentBytes(): Promise<number> {
  const response = await fetch(`${gateway.baseUrl}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(await response.text()) ?? [];
  return Number(bytes);
}

/** The most that the gateway's memory grows while something is under way. */
async function growthWhile(work: () => Promise<void>): Promise<number> {
  const before = await residentBytes();
  let highest = before;
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      highest = Math.max(highest, await residentBytes());
      await pause(100);
    }
  })();
  await work();
  ended.abort();
  await watching;
  return highest - before;
}

async function summary(query = ''): Promise<TransactionSummaryDto> {
  return (await (await ask(`/summary${query}`)).json()) as TransactionSummaryDto;
}

async function download(query: string, name: string, accept: string): Promise<{ file: string; response: Response }> {
  const response = await ask(query, { accept });
  const file = path.join(folder, name);
  await pipeline(Readable.fromWeb(response.body as never), createWriteStream(file));
  return { file, response };
}

describe(`files of ${COUNT} bookings`, () => {
  it('come as CSV whose sum is the total shown, while the memory stays flat', async () => {
    const shown = await summary();
    expect(shown).toMatchObject({ bookings: COUNT + 1, calls: COUNT });
    let lines = 0;
    let sum = 0n;
    const growth = await growthWhile(async () => {
      const { file, response } = await download('', 'all.csv', 'text/csv');
      expect(response.headers.get(TOTAL_COUNT_HEADER)).toBe(String(COUNT + 1));
      let bytes = 0;
      const input = createReadStream(file);
      input.on('data', (piece) => {
        bytes += piece.length;
      });
      for await (const line of createInterface({ input })) {
        lines += 1;
        if (lines > 1) sum += parseChf(line.split(';')[12] ?? '');
      }
      const estimated = Number(response.headers.get(ESTIMATED_LENGTH_HEADER));
      expect(Math.abs(estimated - bytes) / bytes).toBeLessThan(0.05);
    });
    expect(lines).toBe(COUNT + 2);
    expect(sum).toBe(parseChf(shown.total ?? ''));
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
  }, 240_000);

  it('come as XLSX with the same numbers', async () => {
    const filter = '?model=model-3&feature=chat';
    const shown = await summary(filter);
    const { file, response } = await download(filter, 'some.xlsx', XLSX_MEDIA_TYPE);
    expect(response.headers.get('content-type')).toBe(XLSX_MEDIA_TYPE);
    expect(response.headers.get('content-disposition')).toMatch(/filename="nyla-buchungen-[\d-]+\.xlsx"/);
    const [sheet] = await readSheets(file);
    const rows = sheet?.data.slice(1) ?? [];
    expect(rows.length).toBe(shown.bookings);
    // Each number is exact to the last of nine digits; their sum as doubles would not be.
    const sum = rows.reduce((nano, row) => nano + BigInt(Math.round(Number(row[12]) * 1e9)), 0n);
    expect(sum).toBe(parseChf(shown.total ?? ''));
    expect(rows.every((row) => row[0] instanceof Date && row[4] === 'model-3' && row[5] === 'Chat')).toBe(true);
  }, 120_000);

  it('come as XLSX of all, while the memory stays flat', async () => {
    const growth = await growthWhile(async () => {
      const { response } = await download('', 'all.xlsx', XLSX_MEDIA_TYPE);
      expect(response.headers.get(TOTAL_COUNT_HEADER)).toBe(String(COUNT + 1));
    });
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
  }, 240_000);

  it.each(['csv', 'xlsx'])(
    'wait for a slow reader of %s, and end with it',
    async (format) => {
      const controller = new AbortController();
      const response = await fetch(`${gateway.baseUrl}/api/v1/billing/transactions?format=${format}`, {
        headers: headersOf(customer.admin),
        signal: controller.signal,
      });
      const reader = response.body?.getReader();
      await reader?.read();
      // What lies between the two, in their sockets, fills up first.
      let waiting = await newestQuery();
      await eventually(async () => {
        const before = waiting;
        await pause(600);
        waiting = await newestQuery();
        return before?.getTime() === waiting?.getTime();
      }, 20_000);
      expect((await ask('?format=csv&type=credit')).headers.get(TOTAL_COUNT_HEADER)).toBe('1');
      waiting = await newestQuery();
      controller.abort();
      await pause(300);
      expect(await newestQuery()).toEqual(waiting);
    },
    60_000,
  );

  /** When a batch of bookings was last asked for. */
  async function newestQuery(): Promise<Date | undefined> {
    const { rows } = await world.billing.query<{ newest: Date }>(
      `SELECT max(query_start) AS newest FROM pg_stat_activity
       WHERE query LIKE '%AS local_time%' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.newest;
  }

  it('are three at a time for one person', async () => {
    const controller = new AbortController();
    const open = () =>
      fetch(`${gateway.baseUrl}/api/v1/billing/transactions?format=csv`, {
        headers: headersOf(customer.user),
        signal: controller.signal,
      });
    const first = await Promise.all([open(), open(), open()]);
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await open()).status).toBe(429);
    controller.abort();
    await eventually(async () => (await ask('?format=csv&type=credit', headersOf(customer.user))).status === 200);
  });
});

describe('totals of filters', () => {
  it('agree with the bookings themselves, wherever they come from', async () => {
    const { rows } = await world.billing.query<{ day: string }>(
      "SELECT to_char((now() - interval '20 days') AT TIME ZONE 'Europe/Zurich', 'YYYY-MM-DD') AS day",
    );
    const day = rows[0]?.day ?? '';
    const filters: [query: string, sql: string][] = [
      ['', 'true'],
      ['?type=debit', "type = 'debit'"],
      ['?type=credit', "type = 'credit'"],
      ['?type=expiry', 'false'],
      [`?from=${day}`, `created_at >= '${day}'::timestamp AT TIME ZONE 'Europe/Zurich'`],
      [
        `?from=${day}&to=${day}&connectorType=openai`,
        `(created_at AT TIME ZONE 'Europe/Zurich')::date = '${day}' AND connector_type = 'openai'`,
      ],
      ['?model=model-2&feature=api', "model = 'model-2' AND feature = 'api'"],
      [`?userId=${customer.user.userId}`, `user_id = '${customer.user.userId}'`],
      ['?q=referenz 777', "reference ILIKE '%referenz 777%'"],
    ];
    for (const [query, sql] of filters) {
      const [row] = (
        await world.billing.query<{ bookings: string; total: string }>(
          `SELECT count(*) AS bookings, coalesce(sum(amount), 0)::text AS total FROM billing_transaction
           WHERE mandate_id = $1 AND ${sql}`,
          [customer.mandate.id],
        )
      ).rows;
      const shown = await summary(query);
      expect({ query, bookings: shown.bookings, total: parseChf(shown.total ?? '') }).toEqual({
        query,
        bookings: Number(row?.bookings),
        total: parseChf(row?.total ?? ''),
      });
    }
  });

  it('read no bookings where the statistics know', async () => {
    const plans: string[] = [];
    const repository = new TransactionsRepository({
      query: async (sql: string, parameters: unknown[]) => {
        const { rows } = await world.billing.query(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
        plans.push(JSON.stringify(rows));
        return (await world.billing.query(sql, parameters)).rows;
      },
    } as unknown as BillingDatabase);
    for (const filter of [{}, { type: 'credit' as const }, { model: 'model-2', from: '2026-01-01' }]) {
      await repository.sumMovements(customer.mandate.id, filter);
    }
    await repository.list(customer.mandate.id, { type: 'credit' }, undefined, 50);
    expect(plans).toHaveLength(4);
    for (const plan of plans) expect(plan).toContain('billing_transaction_movement_ix');
  });
});
