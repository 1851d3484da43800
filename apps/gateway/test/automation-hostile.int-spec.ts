import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunDetailDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { SafeHttpService } from '../src/workflow/automation/http/safe-http.service.js';
import { forEach, http, outline, prompt, stepOf, TestAutomations, variable, when } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, World } from './support/world.js';

const MEGABYTE = 1_048_576;

let safeHttp: SafeHttpService;
let usualLimits: SafeHttpService['limits'];
let world: World;
let customer: Customer;
let automations: TestAutomations;
let server: Server;
let host: string;
let secrets: number;

beforeAll(async () => {
  world = await World.create({ env: { AUTOMATION_ALLOW_PRIVATE_HOSTS: 'localhost' } });
  safeHttp = world.app.get(SafeHttpService);
  usualLimits = safeHttp.limits;
  server = createServer((request, response) => {
    const { url = '', headers } = request;
    if (headers.host?.startsWith('127.')) secrets++;
    if (url === '/redirect')
      return void response.writeHead(302, { location: `http://127.0.0.1:${portOf(server)}/secret` }).end();
    if (url === '/metadata') return void response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
    if (url === '/slow') return void response.write('a');
    if (url === '/huge') {
      const chunk = Buffer.alloc(64 * 1024, 'a');
      const push = (): void => {
        while (!response.destroyed) if (!response.write(chunk)) return void response.once('drain', push);
      };
      return push();
    }
    if (url === '/megabyte') return void response.end('x'.repeat(MEGABYTE));
    if (url === '/deep') {
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('['.repeat(100_000) + ']'.repeat(100_000));
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"text":"{{variables.geheim}} {{steps.x}} \\u0000 \\ud800"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `localhost:${portOf(server)}`;
});

beforeEach(async () => {
  world.fake.reset();
  safeHttp.limits = usualLimits;
  secrets = 0;
  customer = await world.customer();
  automations = new TestAutomations(world, customer);
});

afterEach(async () => {
  await expectLedgerClean(world.app);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

function portOf(of: Server): number {
  return (of.address() as AddressInfo).port;
}

describe('a hostile automation', () => {
  it.each([
    ['http://127.0.0.1:PORT/secret', '127.0.0.1:PORT', 'private_address'],
    ['http://2130706433:PORT/secret', '127.0.0.1:PORT', 'private_address'],
    ['http://[::ffff:127.0.0.1]:PORT/secret', '[::ffff:127.0.0.1]:PORT', 'private_address'],
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254', 'private_address'],
    ['http://localhost:PORT/redirect', 'localhost:PORT', 'host_not_allowed'],
    ['http://localhost:PORT/redirect', '127.0.0.1:PORT', 'host_not_allowed'],
    ['http://localhost:PORT/metadata', 'localhost:PORT', 'host_not_allowed'],
    ['http://localhost:PORT/huge', 'localhost:PORT', 'too_large'],
    ['http://localhost:PORT/slow', 'localhost:PORT', 'timeout'],
    ['http://example.com/', 'localhost:PORT', 'host_not_allowed'],
    ['gopher://localhost:PORT/', 'localhost:PORT', 'url'],
  ])('that calls %s with %s allowed is stopped: %s', async (url, allowed, reason) => {
    if (reason === 'timeout') safeHttp.limits = { headersMs: 500, totalMs: 1_000 };
    const port = String(portOf(server));
    const id = await automations.create({
      allowedHosts: [allowed.replace('PORT', port)],
      steps: [http('abruf', url.replace('PORT', port)), prompt('danach', 'Nie')],
    });
    const run = await automations.run(id);
    expect(run).toMatchObject({
      status: 'failed',
      cost: '0.00',
      error: { code: 'automation.http_refused', details: { reason }, stepId: 'abruf' },
    });
    expect(secrets).toBe(0);
    expect(world.fake.requests).toHaveLength(0);
  });

  it('that is redirected to a private address which it allows itself is stopped all the same', async () => {
    const allowedHosts = [host, `127.0.0.1:${portOf(server)}`];
    const run = await automations.run(
      await automations.create({ allowedHosts, steps: [http('abruf', `http://${host}/redirect`)] }),
    );
    expect(run.error).toMatchObject({
      code: 'automation.http_refused',
      details: { host: '127.0.0.1', reason: 'private_address' },
    });
    expect(secrets).toBe(0);
  });

  it('that chooses its host by an input stays on its list', async () => {
    const id = await automations.create({
      variables: [variable('host')],
      allowedHosts: [host],
      steps: [http('abruf', 'http://{{variables.host}}/')],
    });
    for (const value of ['127.0.0.1', `${host}@127.0.0.1`, `127.0.0.1#${host}`, 'localhost\r\nhost: intern']) {
      const run = await automations.run(id, [{ name: 'host', value }]);
      expect({ value, code: run.error?.code }).toEqual({ value, code: 'automation.http_refused' });
    }
    expect(secrets).toBe(0);
  });

  it('whose data hold templates gets them as text', async () => {
    const id = await automations.create({
      variables: [variable('geheim', 'text', { defaultValue: 'Schlüssel' }), variable('text')],
      allowedHosts: [host],
      steps: [http('abruf', `http://${host}/`), prompt('text', '{{steps.abruf.json.text}} / {{variables.text}}')],
    });
    const run = await automations.run(id, [{ name: 'text', value: '{{variables.geheim}}{{constructor}}' }]);
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'text')?.input).toBe(
      '{{variables.geheim}} {{steps.x}} \uFFFD \uFFFD / {{variables.geheim}}{{constructor}}',
    );
  });

  it.each([
    'variables.constructor',
    'variables.__proto__',
    'steps.x',
    'run.constructor.name',
    'item',
    '__proto__.polluted',
  ])('that reaches for %s finds nothing', async (path) => {
    const run = await automations.run(await automations.create({ steps: [prompt('text', `{{${path}}}`)] }));
    expect(run.error).toMatchObject({ code: 'automation.unknown_path', details: { path } });
  });

  it('that loops over loops ends at the most steps that a run may have', async () => {
    const list = [variable('liste', 'list')];
    const inner = when('leer', { left: '', operator: 'is_empty', right: '' }, []);
    const steps = [
      forEach('a', 'variables.liste', [forEach('b', 'variables.liste', [forEach('c', 'variables.liste', [inner])])]),
    ];
    const id = await automations.create({ variables: list, steps });
    const { id: runId } = await automations.start(id, [{ name: 'liste', value: 'x\n'.repeat(100) }]);
    const run = await automations.ended(id, runId, undefined, 50_000);
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'automation.too_many_steps', details: { maximum: 1_000 } },
    });
    expect(run.steps).toHaveLength(1_000);
    expect(run.steps.filter(({ status }) => status === 'running')).toEqual([]);
  }, 60_000);

  it('that hands on more and more is stopped before it fills the memory', async () => {
    const id = await automations.create({
      variables: [variable('liste', 'list')],
      allowedHosts: [host],
      steps: [forEach('a', 'variables.liste', [http('abruf', `http://${host}/megabyte`)])],
    });
    const run = await automations.run(id, [{ name: 'liste', value: 'x\n'.repeat(50) }]);
    expect(run.error).toMatchObject({ code: 'automation.results_too_large' });
    expect(run.steps.length).toBeLessThan(12);
    // What people are shown of it is bounded, too.
    expect(JSON.stringify(run).length).toBeLessThan(4 * MEGABYTE);
  });

  it('that multiplies a long text in a template is stopped', async () => {
    const id = await automations.create({
      allowedHosts: [host],
      steps: [http('abruf', `http://${host}/megabyte`), prompt('text', '{{steps.abruf.text}}'.repeat(2_000))],
    });
    const run = await automations.run(id);
    expect(run.error).toMatchObject({ code: 'automation.text_too_long', stepId: 'text' });
  });

  it('that gets JSON nested without end sees its text only', async () => {
    const id = await automations.create({
      allowedHosts: [host],
      steps: [http('abruf', `http://${host}/deep`), prompt('text', '{{steps.abruf.json}}')],
    });
    const run = await automations.run(id);
    expect(outline(run)).toEqual(['abruf succeeded', 'text failed']);
    expect(run.error?.code).toBe('automation.unknown_path');
  });
});

describe('a limit', () => {
  const prompts = (...ids: string[]) => ids.map((id) => prompt(id, 'a'));
  // Held for each call: (25 × 1.25 + 500 × 5) ÷ 1'000'000 USD × 1.2; charged: (10 × 1 + 400 × 5) ÷ 1'000'000 USD × 1.2.
  const HELD = parseChf('0.0030375');
  const CHARGED = parseChf('0.002412');
  const LIMIT = toChf(2n * CHARGED + HELD - 1n);

  beforeEach(() => world.fake.script({ usage: { input_tokens: 10, output_tokens: 400 } }));

  it('of the run stops it before the call that could pass it, and pauses the automation [lesson: automation-budget]', async () => {
    const id = await automations.create({ steps: prompts('a', 'b', 'c', 'd'), runLimit: LIMIT });
    const run: RunDetailDto = await automations.run(id);
    expect(outline(run)).toEqual(['a succeeded', 'b succeeded', 'c failed']);
    expect(run).toMatchObject({
      status: 'stopped',
      error: { code: 'billing.budget_exceeded', details: { kind: 'run', limit: LIMIT }, stepId: 'c' },
    });
    expect(world.fake.requests).toHaveLength(2);
    expect((await world.debits(customer.mandate.id)).map(({ amount }) => -parseChf(amount))).toEqual([
      CHARGED,
      CHARGED,
    ]);
    expect(await automations.pauseReason(id)).toBe('run_limit');
    const { held, balance } = await world.account(customer.mandate.id);
    expect([parseChf(held), parseChf('10') - parseChf(balance)]).toEqual([0n, 2n * CHARGED]);
  });

  it('of the month counts every run, and what was used before it was set [lesson: automation-budget]', async () => {
    const id = await automations.create({ steps: prompts('a') });
    expect((await automations.run(id)).status).toBe('succeeded');
    await world.appDb.query('UPDATE automation SET month_limit = $2 WHERE id = $1', [id, LIMIT]);
    expect((await automations.run(id)).status).toBe('succeeded');
    const third = await automations.run(id);
    expect(third).toMatchObject({
      status: 'stopped',
      error: { code: 'billing.budget_exceeded', details: { kind: 'automation_month', used: toChf(2n * CHARGED) } },
    });
    expect(world.fake.requests).toHaveLength(2);
    expect(await automations.pauseReason(id)).toBe('month_limit');
    const kept = { limit: LIMIT, used: toChf(2n * CHARGED), required: toChf(HELD) };
    await world.appDb.query('UPDATE automation SET month_limit = 5 WHERE id = $1', [id]);
    const path = `automations/${id}`;
    const { body } = await world.people.send('GET', path, { as: customer.user });
    expect(body).toMatchObject({ monthLimit: '5.00', pauseReason: 'month_limit', pauseDetails: kept });
    const resumed = await world.people.send('POST', `${path}/resume`, { as: customer.user });
    expect(resumed.body).toMatchObject({ pauseReason: null, pauseDetails: null });
  });

  it('of the month that is only reserved lets a run wait until there is room, and cancel meanwhile', async () => {
    world.fake.script({ usage: { input_tokens: 10, output_tokens: 400 }, delayMs: 700 });
    const id = await automations.create({ steps: prompts('a'), monthLimit: toChf(2n * CHARGED + HELD) });
    const started = await Promise.all([1, 2, 3].map(() => automations.start(id)));
    const runs = await Promise.all(started.map(({ id: runId }) => automations.ended(id, runId, customer.user)));
    expect(runs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await automations.pauseReason(id)).toBeNull();

    world.fake.script({ usage: { input_tokens: 10, output_tokens: 400 }, delayMs: 3_000 });
    const other = await automations.create({ steps: prompts('a'), monthLimit: toChf(HELD + 1n) });
    const first = await automations.start(other);
    await automations.underWay(other, first.id, 'a');
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 1);
    const waiting = await automations.start(other);
    await automations.underWay(other, waiting.id, 'a');
    await world.people.send('POST', `automations/${other}/runs/${waiting.id}/cancel`, { as: customer.user });
    expect((await automations.ended(other, waiting.id, customer.user, 2_000)).status).toBe('cancelled');
    expect((await automations.ended(other, first.id)).status).toBe('succeeded');
  });

  it('of the month is not passed by runs at once', async () => {
    world.fake.script({ usage: { input_tokens: 10, output_tokens: 400 }, delayMs: 300 });
    const id = await automations.create({ steps: prompts('a'), monthLimit: toChf(2n * HELD) });
    const started = await Promise.all([1, 2, 3].map(() => automations.start(id)));
    const runs = await Promise.all(started.map(({ id: runId }) => automations.ended(id, runId, customer.user)));
    expect(runs.map(({ status }) => status).toSorted()).toEqual(['stopped', 'succeeded', 'succeeded']);
    expect(world.fake.requests).toHaveLength(2);
  });
});
