import { definition, loopStep, promptStep } from './automation.fixtures';
import { type Draft, EMPTY_DRAFT } from './draft';
import { draftIssues, earlyIssues, hasIssueAt, serverIssues, standingIssues, tabOfField } from './issues';

const draft: Draft = { ...EMPTY_DRAFT, name: 'A', definition: definition([promptStep('a')]) };
const rules = (changes: Partial<Draft>) =>
  Object.fromEntries(Object.entries(draftIssues({ ...draft, ...changes })).map(([field, { rule }]) => [field, rule]));

describe('what the server says of a schedule', () => {
  it('stands at its field, each fault with its own sentence', () => {
    const at = (constraint: string) =>
      serverIssues([{ field: 'cron', constraint, message: 'cron is wrong' }], 'schedule.');
    expect(at('isCron')).toEqual({ 'schedule.cron': { rule: 'cron' } });
    expect(at('isRareEnough')).toEqual({ 'schedule.cron': { rule: 'tooOften' } });
    expect(at('isEverDue')).toEqual({ 'schedule.cron': { rule: 'neverDue' } });
    expect(earlyIssues(at('isCron'))).toEqual(at('isCron'));
    expect(Object.keys(at('isCron')).map(tabOfField)).toEqual(['schedule']);
  });
});

describe('draftIssues', () => {
  it('finds nothing in a complete draft', () => expect(rules({})).toEqual({}));

  it('finds what is missing', () => {
    expect(rules({ name: ' ', definition: definition([], { models: [] }) })).toEqual({
      name: 'required',
      'definition.steps': 'noSteps',
      'definition.models': 'required',
    });
  });

  it('looks into nested steps', () => {
    const nested = loopStep('each', 'variables.missing', [promptStep('each', '', { jsonSchema: '[1' })]);
    expect(rules({ definition: definition([nested]) })).toEqual({
      'definition.steps.0.id': 'duplicate',
      'definition.steps.0.forEach.list': 'unknownPath',
      'definition.steps.0.forEach.steps.0.id': 'duplicate',
      'definition.steps.0.forEach.steps.0.prompt.prompt': 'required',
      'definition.steps.0.forEach.steps.0.prompt.jsonSchema': 'json',
    });
  });

  it('judges names, amounts and schedules', () => {
    const variable = { label: 'L', type: 'text', required: false, defaultValue: null } as const;
    const variables = [
      { ...variable, name: '1a' },
      { ...variable, name: 'b' },
      { ...variable, name: 'b' },
    ];
    expect(
      rules({
        definition: { ...draft.definition, variables },
        runLimit: '-1',
        monthLimit: 'viel',
        schedule: { cron: ' ', timeZone: 'Europe/Zurich', missed: 'skip' },
      }),
    ).toEqual({
      'definition.variables.0.name': 'identifier',
      'definition.variables.1.name': 'duplicate',
      'definition.variables.2.name': 'duplicate',
      runLimit: 'amount',
      monthLimit: 'amount',
      'schedule.cron': 'required',
    });
  });

  it('does not nag about what is still empty', () => {
    expect(earlyIssues(draftIssues({ ...draft, name: '', runLimit: 'x' }))).toEqual({ runLimit: { rule: 'amount' } });
  });
});

describe('serverIssues', () => {
  const issues = serverIssues([
    { field: 'definition.steps[0].prompt.prompt', constraint: 'isTemplate', message: 'unclosed braces' },
    { field: 'name', constraint: 'minLength', message: 'too short' },
  ]);

  it('stand at their field, in whichever way it is written', () => {
    expect(issues).toEqual({
      'definition.steps.0.prompt.prompt': { rule: 'server', value: 'unclosed braces' },
      name: { rule: 'required' },
    });
  });

  it('stand until the field is changed', () => {
    const changed = { ...draft, definition: definition([promptStep('a', 'anders')]) };
    expect(standingIssues(issues, draft, draft)).toEqual(issues);
    expect(standingIssues(issues, draft, changed)).toEqual({ name: { rule: 'required' } });
    expect(standingIssues(issues, draft, { ...draft, definition: definition([]) })).toEqual({
      name: { rule: 'required' },
    });
  });
});

it.each([
  ['name', 'general'],
  ['definition.variables.0.name', 'general'],
  ['definition.steps.0.id', 'steps'],
  ['definition.steps', 'steps'],
  ['definition.allowedHosts.1', 'steps'],
  ['definition.models', 'models'],
  ['monthLimit', 'models'],
  ['schedule.cron', 'schedule'],
  ['something.new', 'general'],
])('shows %s in the tab %s', (field, tab) => expect(tabOfField(field)).toBe(tab));

it('knows whether something is wrong below a path', () => {
  const issues = { 'definition.steps.1.name': { rule: 'required' } } as const;
  expect(hasIssueAt(issues, 'definition.steps.1')).toBe(true);
  expect(hasIssueAt(issues, 'definition.steps.10')).toBe(false);
});
