import { randomUUID } from 'node:crypto';
import type {
  AutomationPageDto,
  AutomationTemplatePageDto,
  ProblemDto,
  RunPageDto,
  SaveAutomationDto,
  StepDto,
} from '@nyla/contracts';
import { AutomationEditor, content, DAILY, withDefinition } from './support/automation-editor.js';
import { forEach, prompt, SEARCH_MODEL, search, variable, when } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, MODEL, OTHER_MODEL, World } from './support/world.js';

const OLD_MODEL = 'openai/gpt-4-old';

let world: World;
let customer: Customer;
let editor: AutomationEditor;

beforeAll(async () => {
  world = await World.create({
    providers: ({ apiKey, baseUrls }) => ({ TAVILY_API_KEY: String(apiKey), TAVILY_BASE_URL: baseUrls.tavily }),
  });
  await priceOldModel();
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
  editor = new AutomationEditor(world, customer);
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

/** A model that its provider will switch off. */
async function priceOldModel(): Promise<void> {
  const facts = {
    displayName: 'Old',
    status: 'deprecated',
    shutdownDate: '2098-01-15',
    replacement: 'gpt-6.1-terra',
    contextWindow: 128_000,
    maxOutputTokens: 4_096,
    defaultOutputTokens: 1_024,
    capabilities: ['chat'],
    modelClass: null,
    released: null,
    traits: [],
  };
  await world.billing.query(
    `INSERT INTO price_version (id, connector_type, model, valid_from, tiers, facts, source, author)
     SELECT $1, connector_type, 'gpt-4-old', valid_from, tiers, $2, 'test', 'test' FROM price_version
     WHERE connector_type = 'openai' AND model = 'gpt-6.1-terra' LIMIT 1`,
    [randomUUID(), facts],
  );
}

describe('an automation', () => {
  it('is made, read, listed, changed and removed', async () => {
    const made = await editor.create(
      content([search('suche', 'Zinsen'), prompt('frage', '{{steps.suche.text}}')], {
        schedule: DAILY,
        runLimit: '0.50',
      }),
    );
    expect(made).toMatchObject({
      name: 'Marktübersicht',
      ownerId: customer.user.userId,
      status: 'active',
      pauseReason: null,
      version: 1,
      schedule: DAILY,
      hasWebhook: false,
      runLimit: '0.50',
      monthLimit: null,
      costThisMonth: '0.00',
      lastRun: null,
      retiringModels: [],
    });
    expect(made.ownerName).toMatch(/^user\d+$/);
    expect(new Date(made.nextRunAt ?? 0).getTime()).toBeGreaterThan(Date.now());
    expect((await editor.send('GET', `automations/${made.id}`)).body).toEqual(made);
    const { definition: _definition, ...listed } = made;
    expect((await editor.send<AutomationPageDto>('GET', 'automations')).body).toEqual({
      items: [listed],
      nextCursor: null,
    });

    const changed = (await editor.save(made, { name: 'Neu', schedule: null })).body;
    expect(changed).toMatchObject({ id: made.id, name: 'Neu', version: 2, schedule: null, nextRunAt: null });
    expect((await editor.send('DELETE', `automations/${made.id}`)).status).toBe(204);
    expect((await editor.send('GET', `automations/${made.id}`)).status).toBe(404);
    expect((await editor.send<AutomationPageDto>('GET', 'automations')).body.items).toEqual([]);
    expect((await editor.save(made, { name: 'Zu spät' })).status).toBe(404);
  });

  it('is listed page by page, last changed first', async () => {
    const made = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) made.push(await editor.create(content(undefined, { name })));
    const [first] = made;
    if (first) await editor.save(first, { description: 'geändert' });
    const names: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { items, nextCursor } = (await editor.send<AutomationPageDto>('GET', `automations${query}`)).body;
      names.push(...items.map(({ name }) => name));
      if (nextCursor === null) break;
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(names).toEqual(['a', 'e', 'd', 'c', 'b']);
  });

  it('keeps every version; a run keeps the one that it ran', async () => {
    world.fake.script({ text: 'Antwort' });
    const made = await editor.create();
    await editor.send('POST', `automations/${made.id}/runs`, {});
    const changed = (
      await editor.save(made, { definition: { ...made.definition, steps: [prompt('anders', 'Gute Nacht')] } })
    ).body;
    expect(changed.version).toBe(2);
    const { items } = (await editor.send<RunPageDto>('GET', `automations/${made.id}/runs`)).body;
    expect(items.map(({ version }) => version)).toEqual([1]);
    const { rows } = await world.appDb.query<{ version: number; id: string; author_id: string }>(
      `SELECT version, definition->'steps'->0->>'id' AS id, author_id FROM automation_version
       WHERE automation_id = $1 ORDER BY version`,
      [made.id],
    );
    const author_id = customer.user.userId;
    expect(rows).toEqual([
      { version: 1, id: 'frage', author_id },
      { version: 2, id: 'anders', author_id },
    ]);
    await eventually(async () => {
      const runs = (await editor.send<RunPageDto>('GET', `automations/${made.id}/runs`)).body.items;
      return runs.every(({ status }) => status === 'succeeded');
    });
  });

  it('is not saved anew when nothing has changed', async () => {
    const made = await editor.create(content(undefined, { runLimit: '1.5', schedule: DAILY }));
    const same = await editor.save(made, { runLimit: '1.500000000' });
    expect(same.status).toBe(200);
    expect(same.body).toEqual(made);
  });

  it('is saved once by two who edit the same version; the second learns of it', async () => {
    const made = await editor.create();
    const answers = await Promise.all(['eins', 'zwei', 'drei', 'vier'].map((name) => editor.save(made, { name })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    const conflict = answers.find(({ status }) => status === 409)?.body as unknown as ProblemDto;
    expect(conflict.code).toBe('common.conflict');
    expect((await editor.save(made, { name: 'noch einmal' })).status).toBe(409);
    expect((await editor.save(made, { basedOnVersion: 99 })).status).toBe(409);
    const blind = content(undefined, { name: 'blind' });
    expect((await editor.send('PUT', `automations/${made.id}`, blind)).body.version).toBe(3);
  });

  it('keeps its owner when an admin saves it', async () => {
    const made = await editor.create();
    const saved = (await editor.save(made, { name: 'Von der Leitung' }, customer.admin)).body;
    expect(saved).toMatchObject({ ownerId: customer.user.userId, version: 2, name: 'Von der Leitung' });
  });

  it('is paused and resumed; paused it has no next time, and saving does not wake it', async () => {
    const made = await editor.create(content(undefined, { schedule: DAILY }));
    const paused = (await editor.send('POST', `automations/${made.id}/pause`, {})).body;
    expect(paused).toMatchObject({ status: 'paused', pauseReason: 'by_user', nextRunAt: null, version: 1 });
    const saved = (await editor.save(paused, { schedule: { ...DAILY, cron: '0 10 * * *' } })).body;
    expect(saved).toMatchObject({ status: 'paused', nextRunAt: null, version: 2 });
    const resumed = (await editor.send('POST', `automations/${made.id}/resume`, {})).body;
    expect(resumed).toMatchObject({ status: 'active', pauseReason: null, version: 2 });
    expect(resumed.nextRunAt).toMatch(/T0[89]:00:00/);
    const again = (await editor.send('POST', `automations/${made.id}/resume`, {})).body;
    expect(again).toEqual(resumed);
  });

  it('does not lose a time that has just come due when it is saved', async () => {
    const made = await editor.create(content(undefined, { schedule: DAILY }));
    await world.appDb.query("UPDATE automation SET next_run_at = '2098-01-01T00:00:00Z' WHERE id = $1", [made.id]);
    expect((await editor.save(made, { name: 'Neu' })).body.nextRunAt).toMatch(/^2098/);
    const other = (await editor.send('GET', `automations/${made.id}`)).body;
    expect((await editor.save(other, { schedule: { ...DAILY, cron: '5 9 * * *' } })).body.nextRunAt).not.toMatch(
      /^2098/,
    );
  });
});

describe('automations of others', () => {
  const requests = (id: string): ['GET' | 'POST' | 'PUT' | 'DELETE', string, unknown?][] => [
    ['GET', `automations/${id}`],
    ['PUT', `automations/${id}`, content()],
    ['POST', `automations/${id}/pause`, {}],
    ['POST', `automations/${id}/resume`, {}],
    ['POST', `automations/${id}/webhook`, {}],
    ['DELETE', `automations/${id}/webhook`],
    ['POST', 'automations/estimate', { definition: content().definition, automationId: id }],
    ['DELETE', `automations/${id}`],
  ];

  it.each([
    ['another mandate’s admin', async () => (await world.customer()).admin],
    ['another mandate’s user', async () => (await world.customer()).user],
    ['a colleague', () => world.member(`kollegin-${randomUUID()}@kunde.test`, customer.mandate, 'user')],
  ])('are unknown to %s', async (_who, make) => {
    const made = await editor.create(content(undefined, { schedule: DAILY }));
    const as = await make();
    for (const [method, path, body] of requests(made.id)) {
      const answer = await editor.send<ProblemDto>(method, path, body, as);
      expect({ method, path, status: answer.status, code: answer.body.code }).toEqual({
        method,
        path,
        status: 404,
        code: 'common.not_found',
      });
    }
    expect((await editor.send<AutomationPageDto>('GET', 'automations?limit=200', undefined, as)).body.items).toEqual(
      [],
    );
    expect((await editor.send('GET', `automations/${made.id}`)).body).toEqual(made);
  });

  it('are the mandate’s admin’s to see and to change', async () => {
    const made = await editor.create();
    const { items } = (await editor.send<AutomationPageDto>('GET', 'automations', undefined, customer.admin)).body;
    expect(items.map(({ id }) => id)).toEqual([made.id]);
    for (const [method, path, body] of requests(made.id)) {
      expect((await editor.send(method, path, body, customer.admin)).status).toBeLessThan(300);
    }
  });

  it('are nobody’s who may not have automations', async () => {
    await editor.deny('data.automations.own');
    for (const [method, path, body] of [
      ...requests(randomUUID()),
      ['GET', 'automations'],
      ['POST', 'automations', content()],
    ] as ReturnType<typeof requests>) {
      expect((await editor.send<ProblemDto>(method, path, body)).body.code).toBe('rbac.forbidden');
    }
  });
});

describe('models', () => {
  it('are refused by name where the owner may not use them, wherever they stand', async () => {
    await editor.deny(`resource.aicore.${OTHER_MODEL}`);
    await editor.deny('resource.aicore.tavily');
    const places: [SaveAutomationDto, object][] = [
      [withDefinition({ models: [MODEL, OTHER_MODEL] }), { connectorType: 'openai', model: 'gpt-6-sol' }],
      [
        content([forEach('l', 'variables.x', [prompt('a', 'x', { models: [OTHER_MODEL] })])]),
        { connectorType: 'openai' },
      ],
      [
        content([when('w', { left: 'a', operator: 'equals', right: 'a' }, [], [search('s', 'x')])]),
        { connectorType: 'tavily' },
      ],
    ];
    for (const [body, details] of places) {
      body.definition.variables.push(variable('x', 'list'));
      const answer = await editor.send<ProblemDto>('POST', 'automations', body);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({
        code: 'aicore.provider_not_allowed',
        details: { ...details, reason: 'not_permitted' },
      });
    }
    expect((await editor.send<AutomationPageDto>('GET', 'automations')).body.items).toEqual([]);
  });

  it('are held against what the owner may use, not whoever saves', async () => {
    const made = await editor.create();
    await editor.deny(`resource.aicore.${OTHER_MODEL}`);
    const definition = { ...made.definition, models: [OTHER_MODEL] };
    const answer = await editor.save(made, { definition }, customer.admin);
    expect(answer.status).toBe(403);
    expect((await editor.create(withDefinition({ models: [OTHER_MODEL] }), customer.admin)).version).toBe(1);
  });

  it('must exist, and be able to do what their step needs', async () => {
    expect(await editor.refusalOf(withDefinition({ models: ['openai/gibt-es-nicht', MODEL] }))).toEqual({
      status: 422,
      code: 'common.validation_failed',
      fields: ['definition.models.0'],
    });
    for (const model of [
      'nonsense',
      'nonsense/x',
      'openai/',
      '/x',
      'auto/',
      'auto/schnell',
      'openai/__proto__',
      SEARCH_MODEL,
      '',
    ]) {
      expect((await editor.refusalOf(withDefinition({ models: [model] }))).fields).toEqual(['definition.models.0']);
    }
    for (const model of [MODEL, 'auto/best', 'provider', 'tavily/unbekannt']) {
      const step: StepDto = { ...search('s', 'x'), webSearch: { query: 'x', model } };
      expect((await editor.refusalOf(content([step]))).fields).toEqual(['definition.steps.0.webSearch.model']);
    }
    await editor.create(withDefinition({ models: ['auto/cheapest'] }));
    // Nobody knows what a provider that is not set up has.
    await editor.create(withDefinition({ models: ['anthropic/claude-irgendwas'] }));
  });

  it('that retire are flagged with what takes their place and both prices', async () => {
    const made = await editor.create(withDefinition({ models: [OLD_MODEL, OTHER_MODEL] }));
    expect(made.retiringModels).toEqual([
      {
        model: OLD_MODEL,
        shutdownDate: '2098-01-15',
        replacement: MODEL,
        typicalAnswer: expect.stringMatching(/^0\.0\d+$/),
        replacementTypicalAnswer: expect.stringMatching(/^0\.0\d+$/),
      },
    ]);
    const [listed] = (await editor.send<AutomationPageDto>('GET', 'automations')).body.items;
    expect(listed?.retiringModels).toEqual(made.retiringModels);
    const replaced = (await editor.save(made, { definition: { ...made.definition, models: [MODEL, OTHER_MODEL] } }))
      .body;
    expect(replaced.retiringModels).toEqual([]);
  });
});

describe('templates', () => {
  it('can be saved as they are by whoever starts from them', async () => {
    const { items } = (await editor.send<AutomationTemplatePageDto>('GET', 'automations/templates')).body;
    expect(items.map(({ name }) => name)).toEqual([
      'Monatliche Marktübersicht mit Quellen',
      'Eingehende Texte einordnen',
      'Liste übersetzen',
      'Wochenbericht per Mail',
    ]);
    for (const { name, description, definition, schedule } of items) {
      const made = await editor.create({ name, description, definition, schedule, runLimit: null, monthLimit: null });
      expect(made.definition).toEqual(definition);
    }
  });

  it('speak the language that is asked for, and write to whoever starts from them', async () => {
    for (const locale of ['en', 'fr-CH']) {
      const { items } = (await editor.send<AutomationTemplatePageDto>('GET', `automations/templates?locale=${locale}`))
        .body;
      expect(items).toHaveLength(4);
      expect(JSON.stringify(items)).not.toMatch(/[äöüß]|Monatlich|Übersetz|Wochen/);
      expect(items[3]?.definition.variables[1]?.defaultValue).toBe(customer.user.email);
      for (const { name, description, definition, schedule } of items) {
        await editor.create({ name, description, definition, schedule, runLimit: null, monthLimit: null });
      }
    }
    expect((await editor.send('GET', 'automations/templates?locale=it')).status).toBe(422);
  });
});
