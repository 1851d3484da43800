import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import type { RunDetailDto } from '@nyla/contracts';
import { BillingFacade } from '../src/billing/billing.facade.js';
import { DomainError } from '../src/common/errors/domain-error.js';
import { SafeHttpService } from '../src/workflow/automation/http/safe-http.service.js';
import { RunBudgets } from '../src/workflow/automation/run-budgets.js';
import { forEach, http, outline, prompt, stepOf, TestAutomations, variable, when } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, World } from './support/world.js';

const MEGABYTE = 1_048_576;

let world: World;
let customer: Customer;
let automations: TestAutomations;
let server: Server;
let host: string;
let secrets: number;

beforeAll(async () => {
  world = await World.create({ env: { AUTOMATION_ALLOW_PRIVATE_HOSTS: 'localhost' } });
  world.app.get(SafeHttpService).limits = { headersMs: 500, totalMs: 1_000 };
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
  secrets = 0;
  customer = await world.customer();
  automations = new TestAutomations(world, customer);
});

afterEach(async () => {
  jest.restoreAllMocks();
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

describe('a budget', () => {
  const refusal = (kind: 'run' | 'automation_month') =>
    new DomainError('billing.budget_exceeded', {
      kind,
      budget: 'Lauf',
      limit: '0.01',
      used: '0.01',
      currency: 'CHF',
    } as ConstructorParameters<typeof DomainError<'billing.budget_exceeded'>>[1]);

  /** Until the ledger knows budgets: one that covers so many calls. */
  function coverCalls(calls: number, kind: 'run' | 'automation_month') {
    const billing = world.app.get(BillingFacade);
    const reserve = billing.reserve.bind(billing);
    jest.spyOn(world.app.get(RunBudgets), 'budgetsFor').mockResolvedValue(['11111111-1111-7111-8111-111111111111']);
    let left = calls;
    return jest.spyOn(billing, 'reserve').mockImplementation(async (reservation, affordable) => {
      expect(reservation.budgetIds).toEqual(['11111111-1111-7111-8111-111111111111']);
      if (left-- <= 0) throw refusal(kind);
      const { budgetIds: _budgets, ...rest } = reservation;
      return reserve(rest, affordable);
    });
  }

  it.each([
    ['run', 'run_limit'],
    ['automation_month', 'month_limit'],
  ] as const)(
    'of the %s stops the run before the call that would pass it, and pauses the automation',
    async (kind, reason) => {
      coverCalls(2, kind);
      const id = await automations.create({ steps: ['a', 'b', 'c', 'd'].map((step) => prompt(step, step)) });
      const run: RunDetailDto = await automations.run(id);
      expect(outline(run)).toEqual(['a succeeded', 'b succeeded', 'c failed']);
      expect(run).toMatchObject({
        status: 'stopped',
        error: { code: 'billing.budget_exceeded', details: { kind }, stepId: 'c' },
      });
      expect(world.fake.requests).toHaveLength(2);
      expect(await world.debits(customer.mandate.id)).toHaveLength(2);
      expect(await automations.pauseReason(id)).toBe(reason);
    },
  );
});
