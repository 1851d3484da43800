import type {
  AutomationDefinitionDto,
  ProblemDto,
  RunEstimateDto,
  StatisticsDto,
  StepDto,
  TransactionPageDto,
} from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { AutomationEditor, content, withDefinition } from './support/automation-editor.js';
import { forEach, http, prompt, search, variable, when } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, headersOf, MODEL, OTHER_MODEL, World } from './support/world.js';

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

describe('an estimate', () => {
  const estimate = (definition: AutomationDefinitionDto, more: object = {}) =>
    editor.send<RunEstimateDto & ProblemDto>('POST', 'automations/estimate', { definition, ...more });

  async function estimated(
    steps: readonly StepDto[],
    more: Partial<AutomationDefinitionDto> = {},
    request: object = {},
  ) {
    const { status, body } = await estimate(withDefinition(more, steps).definition, request);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return { likely: parseChf(body.likely), maximum: body.maximum === null ? null : parseChf(body.maximum) };
  }

  it('is what the composer would quote for the same question', async () => {
    const quote = await editor.send<{ likely: string; maximum: string }>('POST', 'models/quote', {
      model: MODEL,
      content: 'Guten Tag',
      maxOutputTokens: 500,
    });
    const { body } = await estimate(content().definition);
    expect(body).toEqual({
      likely: quote.body.likely,
      maximum: quote.body.maximum,
      pastRuns: 0,
      pastMedian: null,
      pastMaximum: null,
    });
  });

  it('adds up steps, loops and what steps hand on', async () => {
    const one = await estimated([prompt('a', 'Guten Tag')]);
    const two = await estimated([prompt('a', 'Guten Tag'), prompt('b', 'Guten Tag')]);
    expect(two).toEqual({ likely: one.likely * 2n, maximum: (one.maximum ?? 0n) * 2n });
    const chained = await estimated([prompt('a', 'Guten Tag'), prompt('b', 'Guten Tag {{steps.a.text}}')]);
    expect(chained.likely).toBeGreaterThan(two.likely);
    expect(chained.maximum).toBeGreaterThan(two.maximum ?? 0n);
    const variables = [variable('texts', 'list')];
    const loop = forEach('l', 'variables.texts', [prompt('a', 'Guten Tag')], 50);
    const three = await estimated([loop], { variables }, { inputs: [{ name: 'texts', value: 'a\nb\nc' }] });
    expect(three).toEqual({ likely: one.likely * 3n, maximum: (one.maximum ?? 0n) * 3n });
    const over = forEach('l', 'steps.s.sources', [prompt('a', 'Guten Tag')], 7);
    const searched = await estimated([search('s', 'x')]);
    const unknown = await estimated([search('s', 'x'), over]);
    expect(unknown.maximum).toBe((searched.maximum ?? 0n) + (one.maximum ?? 0n) * 7n);
    const branches = await estimated([
      when(
        'w',
        { left: 'a', operator: 'equals', right: 'a' },
        [prompt('a', 'Guten Tag')],
        [prompt('b', 'x'), prompt('c', 'y')],
      ),
    ]);
    expect(branches.likely).toBeGreaterThan(one.likely);
    expect(branches.likely).toBeLessThan(one.likely * 3n);
  });

  it('counts the second chance of an answer in JSON, and the dearest of its models', async () => {
    const plain = await estimated([prompt('a', 'Guten Tag')]);
    const json = await estimated([prompt('a', 'Guten Tag', { jsonSchema: '{"type":"object"}' })]);
    expect(json.maximum).toBeGreaterThan((plain.maximum ?? 0n) * 2n);
    expect(json.likely).toBeLessThan(plain.likely * 2n);
    const other = await estimated([prompt('a', 'Guten Tag', { models: [OTHER_MODEL] })]);
    const listed = await estimated([prompt('a', 'Guten Tag', { models: [MODEL, OTHER_MODEL] })]);
    expect(listed.likely).toBe(plain.likely);
    expect(listed.maximum).toBe((other.maximum ?? 0n) > (plain.maximum ?? 0n) ? other.maximum : plain.maximum);
  });

  it('does not pretend to know what another server will send', async () => {
    const steps = [http('h', 'https://api.example.ch/'), prompt('a', '{{steps.h.text}}')];
    expect((await estimated(steps, { allowedHosts: ['api.example.ch'] })).maximum).toBeNull();
    const variables = [variable('topic', 'text', { required: true })];
    const asked = [prompt('a', '{{variables.topic}}')];
    expect((await estimated(asked, { variables })).maximum).toBeNull();
    expect(
      (await estimated(asked, { variables }, { inputs: [{ name: 'topic', value: 'Zins' }] })).maximum,
    ).not.toBeNull();
  });

  it('holds: a run costs no more than its maximum', async () => {
    world.fake.script({ text: 'Wort '.repeat(3_000) });
    const steps = [
      search('s', 'Zinsen'),
      prompt('a', '{{steps.s.text}}'),
      prompt('b', '{{steps.a.text}} {{steps.s.sources[0].title}}'),
    ];
    const made = await editor.create(content(steps));
    const before = await estimated(steps);
    await editor.send('POST', `automations/${made.id}/runs`, {});
    await eventually(
      async () => (await editor.send('GET', `automations/${made.id}`)).body.lastRun?.status === 'succeeded',
    );
    const { lastRun } = (await editor.send('GET', `automations/${made.id}`)).body;
    expect(parseChf(lastRun?.cost ?? '0')).toBeGreaterThan(0n);
    expect(parseChf(lastRun?.cost ?? '0')).toBeLessThanOrEqual(before.maximum ?? -1n);
    const { body } = await estimate(made.definition, { automationId: made.id });
    expect(body).toMatchObject({ pastRuns: 1, pastMedian: lastRun?.cost, pastMaximum: lastRun?.cost });
  });

  it('is refused for what could not run', async () => {
    expect((await estimate(withDefinition({}, [prompt('a', '{{steps.x}}')]).definition)).body.code).toBe(
      'common.validation_failed',
    );
    await editor.deny(`resource.aicore.${MODEL}`);
    expect((await estimate(content().definition)).body.code).toBe('aicore.provider_not_allowed');
  });

  it('sends and reserves nothing', async () => {
    await estimated([search('s', 'x'), prompt('a', '{{steps.s.text}}')]);
    expect(world.fake.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(await world.openHolds(customer.mandate.id)).toBe(0);
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });
});

describe('what automations cost', () => {
  it('is shown by automation: in the list, in bookings, in statistics, in the file', async () => {
    world.fake.script({ text: 'Antwort' });
    const made = await editor.create(content(undefined, { name: 'Übersicht; =1+1' }));
    const other = await editor.create(content(undefined, { name: 'Andere' }));
    for (const { id } of [made, made, other]) await editor.send('POST', `automations/${id}/runs`, {});
    await eventually(async () => (await world.debits(customer.mandate.id)).length === 3);
    await eventually(
      async () => (await editor.send('GET', `automations/${other.id}`)).body.lastRun?.status === 'succeeded',
    );
    const query = `?automationId=${made.id}`;
    const { items } = await world.transactions(customer.user, query);
    expect(items.map(({ automationName, feature }) => [automationName, feature])).toEqual([
      ['Übersicht; =1+1', 'automation'],
      ['Übersicht; =1+1', 'automation'],
    ]);
    const [booking] = items;
    const ofRun = await world.transactions(customer.user, `?runId=${booking?.runId}`);
    expect(ofRun.items.map(({ id, reference }) => [id, reference])).toEqual([[booking?.id, 'frage']]);
    const total = items.reduce((sum, { amount }) => sum - parseChf(amount), 0n);
    expect(parseChf((await editor.send('GET', `automations/${made.id}`)).body.costThisMonth)).toBe(total);

    const range = 'from=2026-01-01&to=2028-12-31';
    const sums = (await editor.send<StatisticsDto>('GET', `billing/statistics?${range}&automationId=${made.id}`)).body;
    expect([sums.total.calls, parseChf(sums.total.amount)]).toEqual([2, total]);
    const grouped = (await editor.send<StatisticsDto>('GET', `billing/statistics?${range}&groupBy=automationId`)).body;
    expect(
      grouped.rows.map(({ automationId, automationName, calls }) => [automationId, automationName, calls]).toSorted(),
    ).toEqual(
      [
        [made.id, 'Übersicht; =1+1', 2],
        [other.id, 'Andere', 1],
      ].toSorted(),
    );
    await editor.send('DELETE', `automations/${made.id}`);
    const file = await fetch(`${world.baseUrl}/api/v1/billing/transactions${query}&format=csv`, {
      headers: headersOf(customer.user),
    });
    const [head, ...lines] = (await file.text()).trim().split('\r\n');
    expect(head).toContain(';Funktion;Automation;Lauf;Schritt;Benutzer;');
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => /;Automation;"Übersicht; =1\+1";[0-9a-f-]{36};frage;/.test(line))).toEqual([true, true]);
  });

  it('is filtered by step, within loops too', async () => {
    world.fake.script({ text: 'Antwort' });
    const loop = forEach('l', 'variables.texts', [prompt('in_x', '{{item}}')]);
    const variables = [variable('texts', 'list', { defaultValue: 'a\nb' })];
    const made = await editor.create(withDefinition({ variables }, [prompt('inxx', 'x'), loop]));
    await editor.send('POST', `automations/${made.id}/runs`, {});
    await eventually(async () => (await world.debits(customer.mandate.id)).length === 3);
    const of = async (step: string) => {
      const { items } = await world.transactions(customer.user, `?step=${encodeURIComponent(step)}`);
      return items.map(({ reference }) => reference).toSorted();
    };
    expect(await of('in_x')).toEqual(['l[0].in_x', 'l[1].in_x']);
    expect(await of('l[1].in_x')).toEqual(['l[1].in_x']);
    expect(await of('inxx')).toEqual(['inxx']);
    expect(await of('%')).toEqual([]);
  });

  it('is not told across mandates', async () => {
    world.fake.script({ text: 'Antwort' });
    const made = await editor.create();
    await editor.send('POST', `automations/${made.id}/runs`, {});
    await eventually(async () => (await world.debits(customer.mandate.id)).length === 1);
    const second = await world.customer();
    expect((await world.transactions(second.admin, `?automationId=${made.id}`)).items).toEqual([]);
    const colleague: TransactionPageDto = await world.transactions(customer.admin, `?automationId=${made.id}`);
    expect(colleague.items).toHaveLength(1);
  });
});
