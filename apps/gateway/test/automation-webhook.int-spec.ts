import type { AutomationDetailDto, ProblemDto, RunPageDto, WebhookDto } from '@nyla/contracts';
import { AutomationEditor, content, withDefinition } from './support/automation-editor.js';
import { prompt, variable } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, World } from './support/world.js';

let world: World;
let customer: Customer;
let editor: AutomationEditor;

beforeAll(async () => {
  world = await World.create({
    providers: ({ apiKey, baseUrls }) => ({ TAVILY_API_KEY: String(apiKey), TAVILY_BASE_URL: baseUrls.tavily }),
  });
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
  editor = new AutomationEditor(world, customer);
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

describe('a webhook', () => {
  async function webhookOf(automation: AutomationDetailDto): Promise<string> {
    const { status, body } = await editor.send<WebhookDto>('POST', `automations/${automation.id}/webhook`, {});
    expect(status).toBe(201);
    return new URL(body.url).pathname.replace('/api/v1/', '');
  }

  const call = (path: string, body: unknown = {}) =>
    editor.send<{ runId: string } & ProblemDto>('POST', path, body, {});

  it('starts the automation with what it is sent, whoever sends it', async () => {
    world.fake.script({ text: 'Antwort' });
    const body = withDefinition(
      { variables: [variable('topic', 'text', { required: true }), variable('texts', 'list')] },
      [prompt('frage', '{{variables.topic}} {{variables.texts}}')],
    );
    const made = await editor.create(body);
    const path = await webhookOf(made);
    expect((await editor.send('GET', `automations/${made.id}`)).body.hasWebhook).toBe(true);
    const sent = { topic: 'Zins {{run.date}}', texts: ['eins', 2, 'drei\nvier'], event: { id: 7 }, empty: null };
    const answer = await call(path, sent);
    expect([answer.status, Object.keys(answer.body)]).toEqual([202, ['runId']]);
    await eventually(async () => {
      const { items } = (await editor.send<RunPageDto>('GET', `automations/${made.id}/runs`)).body;
      return items[0]?.status === 'succeeded' && items[0].trigger === 'webhook' && items[0].id === answer.body.runId;
    });
    expect(JSON.stringify(world.fake.requests.at(-1)?.body)).toContain('Zins {{run.date}}');
    const missing = await call(path, { other: 'x' });
    expect(missing.body.code).toBe('automation.input_missing');
  });

  it('keeps only the hash of its address, and one address at a time', async () => {
    const made = await editor.create();
    const first = await webhookOf(made);
    const { rows } = await world.appDb.query<{ webhook_hash: Buffer }>(
      'SELECT webhook_hash FROM automation WHERE id = $1',
      [made.id],
    );
    const token = first.replace('hooks/', '');
    expect(rows[0]?.webhook_hash).toHaveLength(32);
    expect(rows[0]?.webhook_hash.toString('base64url')).not.toBe(token);
    expect(JSON.stringify((await editor.send('GET', `automations/${made.id}`)).body)).not.toContain(token);
    const second = await webhookOf(made);
    expect((await call(first)).status).toBe(404);
    expect((await call(second)).status).toBe(202);
    expect((await editor.send('DELETE', `automations/${made.id}/webhook`)).status).toBe(204);
    expect((await call(second)).status).toBe(404);
  });

  it('starts a delivery once, however often and however concurrently it comes; another body is a conflict', async () => {
    world.fake.script({ text: 'Antwort' });
    const made = await editor.create(
      withDefinition({ variables: [variable('topic')] }, [prompt('frage', '{{variables.topic}}')]),
    );
    const path = await webhookOf(made);
    const deliver = (topic: string, headers: Record<string, string>) =>
      editor.send<{ runId: string } & ProblemDto>('POST', path, { topic }, {}, headers);
    for (const header of ['idempotency-key', 'webhook-id']) {
      const first = await Promise.all([1, 2, 3].map(() => deliver('Zins', { [header]: `${header}-1` })));
      expect(new Set(first.map(({ status, body }) => `${status} ${body.runId}`)).size).toBe(1);
      const other = await deliver('Miete', { [header]: `${header}-1` });
      expect([other.status, other.body.code]).toEqual([409, 'common.idempotency_conflict']);
      expect((await deliver('Miete', { [header]: `${header}-2` })).status).toBe(202);
      expect((await deliver('Miete', { [header]: 'with space' })).status).toBe(422);
    }
    const both = { 'idempotency-key': 'idempotency-key-1', 'webhook-id': 'new' };
    const repeat = await deliver('Zins', both);
    await editor.send('POST', `automations/${made.id}/pause`, {});
    expect((await deliver('Zins', both)).body.runId).toBe(repeat.body.runId);
    const { items } = (await editor.send<RunPageDto>('GET', `automations/${made.id}/runs`)).body;
    expect(items).toHaveLength(4);
  });

  it('says to whoever knows it that it is paused', async () => {
    const paused = await editor.create();
    const path = await webhookOf(paused);
    await editor.send('POST', `automations/${paused.id}/pause`, {});
    const { status, body } = await call(path);
    expect([status, body.code, body.details]).toEqual([409, 'automation.paused', { reason: 'by_user' }]);
    await editor.send('POST', `automations/${paused.id}/resume`, {});
    expect((await call(path)).status).toBe(202);
  });

  it('takes no longer values than a person may give', async () => {
    const made = await editor.create(
      withDefinition({ variables: [variable('topic', 'text', { required: true })] }, [prompt('frage', 'x')]),
    );
    const path = await webhookOf(made);
    const long = await call(path, { topic: 'x'.repeat(50_001) });
    expect([long.status, long.body.code]).toEqual([422, 'common.validation_failed']);
    expect((await call(path, { topic: ' \n' })).body.code).toBe('automation.input_missing');
  });

  it('answers the same to whoever guesses and to whoever knows one that is removed', async () => {
    const removed = await editor.create();
    const removedPath = await webhookOf(removed);
    await editor.send('DELETE', `automations/${removed.id}`);
    const guesses = [removedPath, `hooks/${'a'.repeat(43)}`, 'hooks/x', 'hooks/%00', `hooks/${'a'.repeat(90)}`];
    for (const path of guesses) {
      const { status, body } = await call(path);
      expect({ path, status, code: body.code, details: body.details }).toEqual({
        path,
        status: 404,
        code: 'common.not_found',
        details: {},
      });
    }
  });

  it('of a suspended mandate is unknown', async () => {
    const path = await webhookOf(await editor.create());
    await world.appDb.query("UPDATE mandate SET status = 'suspended' WHERE id = $1", [customer.mandate.id]);
    expect((await call(path)).status).toBe(404);
  });

  it('takes no more than it should', async () => {
    const path = await webhookOf(await editor.create());
    for (const body of [[], 'x', 5]) expect((await call(path, body)).status).toBeGreaterThanOrEqual(400);
    expect((await call(path, { constructor: { x: 1 } })).status).toBe(422);
    const answers = await Promise.all(Array.from({ length: 80 }, () => call(path)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(60);
    expect(statuses).toContain(429);
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
    await editor.send('POST', 'automations/estimate', { definition: content().definition });
  });
});
