import { jest } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { RunDetailDto, RunDto, ScheduleDto } from '@nyla/contracts';
import { Clock } from '../src/common/clock.js';
import { newId } from '../src/common/ids.js';
import { RunRecoveryService } from '../src/workflow/automation/run-recovery.service.js';
import { RunSchedulerService } from '../src/workflow/automation/run-scheduler.service.js';
import { RunWorkerService } from '../src/workflow/automation/run-worker.service.js';
import { StepRunsRepository } from '../src/workflow/automation/step-runs.repository.js';
import { outline, prompt, stepOf, TestAutomations } from './support/automations.js';
import { GatewayProcess } from './support/gateway-process.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { TestApp } from './support/test-app.js';
import { type Customer, eventually, pause, World } from './support/world.js';

const HOURLY: ScheduleDto = { cron: '0 * * * *', timeZone: 'Europe/Zurich', missed: 'skip' };
const LIVE_RUNS = "SELECT id FROM automation_run WHERE status IN ('queued', 'running')";
const MINUTE_MS = 60_000;
/** Until all runs have ended, generously. */
const ENDING_MS = 25_000;

interface RunRecord {
  readonly id: string;
  readonly automation_id: string;
  readonly trigger: string;
  readonly status: string;
  readonly scheduled_for: Date | null;
}

let world: World;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

async function runsOf(automationIds: readonly string[]): Promise<RunRecord[]> {
  const { rows } = await world.appDb.query<RunRecord>(
    'SELECT id, automation_id, trigger, status, scheduled_for FROM automation_run WHERE automation_id = ANY ($1) ORDER BY id',
    [automationIds],
  );
  return rows;
}

/** How often the provider was asked for each run, by the marks in its prompts. */
function asked(pattern: RegExp): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of world.fake.requests) {
    const [mark] = pattern.exec(JSON.stringify(body)) ?? [];
    if (mark) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}

describe('200 automations due in the same minute on three gateways', () => {
  let others: TestApp[];

  beforeAll(async () => {
    others = await Promise.all([world.secondGateway(), world.secondGateway()]);
  });

  afterAll(() => Promise.all(others.map((app) => app.close())));

  it('start exactly once each', async () => {
    world.fake.script({ words: 3 });
    const customers = await Promise.all(Array.from({ length: 10 }, () => world.customer()));
    const dueAt = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
    const ids = await Promise.all(
      customers.flatMap((customer) =>
        Array.from({ length: 20 }, (_, index) =>
          new TestAutomations(world, customer).create({
            steps: [prompt('text', `Auftrag-${customer.mandate.id}-${index}.`)],
            schedule: HOURLY,
            nextRunAt: dueAt,
          }),
        ),
      ),
    );
    const schedulers = [world.app, ...others].map((app) => app.get(RunSchedulerService));
    await Promise.all([...schedulers, ...schedulers, ...schedulers].map((scheduler) => scheduler.look()));
    await eventually(async () => {
      const runs = await runsOf(ids);
      return runs.length >= 200 && runs.every(({ status }) => status !== 'queued' && status !== 'running');
    }, 60_000);
    const runs = await runsOf(ids);
    expect(new Set(runs.map(({ automation_id }) => automation_id)).size).toBe(200);
    expect(runs).toHaveLength(200);
    for (const run of runs) {
      expect(run).toMatchObject({ trigger: 'schedule', status: 'succeeded', scheduled_for: dueAt });
    }
    const counts = asked(/Auftrag-[\w-]+-\d+/);
    expect([...counts.values()]).toEqual(Array(200).fill(1));
    const { rows } = await world.billing.query(
      'SELECT run_id FROM billing_transaction WHERE run_id = ANY ($1) GROUP BY run_id HAVING count(*) = 1',
      [runs.map(({ id }) => id)],
    );
    expect(rows).toHaveLength(200);
    const { rows: next } = await world.appDb.query<{ next_run_at: Date }>(
      'SELECT DISTINCT next_run_at FROM automation WHERE id = ANY ($1)',
      [ids],
    );
    expect(next.every(({ next_run_at }) => next_run_at > new Date())).toBe(true);
  }, 90_000);

  it('run at most three of a mandate at a time, and none of them twice', async () => {
    world.fake.script({ words: 10, wordDelayMs: 30 });
    const customer = await world.customer();
    const automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    let most = 0;
    const started = await Promise.all(Array.from({ length: 12 }, () => automations.start(id)));
    await eventually(async () => {
      const runs = await runsOf([id]);
      most = Math.max(most, runs.filter(({ status }) => status === 'running').length);
      return runs.every(({ status }) => status === 'succeeded');
    }, 20_000);
    expect(most).toBe(3);
    expect(started).toHaveLength(12);
    expect(world.fake.requests).toHaveLength(12);
  });

  it('let no mandate wait behind the many runs of another', async () => {
    world.fake.script({ words: 10, wordDelayMs: 50 });
    const [many, one] = await Promise.all([world.customer(), world.customer()]);
    const ofMany = new TestAutomations(world, many);
    const id = await ofMany.create({ steps: [prompt('text', 'Viele')] });
    await Promise.all(Array.from({ length: 30 }, () => ofMany.start(id)));
    const ofOne = new TestAutomations(world, one);
    const single = await ofOne.create({ steps: [prompt('text', 'Einer')] });
    const { id: runId } = await ofOne.start(single);
    expect((await ofOne.ended(single, runId)).status).toBe('succeeded');
    const waiting = (await runsOf([id])).filter(({ status }) => status === 'queued');
    expect(waiting.length).toBeGreaterThan(15);
    await Promise.all(
      (await runsOf([id])).map((run) =>
        world.people.send('POST', `automations/${id}/runs/${run.id}/cancel`, { as: many.user }),
      ),
    );
    await eventually(async () =>
      (await runsOf([id])).every(({ status }) => status !== 'queued' && status !== 'running'),
    );
  });
});

describe('due times that passed', () => {
  const ZURICH_NOON = new Date('2026-11-20T11:00:30Z');
  let customer: Customer;
  let automations: TestAutomations;
  let now: jest.SpiedFunction<() => Date>;

  beforeEach(async () => {
    customer = await world.customer();
    automations = new TestAutomations(world, customer);
    now = jest.spyOn(world.app.get(Clock), 'now');
  });

  afterEach(async () => {
    // By the real clock, what is due here is long past.
    await world.appDb.query('UPDATE automation SET next_run_at = NULL WHERE mandate_id = $1', [customer.mandate.id]);
    now.mockRestore();
    await eventually(async () => (await world.appDb.query(LIVE_RUNS)).rows.length === 0, 10_000);
  });

  async function lookAt(time: Date): Promise<void> {
    now.mockReturnValue(time);
    // Its own interval may be looking at this moment.
    await world.app.get(RunSchedulerService).look();
    await pause(50);
    await world.app.get(RunSchedulerService).look();
  }

  const create = (missed: ScheduleDto['missed'], nextRunAt: string) => {
    const schedule = { ...HOURLY, missed };
    return automations.create({ steps: [prompt('text', 'Eins')], schedule, nextRunAt: new Date(nextRunAt) });
  };

  it.each([
    ['skip', '2026-11-20T11:00:00Z', ['2026-11-20T11:00:00.000Z']],
    ['skip', '2026-11-20T03:00:00Z', ['2026-11-20T11:00:00.000Z']],
    ['catch_up', '2026-11-20T03:00:00Z', ['2026-11-20T03:00:00.000Z']],
    ['catch_up', '2026-11-20T12:00:00Z', []],
  ] as const)('%s, next due %s: runs for %j', async (missed, nextRunAt, expected) => {
    const id = await create(missed, nextRunAt);
    await lookAt(ZURICH_NOON);
    const runs = await runsOf([id]);
    expect(runs.map(({ scheduled_for }) => scheduled_for?.toISOString())).toEqual(expected);
    const { rows } = await world.appDb.query<{ next_run_at: Date }>(
      'SELECT next_run_at FROM automation WHERE id = $1',
      [id],
    );
    expect(rows[0]?.next_run_at.toISOString()).toBe('2026-11-20T12:00:00.000Z');
  });

  it('are left alone by “skip” once they are longer ago than a few minutes', async () => {
    const id = await create('skip', '2026-11-20T03:00:00Z');
    await lookAt(new Date('2026-11-20T11:30:00Z'));
    expect(await runsOf([id])).toEqual([]);
    await lookAt(new Date('2026-11-20T12:00:10Z'));
    expect((await runsOf([id])).map(({ scheduled_for }) => scheduled_for?.toISOString())).toEqual([
      '2026-11-20T12:00:00.000Z',
    ]);
  });

  it('start nothing while the automation is paused', async () => {
    const id = await create('catch_up', '2026-11-20T11:00:00Z');
    await world.appDb.query(
      "UPDATE automation SET status = 'paused', pause_reason = 'by_user', paused_at = now(), next_run_at = NULL WHERE id = $1",
      [id],
    );
    await lookAt(ZURICH_NOON);
    expect(await runsOf([id])).toEqual([]);
  });
});

describe('a run whose gateway died', () => {
  let customer: Customer;
  let automations: TestAutomations;

  beforeEach(async () => {
    customer = await world.customer();
    automations = new TestAutomations(world, customer);
  });

  /** A run as a gateway leaves it behind that died after its first step, or in the middle of its second. */
  async function leftBehind(
    second: 'not begun' | 'running',
    lease = '-1 second',
  ): Promise<{ id: string; runId: string }> {
    const id = await automations.create({
      steps: [prompt('eins', 'Eins'), prompt('zwei', 'Zwei {{steps.eins.text}}')],
    });
    const runId = newId();
    await world.appDb.query(
      `INSERT INTO automation_run (id, automation_id, mandate_id, user_id, version, definition, trigger, status, gateway_id,
         lease_until, started_at)
       SELECT $2, automation_id, $3, $4, version, definition, 'manual', 'running', 'dead', now() + $5::interval, now()
       FROM automation_version WHERE automation_id = $1`,
      [id, runId, customer.mandate.id, customer.user.userId, lease],
    );
    const step = `INSERT INTO automation_step_run (id, run_id, seq, step_id, path, name, kind, status, result)
      VALUES ($1, $2, $3, $4, $4, $4, 'prompt', $5, $6)`;
    await world.appDb.query(step, [newId(), runId, 1, 'eins', 'succeeded', '{"text":"schon da","sources":[]}']);
    if (second === 'running') await world.appDb.query(step, [newId(), runId, 2, 'zwei', 'running', null]);
    return { id, runId };
  }

  it('between two steps goes on on another one, without repeating anything', async () => {
    const { id, runId } = await leftBehind('not begun');
    await world.app.get(RunRecoveryService).recover([]);
    const run = await automations.ended(id, runId);
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'zwei')?.input).toBe('Zwei schon da');
    expect(world.fake.requests).toHaveLength(1);
  });

  it('in the middle of a step fails there, and can be retried from there', async () => {
    const { id, runId } = await leftBehind('running');
    await world.app.get(RunRecoveryService).recover([]);
    const run = await automations.ended(id, runId);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'automation.interrupted', stepId: 'zwei' } });
    expect(outline(run)).toEqual(['eins succeeded', 'zwei interrupted']);
    expect(world.fake.requests).toHaveLength(0);
    const retried = await world.people.send<RunDto>('POST', `automations/${id}/runs/${runId}/retry`, {
      as: customer.user,
    });
    expect((await automations.ended(id, retried.body.id)).status).toBe('succeeded');
    expect(world.fake.requests).toHaveLength(1);
  });

  it('has no more time than any other run, whoever goes on with it', async () => {
    const { id, runId } = await leftBehind('not begun');
    await world.appDb.query("UPDATE automation_run SET started_at = now() - interval '31 minutes' WHERE id = $1", [
      runId,
    ]);
    await world.app.get(RunRecoveryService).recover([]);
    const run = await automations.ended(id, runId);
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'automation.run_too_long', details: { minutes: 30 } },
    });
    expect(world.fake.requests).toHaveLength(0);
  });

  it('is cancelled where that was asked for', async () => {
    const { id, runId } = await leftBehind('not begun');
    await world.appDb.query('UPDATE automation_run SET cancel_requested = true WHERE id = $1', [runId]);
    await world.app.get(RunRecoveryService).recover([]);
    expect((await automations.ended(id, runId)).status).toBe('cancelled');
    expect(world.fake.requests).toHaveLength(0);
  });

  it('is not touched by two gateways that both look after it', async () => {
    const { id, runId } = await leftBehind('not begun');
    const recovery = world.app.get(RunRecoveryService);
    await Promise.all(Array.from({ length: 5 }, () => recovery.recover([])));
    expect((await automations.ended(id, runId)).status).toBe('succeeded');
    expect(world.fake.requests).toHaveLength(1);
  });

  it('may begin none of its steps once another one has taken it over, or it has ended', async () => {
    const { runId } = await leftBehind('not begun', '1 hour');
    const steps = world.app.get(StepRunsRepository);
    const begin = (gatewayId: string, mandateId: string, seq: number) => {
      const path = `schritt${seq}`;
      const step = { id: newId(), seq, stepId: path, path, name: path, kind: 'prompt', input: null } as const;
      return steps.begin(gatewayId, mandateId, runId, step);
    };
    const { id: mandateId } = customer.mandate;
    expect(await begin('dead', mandateId, 7)).toBe(true);
    expect(await begin('another', mandateId, 8)).toBe(false);
    expect(await begin('dead', newId(), 9)).toBe(false);
    await world.appDb.query("UPDATE automation_run SET status = 'failed' WHERE id = $1", [runId]);
    expect(await begin('dead', mandateId, 10)).toBe(false);
  });

  it('and lives again too late finds that the run is no longer its own', async () => {
    world.fake.script({ words: 40, wordDelayMs: 30 });
    const id = await automations.create({ steps: [prompt('eins', 'Eins'), prompt('zwei', 'Zwei')] });
    const { id: runId } = await automations.start(id);
    await automations.underWay(id, runId, 'eins');
    // As if another gateway had taken this one for dead.
    await world.appDb.query("UPDATE automation_run SET lease_until = now() - interval '1 second' WHERE id = $1", [
      runId,
    ]);
    await world.app.get(RunRecoveryService).recover([]);
    const run = await automations.ended(id, runId);
    expect(outline(run)).toEqual(['eins interrupted']);
    // What it had used is booked all the same, and noted with the run.
    await eventually(async () => (await automations.read(id, runId)).cost !== '0.00');
    expect(stepOf(await automations.read(id, runId), 'eins')).toMatchObject({ status: 'interrupted' });
    expect(world.fake.requests).toHaveLength(1);
    expect(await world.debits(customer.mandate.id)).toHaveLength(1);
  });
});

describe('gateways as processes of their own', () => {
  const started: GatewayProcess[] = [];
  let lookingOn: World;

  beforeAll(async () => {
    lookingOn = world;
    world = await World.create();
    // Only the processes under test may run anything: the gateway of the test itself looks on.
    const scheduler = world.app.get(SchedulerRegistry);
    for (const name of scheduler.getIntervals()) scheduler.deleteInterval(name);
    await world.app.get(RunWorkerService).beforeApplicationShutdown();
  });

  afterEach(() => Promise.all(started.splice(0).map((gateway) => gateway.end('SIGKILL'))));

  afterAll(async () => {
    await world.close();
    world = lookingOn;
  });

  async function start(): Promise<GatewayProcess> {
    const env = { ...world.env, HOLD_TTL_SECONDS: '2' };
    const gateway = await GatewayProcess.start({ databases: world.databaseUrls, env });
    started.push(gateway);
    return gateway;
  }

  async function startRuns(customers: readonly Customer[], perCustomer: number) {
    const all = await Promise.all(
      customers.map(async (customer) => {
        const automations = new TestAutomations(world, customer);
        return Promise.all(
          Array.from({ length: perCustomer }, async () => {
            const mark = newId();
            const steps = ['eins', 'zwei', 'drei'].map((id) => prompt(id, `Marke-${mark}-${id}.`));
            const id = await automations.create({ steps });
            return { automations, id, runId: (await automations.start(id)).id, customer };
          }),
        );
      }),
    );
    return all.flat();
  }

  /** The leases of dead gateways run out now instead of later; those of living ones are renewed every second. */
  async function passLeases(): Promise<void> {
    await pause(2_500);
    await world.appDb.query(
      "UPDATE automation_run SET lease_until = now() - interval '1 second' WHERE status = 'running' AND lease_until < now() + interval '13 seconds'",
    );
  }

  it('lose and double nothing when one is killed in the middle of 20 runs', async () => {
    const [first] = await Promise.all([start(), start()]);
    world.fake.script({ words: 20, wordDelayMs: 40 });
    const customers = await Promise.all(Array.from({ length: 7 }, () => world.customer()));
    const runs = await startRuns(customers, 3);
    await pause(2_000);
    await first.end('SIGKILL');
    await passLeases();
    const ended: RunDetailDto[] = [];
    for (const { automations, id, runId } of runs) ended.push(await automations.ended(id, runId, undefined, ENDING_MS));

    const interrupted = ended.filter(({ error }) => error?.code === 'automation.interrupted');
    expect(ended.filter(({ status }) => status === 'succeeded').length + interrupted.length).toBe(21);
    expect(interrupted.length).toBeGreaterThan(0);
    expect(interrupted.length).toBeLessThanOrEqual(8);
    // No step was done twice, and each that succeeded was done.
    const counts = asked(/Marke-[\w-]+-(eins|zwei|drei)/);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    const done = ended.flatMap(({ steps }) => steps).filter(({ status }) => status === 'succeeded');
    expect(done.every(({ transactionIds }) => transactionIds.length === 1)).toBe(true);
    // Of those that were interrupted some had not come to the provider yet.
    expect(counts.size).toBeGreaterThanOrEqual(done.length);
    expect(counts.size).toBeLessThanOrEqual(done.length + interrupted.length);

    // What the dead gateway had set aside is free again, and nothing was charged for it.
    await eventually(async () => {
      const open = await Promise.all(customers.map(({ mandate }) => world.openHolds(mandate.id)));
      return open.every((count) => count === 0);
    }, 12_000);
    const { rows } = await world.billing.query<{ run_id: string; reference: string }>(
      'SELECT run_id, reference FROM billing_transaction WHERE run_id IS NOT NULL',
    );
    expect(new Set(rows.map(({ run_id, reference }) => `${run_id} ${reference}`)).size).toBe(rows.length);
    const noted = ended.flatMap(({ steps }) => steps.flatMap(({ transactionIds }) => transactionIds));
    expect(rows).toHaveLength(noted.length);
    expect(noted.length).toBeLessThan(done.length + interrupted.length);

    // One click each, and all is done.
    world.fake.script({ words: 3 });
    for (const { automations, id, runId, customer } of runs) {
      if (!interrupted.some((run) => run.id === runId)) continue;
      const retried = await world.people.send<RunDto>('POST', `automations/${id}/runs/${runId}/retry`, {
        as: customer.user,
      });
      const run = await automations.ended(id, retried.body.id, undefined, ENDING_MS);
      expect(run.status).toBe('succeeded');
      expect(run.steps.map(({ path }) => path)).toEqual(['eins', 'zwei', 'drei']);
    }
  }, 120_000);

  it('end in good order: calls are stopped and booked, their runs can be retried', async () => {
    const gateway = await start();
    world.fake.script({ words: 400, wordDelayMs: 30 });
    const customer = await world.customer();
    const runs = await startRuns([customer], 2);
    for (const { automations, id, runId } of runs) await automations.underWay(id, runId, 'eins');
    await eventually(() => world.fake.requests.length === 2);
    await pause(300);
    const from = Date.now();
    expect((await gateway.end('SIGTERM')).code).toBe(0);
    expect(Date.now() - from).toBeLessThan(5_000);
    for (const { automations, id, runId } of runs) {
      const run = await automations.read(id, runId);
      expect(run).toMatchObject({ status: 'failed', error: { code: 'automation.interrupted', stepId: 'eins' } });
      expect(stepOf(run, 'eins')).toMatchObject({ status: 'interrupted', transactionIds: [expect.any(String)] });
      expect(run.cost).not.toBe('0.00');
    }
    const booked = await world.debits(customer.mandate.id);
    expect(booked.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
    expect(await world.openHolds(customer.mandate.id)).toBe(0);
  }, 60_000);
});
