import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONNECTOR_TYPES, type RunDetailDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import {
  forEach,
  http,
  outline,
  prompt,
  SEARCH_MODEL,
  search,
  stepOf,
  TestAutomations,
  variable,
  when,
} from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, headersOf, MODEL, OTHER_MODEL, pause, World } from './support/world.js';

let world: World;
let customer: Customer;
let automations: TestAutomations;
let server: Server;
let host: string;
let received: { url: string; body: string; headers: IncomingMessage['headers'] }[];
let answerWith: (url: string) => { status?: number; body: string };

beforeAll(async () => {
  world = await World.create({
    env: { AUTOMATION_ALLOW_PRIVATE_HOSTS: 'localhost' },
    providers: ({ apiKey, baseUrls }) => ({ TAVILY_API_KEY: String(apiKey), TAVILY_BASE_URL: baseUrls.tavily }),
  });
  server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `localhost:${(server.address() as AddressInfo).port}`;
});

beforeEach(async () => {
  world.fake.reset();
  received = [];
  answerWith = () => ({ body: '{"ok":true}' });
  customer = await world.customer();
  automations = new TestAutomations(world, customer);
});

afterEach(() => expectLedgerClean(world.app));

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

const NEVER = { left: 'a', operator: 'equals', right: 'b' } as const;

/** Takes a resource from the role of the customer's user. */
async function deny(resource: string): Promise<void> {
  await world.appDb.query(
    `INSERT INTO access_rule (role_id, resource, effect)
     SELECT id, $2, 'deny' FROM role WHERE mandate_id = $1 AND name = 'user'`,
    [customer.mandate.id, resource],
  );
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { url = '', headers } = request;
  received.push({ url, body, headers });
  const { status = 200, body: answer } = answerWith(url);
  response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
}

interface StepBooking {
  readonly id: string;
  readonly amount: string;
  readonly feature: string;
  readonly user_id: string;
  readonly automation_id: string;
  readonly run_id: string;
  readonly reference: string;
}

async function bookings(runId: string): Promise<StepBooking[]> {
  const { rows } = await world.billing.query<StepBooking>(
    'SELECT * FROM billing_transaction WHERE run_id = $1 ORDER BY seq',
    [runId],
  );
  return rows;
}

/** The run's cost, its steps' and its bookings' must be one and the same. */
async function expectPaid(run: RunDetailDto): Promise<void> {
  const booked = await bookings(run.id);
  const sum = booked.reduce((total, { amount }) => total - parseChf(amount), 0n);
  expect(run.cost).toBe(toChf(sum));
  expect(toChf(run.steps.reduce((total, { cost }) => total + parseChf(cost), 0n))).toBe(run.cost);
  expect(run.steps.flatMap(({ transactionIds }) => transactionIds).toSorted()).toEqual(
    booked.map(({ id }) => id).toSorted(),
  );
}

describe('a start with an idempotency key', () => {
  it('happens once, however often and however concurrently it is sent; another body is a conflict', async () => {
    world.fake.script({ text: 'Gern.' });
    const id = await automations.create({
      variables: [variable('topic')],
      steps: [prompt('ask', '{{variables.topic}}')],
    });
    const start = (value: string, key = 'once') =>
      world.people.send<{ id: string; code?: string }>('POST', `automations/${id}/runs`, {
        as: customer.user,
        body: { inputs: [{ name: 'topic', value }] },
        headers: { 'idempotency-key': key },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, () => start('Wärme')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const run = await automations.ended(id, answers[0]?.body.id ?? '');
    expect(run.status).toBe('succeeded');
    expect(await bookings(run.id)).toHaveLength(1);
    expect((await start('Wärme')).body.id).toBe(run.id);
    const other = await start('Kälte');
    expect([other.status, other.body.code]).toEqual([409, 'common.idempotency_conflict']);
    expect((await start('Kälte', 'another')).status).toBe(201);
  });
});

describe('a run of every kind of step', () => {
  it('does them in order, hands their outputs on, and books each call with automation, run and step', async () => {
    world.fake.scriptOnce({ results: 2 });
    world.fake.scriptOnce({ text: 'Der Markt wächst. {{variables.topic}}' });
    world.fake.scriptOnce({ text: 'eins' });
    world.fake.scriptOnce({ text: 'zwei' });
    const id = await automations.create({
      variables: [variable('topic'), variable('texts', 'list'), variable('limit', 'number', { defaultValue: '3' })],
      allowedHosts: [host],
      steps: [
        search('suche', 'Markt für {{variables.topic}}'),
        prompt('text', 'Fasse zusammen ({{run.date}}):\n{{steps.suche.text}}', {
          system: 'Du schreibst über {{variables.topic}}.',
        }),
        forEach('jeder', 'variables.texts', [prompt('wort', '{{index}}: {{item}}, höchstens {{variables.limit}}')]),
        when(
          'pruefung',
          { left: '{{steps.jeder.items[1].text}}', operator: 'equals', right: 'ZWEI' },
          [
            http('melden', `http://${host}/hook?n={{variables.limit}}`, {
              method: 'POST',
              headers: [{ name: 'X-Token', value: 'geheim-{{variables.limit}}' }],
              body: '{{steps.text.text}}',
            }),
          ],
          [prompt('nie', 'Nie')],
        ),
      ],
    });
    const run = await automations.run(id, [
      { name: 'topic', value: 'Käse' },
      { name: 'texts', value: 'Brie\n\nSbrinz\n' },
    ]);
    expect(run.error).toBeNull();
    expect(run.status).toBe('succeeded');
    expect(outline(run)).toEqual([
      'suche succeeded',
      'text succeeded',
      'jeder succeeded',
      'jeder[0].wort succeeded',
      'jeder[1].wort succeeded',
      'pruefung succeeded',
      'pruefung.melden succeeded',
    ]);
    expect(stepOf(run, 'suche')).toMatchObject({ input: 'Markt für Käse', model: SEARCH_MODEL });
    expect(stepOf(run, 'suche')?.output).toContain('[1] Result 1 for Markt für Käse\nhttps://example.com/result-1\n');
    expect(stepOf(run, 'text')?.input).toMatch(
      /^Du schreibst über Käse\.\n\n---\n\nFasse zusammen \(\d{4}-\d\d-\d\d\):\n\[1\] Result/,
    );
    // What a model says is text, and never read as a template.
    expect(received).toEqual([
      expect.objectContaining({ url: '/hook?n=3', body: 'Der Markt wächst. {{variables.topic}}' }),
    ]);
    expect(received[0]?.headers['x-token']).toBe('geheim-3');
    expect(JSON.stringify(run.steps)).not.toContain('geheim-');
    expect(stepOf(run, 'jeder[1].wort')).toMatchObject({
      input: '1: Sbrinz, höchstens 3',
      output: 'zwei',
      model: MODEL,
    });
    expect(JSON.parse(stepOf(run, 'jeder')?.output ?? '')).toEqual({
      items: [
        { text: 'eins', sources: [] },
        { text: 'zwei', sources: [] },
      ],
    });
    expect(stepOf(run, 'pruefung')).toMatchObject({ input: 'zwei\nequals\nZWEI', cost: '0.00', transactionIds: [] });

    const booked = await bookings(run.id);
    expect(booked.map(({ reference }) => reference)).toEqual(['suche', 'text', 'jeder[0].wort', 'jeder[1].wort']);
    for (const booking of booked) {
      expect(booking).toMatchObject({ feature: 'automation', automation_id: id, user_id: customer.user.userId });
    }
    expect(parseChf(run.cost)).toBeGreaterThan(0n);
    await expectPaid(run);
    expect(await world.openHolds(customer.mandate.id)).toBe(0);
  });
});

describe('a prompt with a JSON schema', () => {
  const jsonSchema = JSON.stringify({ type: 'object', required: ['art'], properties: { art: { enum: ['A', 'B'] } } });
  const create = () =>
    automations.create({
      steps: [prompt('art', 'Welche Art?', { jsonSchema }), prompt('dann', 'Art {{steps.art.json.art}}')],
    });

  it('hands the parsed answer on', async () => {
    world.fake.scriptOnce({ text: 'Gern:\n```json\n{"art": "B"}\n```' });
    const run = await automations.run(await create());
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'dann')?.input).toBe('Art B');
    expect(JSON.stringify(world.fake.requests[0]?.body)).toContain('It must satisfy this JSON schema');
  });

  it('lets the model put a wrong answer right once, as a booking of its own', async () => {
    world.fake.scriptOnce({ text: '{"art": "C"}' });
    world.fake.scriptOnce({ text: '{"art": "A"}' });
    const run = await automations.run(await create());
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'art')?.transactionIds).toHaveLength(2);
    expect(JSON.stringify(world.fake.requests[1]?.body)).toContain('must be equal to one of the allowed values');
    await expectPaid(run);
  });

  it('fails clearly after a second wrong answer, and both are paid', async () => {
    world.fake.scriptOnce({ text: '{"art": "C"}' });
    world.fake.scriptOnce({ text: 'Tut mir leid.' });
    const run = await automations.run(await create());
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'automation.answer_invalid', stepId: 'art', details: { problem: 'the answer holds no JSON' } },
    });
    expect(stepOf(run, 'art')?.transactionIds).toHaveLength(2);
    await expectPaid(run);
  });
});

describe('an HTTP request', () => {
  it('stays the one that was written, whatever the values in it are', async () => {
    const id = await automations.create({
      variables: [variable('wert')],
      allowedHosts: [host],
      steps: [
        http('hin', `http://${host}/kunden/{{variables.wert}}/rechnungen?name={{variables.wert}}`, {
          method: 'POST',
          body: '{"name":"{{variables.wert}}","rolle":"gast"}',
        }),
      ],
    });
    const wert = '../a?b=1&rolle=admin#","rolle":"admin';
    expect((await automations.run(id, [{ name: 'wert', value: wert }])).status).toBe('succeeded');
    const encoded = encodeURIComponent(wert);
    expect(received.map(({ url }) => url)).toEqual([`/kunden/${encoded}/rechnungen?name=${encoded}`]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ name: wert, rolle: 'gast' });
    const up = await automations.run(id, [{ name: 'wert', value: '..' }]);
    expect(up.error).toMatchObject({ code: 'automation.http_refused', details: { reason: 'url' } });
    expect(received).toHaveLength(1);
  });
});

describe('a step that fails', () => {
  it('names itself; what came before is paid, what comes after is not done', async () => {
    answerWith = () => ({ status: 503, body: 'maintenance' });
    const id = await automations.create({
      allowedHosts: [host],
      steps: [prompt('vorher', 'Eins'), http('abruf', `http://${host}/`), prompt('nachher', 'Zwei')],
    });
    const run = await automations.run(id);
    expect(outline(run)).toEqual(['vorher succeeded', 'abruf failed']);
    const error = { code: 'automation.http_refused', details: { reason: 'status', status: 503 }, stepId: 'abruf' };
    expect(run).toMatchObject({ status: 'failed', error });
    expect(stepOf(run, 'abruf')).toMatchObject({ error });
    expect(await automations.pauseReason(id)).toBeNull();
    await expectPaid(run);
  });

  it('is charged what the provider reported before it broke off', async () => {
    world.fake.scriptOnce({ errorAfter: 5, errorCode: 'server_error' });
    const run = await automations.run(await automations.create({ steps: [prompt('text', 'Eins')] }));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'aicore.provider_unavailable', stepId: 'text' } });
    await expectPaid(run);
  });

  it('lets the next model of the list take over', async () => {
    world.fake.scriptOnce({ status: 500 });
    const run = await automations.run(
      await automations.create({ models: [MODEL, OTHER_MODEL], steps: [prompt('text', 'Eins')] }),
    );
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'text')?.model).toBe(OTHER_MODEL);
    await expectPaid(run);
  });

  it('says which path leads nowhere', async () => {
    const run = await automations.run(await automations.create({ steps: [prompt('text', '{{steps.fehlt.text}}')] }));
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'automation.unknown_path', details: { path: 'steps.fehlt.text' }, stepId: 'text' },
    });
    expect(world.fake.requests).toHaveLength(0);
  });

  it('is a loop over what is no list, or is longer than it may be', async () => {
    const steps = [forEach('jeder', 'variables.texte', [prompt('wort', '{{item}}')], 2)];
    const id = await automations.create({ variables: [variable('texte', 'list')], steps });
    const run = await automations.run(id, [{ name: 'texte', value: 'a\nb\nc' }]);
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'automation.list_too_long', details: { path: 'variables.texte', length: 3, maximum: 2 } },
    });
    expect(await bookings(run.id)).toEqual([]);
  });
});

describe('limits', () => {
  it('stop a run before the call that the credit does not cover, and pause the automation', async () => {
    customer = await world.customer({ credit: '0.001' });
    automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [prompt('text', 'Eins', { maxOutputTokens: 100_000 })] });
    const run = await automations.run(id);
    expect(run).toMatchObject({
      status: 'stopped',
      cost: '0.00',
      error: { code: 'billing.insufficient_balance', details: { canTopUp: false }, stepId: 'text' },
    });
    expect(await automations.pauseReason(id)).toBe('insufficient_balance');
    expect(world.fake.requests).toHaveLength(0);
  });

  it('do not pause an automation that is only tried out', async () => {
    customer = await world.customer({ credit: '0.001' });
    automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [prompt('text', 'Eins', { maxOutputTokens: 100_000 })] });
    const { body } = await world.people.send<RunDetailDto>('POST', `automations/${id}/runs`, {
      as: customer.user,
      body: { test: true },
    });
    expect((await automations.ended(id, body.id)).status).toBe('stopped');
    expect(await automations.pauseReason(id)).toBeNull();
  });
});

describe('permissions', () => {
  it('are those of the owner at the moment of the run: without the provider it is refused, and nothing is charged', async () => {
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    expect((await automations.run(id)).status).toBe('succeeded');
    await world.appDb.query(
      `INSERT INTO access_rule (role_id, resource, effect)
       SELECT id, 'resource.aicore.openai', 'deny' FROM role WHERE mandate_id = $1 AND name = 'user'`,
      [customer.mandate.id],
    );
    const run = await automations.run(id);
    expect(run).toMatchObject({
      status: 'failed',
      cost: '0.00',
      error: { code: 'aicore.provider_not_allowed', details: { connectorType: 'openai', reason: 'not_permitted' } },
    });
    expect(await bookings(run.id)).toEqual([]);
    expect(world.fake.requests).toHaveLength(1);
    expect(await automations.pauseReason(id)).toBe('not_permitted');
  });

  it('are looked at for every step before the first one is paid for, in a retry too', async () => {
    const steps = [prompt('eins', 'Eins'), when('w', NEVER, [search('suche', 'Zinsen')]), prompt('zwei', 'Zwei')];
    const id = await automations.create({ steps });
    world.fake.scriptOnce({});
    world.fake.scriptOnce({ status: 400 });
    const failed = await automations.run(id);
    expect(outline(failed)).toEqual(['eins succeeded', 'w succeeded', 'zwei failed']);
    const asked = world.fake.requests.length;

    await deny(`resource.aicore.${SEARCH_MODEL}`);
    const refused = await automations.run(id);
    expect(refused).toMatchObject({
      status: 'failed',
      cost: '0.00',
      steps: [],
      error: { code: 'aicore.provider_not_allowed', details: { reason: 'not_permitted' }, stepId: 'suche' },
    });
    expect(await automations.pauseReason(id)).toBe('not_permitted');

    await deny(`resource.aicore.${MODEL}`);
    const { body } = await world.people.send<RunDetailDto>('POST', `automations/${id}/runs/${failed.id}/retry`, {
      as: customer.user,
    });
    const retried = await automations.ended(id, body.id);
    expect(retried).toMatchObject({ status: 'failed', error: { stepId: 'zwei' } });
    expect([await bookings(refused.id), await bookings(retried.id)]).toEqual([[], []]);
    expect(world.fake.requests).toHaveLength(asked);
  });

  it('leave a run the models of a list that may be used', async () => {
    const own = { models: [MODEL] };
    const lists = [prompt('eins', 'Eins'), prompt('zwei', 'Zwei', { models: [MODEL, OTHER_MODEL] })];
    const listed = await automations.create({ models: [MODEL, OTHER_MODEL], steps: lists });
    const overridden = await automations.create({
      models: [OTHER_MODEL],
      steps: [...lists, prompt('drei', 'Drei', own)],
    });
    const automatic = await automations.create({ models: ['auto/balanced'], steps: [prompt('eins', 'Eins')] });
    await deny(`resource.aicore.${MODEL}`);
    const run = await automations.run(listed);
    expect(run.status).toBe('succeeded');
    expect(run.steps.map(({ model }) => model)).toEqual([OTHER_MODEL, OTHER_MODEL]);
    expect((await automations.run(overridden)).error).toMatchObject({ stepId: 'drei' });
    expect((await automations.run(automatic)).status).toBe('succeeded');
    for (const type of CONNECTOR_TYPES) await deny(`resource.aicore.${type}`);
    const forbidden = await automations.run(automatic);
    expect([forbidden.steps, forbidden.error?.code]).toEqual([[], 'aicore.provider_not_allowed']);
  });

  it('are the owner’s, also when an admin starts the run', async () => {
    await world.appDb.query(
      `INSERT INTO access_rule (role_id, resource, effect)
       SELECT id, 'resource.aicore.openai', 'deny' FROM role WHERE mandate_id = $1 AND name = 'user'`,
      [customer.mandate.id],
    );
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    const run = await automations.run(id, [], customer.admin);
    expect(run.error?.code).toBe('aicore.provider_not_allowed');
  });

  it('are none for somebody who has left', async () => {
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    await world.appDb.query('DELETE FROM membership WHERE user_id = $1', [customer.user.userId]);
    const run = await automations.run(id, [], customer.admin);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'automation.owner_inactive' }, steps: [] });
    expect(await automations.pauseReason(id)).toBe('owner_inactive');
  });

  it('are none for somebody who was deactivated', async () => {
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    const path = `members/${customer.user.userId}/deactivate`;
    expect((await world.people.send('POST', path, { as: customer.admin })).status).toBe(200);
    const run = await automations.run(id, [], customer.admin);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'automation.owner_inactive' }, steps: [] });
    expect(await automations.pauseReason(id)).toBe('owner_inactive');
  });
});

describe('cancel', () => {
  const slow = { words: 400, wordDelayMs: 30 };

  it('stops the call under way within a second, and what it used is booked', async () => {
    world.fake.script(slow);
    const id = await automations.create({ steps: [prompt('text', 'Eins'), prompt('mehr', 'Zwei')] });
    const { id: runId } = await automations.start(id);
    await eventually(() => world.fake.requests.length === 1);
    await pause(200);
    const from = Date.now();
    const { status } = await world.people.send('POST', `automations/${id}/runs/${runId}/cancel`, { as: customer.user });
    expect(status).toBe(200);
    await eventually(() => world.fake.requests[0]?.aborted === true, 1_000);
    expect(Date.now() - from).toBeLessThan(1_000);
    const run = await automations.ended(id, runId);
    expect(run).toMatchObject({ status: 'cancelled', error: null });
    expect(outline(run)).toEqual(['text cancelled']);
    const booked = await world.debits(customer.mandate.id);
    expect(booked.map(({ outcome }) => outcome)).toEqual(['aborted']);
    await expectPaid(run);
  });

  it('ends a run that waits at once, and leaves one that has ended as it is', async () => {
    world.fake.script(slow);
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    const started = [];
    for (let count = 0; count < 4; count++) started.push(await automations.start(id));
    const waiting = started[3]?.id ?? '';
    await eventually(() => world.fake.requests.length === 3);
    const cancel = (runId: string) =>
      world.people.send<RunDetailDto>('POST', `automations/${id}/runs/${runId}/cancel`, { as: customer.user });
    // Three of a mandate run at once; the fourth waits.
    expect((await automations.read(id, waiting)).status).toBe('queued');
    expect((await cancel(waiting)).body.status).toBe('cancelled');
    for (const { id: runId } of started.slice(0, 3)) await cancel(runId);
    const ended = await automations.ended(id, started[0]?.id ?? '');
    expect((await cancel(ended.id)).body).toMatchObject({ status: 'cancelled', finishedAt: ended.finishedAt });
    await automations.ended(id, started[1]?.id ?? '');
    await automations.ended(id, started[2]?.id ?? '');
    expect(world.fake.requests).toHaveLength(3);
  });
});

describe('retry', () => {
  it('begins at the step that failed and uses what was done before', async () => {
    let status = 500;
    answerWith = (url) => ({ status: url === '/1' ? status : 200, body: '{"wert":7}' });
    const id = await automations.create({
      allowedHosts: [host],
      variables: [variable('liste', 'list')],
      steps: [
        prompt('vorher', 'Eins'),
        forEach('jeder', 'variables.liste', [http('abruf', `http://${host}/{{item}}`)]),
        prompt(
          'nachher',
          '{{steps.vorher.text}} {{steps.jeder.items[0].json.wert}} {{steps.jeder.items[1].json.wert}}',
        ),
      ],
    });
    world.fake.scriptOnce({ text: 'Vorher' });
    const failed = await automations.run(id, [{ name: 'liste', value: '0\n1' }]);
    expect(outline(failed)).toEqual([
      'vorher succeeded',
      'jeder failed',
      'jeder[0].abruf succeeded',
      'jeder[1].abruf failed',
    ]);
    status = 200;
    const retry = () =>
      world.people.send<RunDetailDto>('POST', `automations/${id}/runs/${failed.id}/retry`, { as: customer.user });
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409]);
    const started = answers.find((answer) => answer.status === 201)?.body;
    const run = await automations.ended(id, started?.id ?? '');
    expect(run).toMatchObject({ status: 'succeeded', trigger: 'retry', retryOf: failed.id });
    expect(outline(run)).toEqual([
      'vorher skipped',
      'jeder succeeded',
      'jeder[0].abruf skipped',
      'jeder[1].abruf succeeded',
      'nachher succeeded',
    ]);
    expect(stepOf(run, 'nachher')?.input).toBe('Vorher 7 7');
    expect(received.map(({ url }) => url)).toEqual(['/0', '/1', '/1']);
    expect(await bookings(run.id)).toHaveLength(1);
    await expectPaid(run);
    // What has succeeded cannot be retried.
    const again = await world.people.send('POST', `automations/${id}/runs/${run.id}/retry`, { as: customer.user });
    expect(again).toMatchObject({ status: 409, body: { code: 'automation.not_retryable' } });
  });
});

describe('starting', () => {
  const create = () =>
    automations.create({
      variables: [variable('anzahl', 'number', { required: true }), variable('tag', 'date')],
      steps: [prompt('text', '{{variables.anzahl}}{{variables.tag}}')],
    });
  const start = async (id: string, body: object) =>
    world.people.send('POST', `automations/${id}/runs`, { as: customer.user, body });

  it.each([
    [{ inputs: [] }, 'automation.input_missing'],
    [{ inputs: [{ name: 'anzahl', value: 'viele' }] }, 'common.validation_failed'],
    [
      {
        inputs: [
          { name: 'anzahl', value: '1' },
          { name: 'tag', value: '2026-02-30' },
        ],
      },
      'common.validation_failed',
    ],
    [
      {
        inputs: [
          { name: 'anzahl', value: '1' },
          { name: '__proto__', value: 'x' },
        ],
      },
      'common.validation_failed',
    ],
    [
      {
        inputs: [{ name: 'anzahl', value: '1' }],
        definition: { variables: [], steps: [], models: [], allowedHosts: [] },
      },
      'common.validation_failed',
    ],
  ])('is refused for %j', async (body, code) => {
    expect(await start(await create(), body)).toMatchObject({ status: 422, body: { code } });
  });

  it('tries a definition that is not saved, as a test', async () => {
    const id = await create();
    const definition = { variables: [], steps: [prompt('neu', 'Neu')], models: [MODEL], allowedHosts: [] };
    const { body } = await world.people.send<RunDetailDto>('POST', `automations/${id}/runs`, {
      as: customer.user,
      body: { test: true, definition },
    });
    const run = await automations.ended(id, body.id);
    expect(run).toMatchObject({ status: 'succeeded', trigger: 'test', version: 1 });
    expect(outline(run)).toEqual(['neu succeeded']);
    const unsound = { ...definition, steps: [prompt('neu', '{{steps.fehlt.text}}')] };
    expect(await start(id, { test: true, definition: unsound })).toMatchObject({
      status: 422,
      body: { errors: [expect.objectContaining({ field: 'definition.steps.0.prompt.prompt' })] },
    });
  });
});

describe('other people', () => {
  it('find nothing: of another mandate, and of a colleague unless they are an admin', async () => {
    const id = await automations.create({ steps: [prompt('text', 'Eins')] });
    const run = await automations.run(id);
    const other = await world.customer();
    const colleague = await world.member(`kollege-${customer.mandate.id}@kunde.test`, customer.mandate, 'user');
    const paths: ['GET' | 'POST', string][] = [
      ['GET', `automations/${id}/runs`],
      ['POST', `automations/${id}/runs`],
      ['GET', `automations/${id}/runs/${run.id}`],
      ['GET', `automations/${id}/runs/${run.id}/events`],
      ['POST', `automations/${id}/runs/${run.id}/cancel`],
      ['POST', `automations/${id}/runs/${run.id}/retry`],
    ];
    for (const as of [other.admin, other.user, colleague]) {
      for (const [method, path] of paths) {
        const body = method === 'POST' ? {} : undefined;
        expect({ path, ...(await world.people.send(method, path, { as, body })) }).toMatchObject({ path, status: 404 });
      }
    }
    expect((await automations.read(id, run.id, customer.admin)).id).toBe(run.id);
    // A run's id under another automation's is not found either.
    const second = await automations.create({ steps: [prompt('text', 'Eins')] });
    expect((await world.people.send('GET', `automations/${second}/runs/${run.id}`, { as: customer.user })).status).toBe(
      404,
    );
  });
});

describe('progress', () => {
  const eventsOf = async (path: string, baseUrl = world.baseUrl): Promise<string> => {
    const response = await fetch(`${baseUrl}/api/v1/${path}`, { headers: headersOf(customer.user) });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    return response.text();
  };
  const read = (text: string) =>
    text
      .split('\n\n')
      .filter((block) => block.startsWith('event: '))
      .map((block) => {
        const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
        const { path, status, cost } = JSON.parse(data) as { path?: string; status: string; cost: string };
        return { name, what: `${name} ${path ?? ''} ${status}`.replace('  ', ' '), cost };
      });

  it('is told step by step with the cost so far, on another gateway too', async () => {
    const second = await world.secondGateway();
    try {
      const baseUrl = await second.listen();
      world.fake.script({ words: 12, wordDelayMs: 40 });
      const id = await automations.create({ steps: [prompt('eins', 'Eins'), prompt('zwei', 'Zwei')] });
      const { id: runId } = await automations.start(id);
      const path = `automations/${id}/runs/${runId}/events`;
      const [here, there] = (await Promise.all([eventsOf(path), eventsOf(path, baseUrl)])).map(read);
      for (const events of [here ?? [], there ?? []]) {
        const told = events.map(({ what }) => what);
        expect(told.slice(-1)).toEqual(['done succeeded']);
        expect(told.filter((what) => what.startsWith('step')).slice(-3)).toEqual([
          'step eins succeeded',
          'step zwei running',
          'step zwei succeeded',
        ]);
        const costs = events.filter(({ name }) => name !== 'step').map(({ cost }) => parseChf(cost));
        expect(costs).toEqual(costs.toSorted((a, b) => Number(a - b)));
        expect(new Set(costs).size).toBeGreaterThanOrEqual(3);
      }
      // Whoever comes late is told how it ended.
      expect(read(await eventsOf(path)).map(({ what }) => what)).toEqual([
        'run succeeded',
        'step eins succeeded',
        'step zwei succeeded',
        'done succeeded',
      ]);
    } finally {
      await second.close();
    }
  });
});
