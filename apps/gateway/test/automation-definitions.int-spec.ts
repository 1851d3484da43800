import { randomUUID } from 'node:crypto';
import type { AutomationPageDto, ProblemDto, SaveAutomationDto, SchedulePreviewDto, StepDto } from '@nyla/contracts';
import { AutomationEditor, content, DAILY, withDefinition } from './support/automation-editor.js';
import { forEach, http, prompt, variable, when } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, World } from './support/world.js';

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

describe('a definition that could not run', () => {
  it('is told at its place, everything at once', async () => {
    const steps = [
      prompt('a', '{{steps.foo}}'),
      http('a', 'https://evil.example.ch/'),
      forEach('l', 'variables.text', []),
    ];
    const body = withDefinition({ variables: [variable('text')], allowedHosts: ['127.0.0.1'] }, steps);
    const answer = await editor.send<ProblemDto>('POST', 'automations', {
      ...body,
      schedule: { ...DAILY, cron: '* * * * *' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        {
          field: 'definition.steps.0.prompt.prompt',
          constraint: 'isKnownPath',
          message: expect.stringContaining('unknown path: steps.foo'),
        },
        expect.objectContaining({ field: 'definition.steps.1.id', constraint: 'isUnique' }),
        expect.objectContaining({ field: 'definition.steps.1.httpRequest.url' }),
        expect.objectContaining({ field: 'definition.steps.2.forEach.list', constraint: 'isList' }),
        expect.objectContaining({ field: 'definition.allowedHosts.0', constraint: 'isHost' }),
        expect.objectContaining({ field: 'schedule.cron', constraint: 'isRareEnough' }),
      ]),
    );
    expect((await editor.save(await editor.create(), { definition: body.definition })).status).toBe(422);
  });

  it('because of a schema that cannot be used is told there', async () => {
    const bad = await editor.refusalOf(content([prompt('a', 'x', { jsonSchema: '{"type":"nonsense"}' })]));
    expect(bad).toEqual({
      status: 422,
      code: 'common.validation_failed',
      fields: ['definition.steps.0.prompt.jsonSchema'],
    });
  });

  it.each<[string, (body: SaveAutomationDto) => unknown]>([
    ['deep nesting', (body) => ({ ...body, definition: { ...body.definition, steps: [nested(40)] } })],
    ['one level too many', (body) => ({ ...body, definition: { ...body.definition, steps: [nested(4)] } })],
    [
      'thousands of steps',
      (body) => ({
        ...body,
        definition: {
          ...body.definition,
          steps: Array.from({ length: 5_000 }, (_, index) => prompt(`s${index}`, 'x')),
        },
      }),
    ],
    ['a wide tree', (body) => ({ ...body, definition: { ...body.definition, steps: wide(2) } })],
    [
      'a prototype for an id',
      (body) => ({ ...body, definition: { ...body.definition, steps: [prompt('__proto__', 'x')] } }),
    ],
    [
      'a constructor for a variable',
      (body) => ({ ...body, definition: { ...body.definition, variables: [variable('constructor')] } }),
    ],
    ['a null for a step', (body) => ({ ...body, definition: { ...body.definition, steps: [null] } })],
    ['a text for steps', (body) => ({ ...body, definition: { ...body.definition, steps: 'x' } })],
    [
      'no part',
      (body) => ({ ...body, definition: { ...body.definition, steps: [{ id: 'a', name: 'a', kind: 'prompt' }] } }),
    ],
    [
      'a null for a part',
      (body) => ({ ...body, definition: { ...body.definition, steps: [{ ...prompt('a', 'x'), webSearch: null }] } }),
    ],
    [
      'an unknown kind',
      (body) => ({ ...body, definition: { ...body.definition, steps: [{ ...prompt('a', 'x'), kind: 'shell' }] } }),
    ],
    [
      'an unknown field',
      (body) => ({ ...body, definition: { ...body.definition, steps: [{ ...prompt('a', 'x'), code: 'x' }] } }),
    ],
    ['a limit of zero', (body) => ({ ...body, runLimit: '0' })],
    ['a negative limit', (body) => ({ ...body, monthLimit: '-1' })],
    [
      'an endless loop',
      (body) => ({
        ...body,
        definition: {
          ...body.definition,
          variables: [variable('t', 'list')],
          steps: [forEach('l', 'variables.t', [prompt('a', 'x')], 100_000)],
        },
      }),
    ],
    [
      'a sixth fallback too many',
      (body) => ({
        ...body,
        definition: { ...body.definition, models: Array.from({ length: 7 }, (_, index) => `openai/m${index}`) },
      }),
    ],
    ['another mandate', (body) => ({ ...body, mandateId: randomUUID() })],
    ['an owner', (body) => ({ ...body, ownerId: randomUUID() })],
  ])('is refused in time: %s', async (_what, change) => {
    const begin = performance.now();
    const answer = await editor.send<ProblemDto>('POST', 'automations', change(content()));
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 422,
      code: 'common.validation_failed',
    });
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect((await editor.send<AutomationPageDto>('GET', 'automations')).body.items).toEqual([]);
  });

  it('of ten megabytes is not even read', async () => {
    const answer = await editor.send<ProblemDto>(
      'POST',
      'automations',
      content([prompt('a', 'x'.repeat(10 * 1024 * 1024))]),
    );
    expect(answer.body.code).toBe('common.payload_too_large');
  });

  function nested(depth: number): StepDto {
    if (depth === 0) return prompt('x', 'x');
    return when(`c${depth}`, { left: 'a', operator: 'equals', right: 'a' }, [nested(depth - 1)]);
  }

  function wide(depth: number): StepDto[] {
    return Array.from({ length: 20 }, (_, index) => {
      const inner = depth === 1 ? [prompt('a', 'x')] : wide(depth - 1);
      return when(`w${depth}_${index}`, { left: 'a', operator: 'equals', right: 'a' }, inner);
    });
  }
});

describe('a schedule', () => {
  it('shows its next five times in its zone', async () => {
    const { status, body } = await editor.send<SchedulePreviewDto>('POST', 'automations/schedule-preview', DAILY);
    expect(status).toBe(200);
    const times = body.items.map(({ at }) => new Date(at));
    expect(times).toHaveLength(5);
    const clock = new Intl.DateTimeFormat('de-CH', { timeZone: 'Europe/Zurich', hour: '2-digit', minute: '2-digit' });
    expect(new Set(times.map((time) => clock.format(time)))).toEqual(new Set(['09:00']));
  });

  it.each([
    [{ ...DAILY, cron: '* * * * *' }, 'cron'],
    [{ ...DAILY, cron: 'täglich' }, 'cron'],
    [{ ...DAILY, timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ ...DAILY, missed: 'twice' }, 'missed'],
  ])('%j is refused at its field', async (schedule, field) => {
    const answer = await editor.send<ProblemDto>('POST', 'automations/schedule-preview', schedule);
    expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([422, [field]]);
  });
});
