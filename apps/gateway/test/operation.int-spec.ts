import type {
  HealthDto,
  HoldPageDto,
  LedgerTotalsDto,
  ProblemDto,
  VerificationDto,
  VerificationPageDto,
} from '@nyla/contracts';
import { ConnectorHealthRecorder } from '../src/aicore/connector-health/connector-health.recorder.js';
import { VerificationScheduleService } from '../src/billing/ledger/verification-schedule.service.js';
import type { TestApp } from './support/test-app.js';
import { type Customer, eventually, World } from './support/world.js';

let world: World;
let customer: Customer;
let second: TestApp;

beforeAll(async () => {
  world = await World.create();
  customer = await world.customer({ credit: '50' });
  second = await world.secondGateway();
});

beforeEach(() => world.fake.reset());

afterAll(async () => {
  await second.close();
  await world.close();
});

async function get<T>(path: string): Promise<T> {
  const { status, body } = await world.people.send<T>('GET', path, { as: world.operator });
  expect(status).toBe(200);
  return body;
}

function start() {
  return world.people.send<VerificationDto & ProblemDto>('POST', 'admin/verifications', { as: world.operator });
}

async function ended(id: string): Promise<VerificationDto> {
  let found: VerificationDto | undefined;
  await eventually(async () => {
    found = await get<VerificationDto>(`admin/verifications/${id}`);
    return found.state !== 'running';
  }, 15_000);
  return found as VerificationDto;
}

async function chat(content = 'Guten Tag') {
  return (await world.ask(customer.user, await world.newChat(customer.user), { content })).finish();
}

describe('holds in flight', () => {
  it('are listed while a call runs, with whose they are', async () => {
    world.fake.script({ text: 'Ein Wort und noch eines', delayMs: 4_000 });
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await eventually(async () => (await get<HoldPageDto>('admin/holds')).items.length === 1);
    const { items } = await get<HoldPageDto>('admin/holds');
    expect(items).toMatchObject([
      {
        mandateId: customer.mandate.id,
        mandateName: customer.mandate.name,
        userId: customer.user.userId,
        connectorType: 'openai',
        model: 'gpt-6.1-terra',
        feature: 'chat',
        expiresSoon: false,
      },
    ]);
    expect((await get<LedgerTotalsDto>('admin/ledger')).openHolds).toBe(1);
    await stream.finish();
    await eventually(async () => (await get<HoldPageDto>('admin/holds')).items.length === 0, 15_000);
  });

  it('are paged, and marked when their call has not renewed them', async () => {
    const { id } = await world.account(customer.mandate.id);
    const insert = (ends: string) =>
      world.billing.query(
        `INSERT INTO billing_hold (id, account_id, amount, purpose, gateway_id, expires_at)
         VALUES (gen_random_uuid(), $1, 0, '{}', 'gone', now() + $2::interval)`,
        [id, ends],
      );
    await insert('25 seconds');
    await insert('2 minutes');
    await insert('2 minutes');
    const first = await get<HoldPageDto>('admin/holds?limit=2');
    const rest = await get<HoldPageDto>(`admin/holds?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ expiresSoon }) => expiresSoon)).toEqual([false, false, true]);
    expect(rest.nextCursor).toBeNull();
    await world.billing.query("DELETE FROM billing_hold WHERE gateway_id = 'gone'");
  });
});

describe('the totals', () => {
  it('are those of the accounts, and of today', async () => {
    await chat();
    const { rows } = await world.billing.query<{ balance: string; used: string; credited: string; bookings: number }>(
      `SELECT (SELECT trim_scale(sum(balance))::text FROM billing_account) AS balance,
         (SELECT trim_scale(-sum(amount))::text FROM billing_transaction WHERE type = 'debit') AS used,
         (SELECT trim_scale(sum(amount))::text FROM billing_transaction WHERE type = 'credit') AS credited,
         (SELECT count(*)::int FROM billing_transaction) AS bookings`,
    );
    const totals = await get<LedgerTotalsDto>('admin/ledger');
    expect(totals).toMatchObject({ held: '0.00', bookingsToday: rows[0]?.bookings });
    for (const [name, text] of [
      ['balance', totals.balance],
      ['used', totals.usedToday],
      ['credited', totals.creditedToday],
    ] as const) {
      expect(Number(text)).toBe(Number(rows[0]?.[name]));
    }
  });
});

describe('a verification', () => {
  it('runs in the background, and leaves its result and a line in the trail', async () => {
    const { status, body } = await start();
    expect([status, body.state]).toEqual([201, 'running']);
    const result = await ended(body.id);
    expect(result).toMatchObject({ state: 'passed', progress: 100, differences: 0, findings: [], daily: false });
    expect(result.startedByName).toBe('operator');
    expect(result.bookings).toBeGreaterThan(0);
    const { rows } = await world.billing.query('SELECT * FROM audit_entry WHERE subject_id = $1', [body.id]);
    expect(rows).toMatchObject([{ action: 'ledger.verified', actor_name: 'operator', after: { differences: 0 } }]);
  });

  it('is one at a time over all gateways', async () => {
    const cookie = `nyla_session=${world.operator.session}`;
    const url = '/api/v1/admin/verifications';
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? world.app : second).nest.inject({ method: 'POST', url, headers: { cookie } }),
      ),
    );
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(new Set(statuses)).toEqual(new Set([201, 409]));
    await eventually(async () =>
      (await get<VerificationPageDto>('admin/verifications')).items.every(({ state }) => state !== 'running'),
    );
    const { rows } = await world.billing.query<{ overlaps: number }>(
      `SELECT count(*)::int AS overlaps FROM ledger_verification a JOIN ledger_verification b ON a.id < b.id
         AND tstzrange(a.started_at, a.finished_at) && tstzrange(b.started_at, b.finished_at)`,
    );
    expect(rows[0]?.overlaps).toBe(0);
  });

  it('says what does not agree', async () => {
    const change = (by: string) =>
      world.billing.query('UPDATE billing_account SET balance = balance + $2 WHERE mandate_id = $1', [
        customer.mandate.id,
        by,
      ]);
    await change('1');
    const result = await ended((await start()).body.id);
    await change('-1');
    expect(result).toMatchObject({ state: 'failed', findings: [{ rule: 'balance is the sum of the bookings' }] });
    expect(result.differences).toBeGreaterThan(0);
  });

  it('whose gateway died is given up, and another one may start', async () => {
    await world.billing.query(
      `INSERT INTO ledger_verification (id, gateway_id, seen_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), now() - interval '2 minutes')`,
    );
    const { status, body } = await start();
    expect(status).toBe(201);
    await ended(body.id);
    const { items } = await get<VerificationPageDto>('admin/verifications');
    expect(items.map(({ state }) => state)).toContain('interrupted');
  });

  it('runs once a day, however many gateways there are', async () => {
    const daily = async () =>
      (await get<VerificationPageDto>('admin/verifications')).items.filter(
        (item) => item.daily && item.state === 'passed',
      );
    const before = (await daily()).length;
    const schedules = [world.app, second].map((app) => app.get(VerificationScheduleService));
    for (let round = 0; round < 3; round++) {
      await Promise.all(schedules.map((schedule) => schedule.daily()));
      await eventually(async () => (await daily()).length === before + 1, 10_000);
    }
  });

  it('keeps its result', async () => {
    for (const sql of [
      "UPDATE ledger_verification SET state = 'passed'",
      'DELETE FROM ledger_verification',
      'TRUNCATE ledger_verification',
    ]) {
      await expect(world.billing.query(sql)).rejects.toThrow(/keeps its results/);
    }
  });
});

describe('the health of providers', () => {
  const openai = async () => {
    for (const app of [world.app, second]) await app.get(ConnectorHealthRecorder).flush();
    const { connectors } = await get<HealthDto>('admin/health');
    return connectors.find(({ connectorType }) => connectorType === 'openai')!;
  };

  it('counts answers and failures of all gateways, without a word of the provider', async () => {
    const before = (await openai()).figures[0]!;
    await chat();
    second.get(ConnectorHealthRecorder).record({
      connectorType: 'openai',
      model: 'x',
      firstTokenMs: 9_000,
      failure: null,
    });
    world.fake.script({ status: 503 });
    await chat().catch(() => undefined);
    const after = await openai();
    const [hour, day] = after.figures;
    expect(hour!.calls - before.calls).toBe(3);
    expect(hour!.failures - before.failures).toBe(1);
    expect(day!.calls).toBeGreaterThanOrEqual(hour!.calls);
    expect(hour!.firstTokenP95Ms).toBeGreaterThan(hour!.firstTokenMedianMs!);
    expect(after).toMatchObject({
      configured: true,
      missingSettings: [],
      lastFailure: { kind: 'unavailable', status: 503, model: 'gpt-6.1-terra' },
    });
    expect(after.lastSuccessAt).not.toBeNull();
    expect(JSON.stringify(await get<HealthDto>('admin/health'))).not.toMatch(/sk-|message|Overloaded/i);
  });

  it('does not blame a provider whose reader left', async () => {
    const before = (await openai()).figures[0]!;
    world.fake.script({ text: 'nie gelesen', delayMs: 2_000 });
    const leave = new AbortController();
    const stream = await world.ask(customer.user, await world.newChat(customer.user), {
      content: 'Guten Tag',
      signal: leave.signal,
    });
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 1);
    leave.abort();
    await stream.finish().catch(() => undefined);
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
    expect((await openai()).figures[0]!.failures).toBe(before.failures);
  });

  it('names the setting that is missing', async () => {
    const { connectors } = await get<HealthDto>('admin/health');
    expect(connectors.find(({ connectorType }) => connectorType === 'anthropic')).toMatchObject({
      configured: false,
      missingSettings: ['ANTHROPIC_API_KEY'],
    });
  });

  it('forgets old minutes, and keeps today’s', async () => {
    await world.billing.query(
      `INSERT INTO connector_minute VALUES ('openai', now() - interval '26 hours', 1, 0, '{1}')`,
    );
    await world.app.get(ConnectorHealthRecorder).prune();
    const { rows } = await world.billing.query<{ old: number; kept: number }>(
      `SELECT count(*) FILTER (WHERE minute < now() - interval '25 hours')::int AS old, count(*)::int AS kept
       FROM connector_minute`,
    );
    expect(rows[0]?.old).toBe(0);
    expect(rows[0]?.kept).toBeGreaterThan(0);
  });

  it('names databases, and gateways that live; one that ends is gone', async () => {
    const third = await world.secondGateway();
    const { databases, gateways } = await get<HealthDto>('admin/health');
    expect(databases.map(({ reachable }) => reachable)).toEqual([true, true]);
    expect(databases.every(({ sizeBytes, connections }) => Number(sizeBytes) > 0 && Number(connections) > 0)).toBe(
      true,
    );
    expect(gateways.filter(({ alive }) => alive)).toHaveLength(3);
    await third.close();
    expect((await get<HealthDto>('admin/health')).gateways).toHaveLength(2);
  });
});
