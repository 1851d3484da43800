import type { AutomationDefinitionDto, RunDetailDto, StepDto, StepRunDto } from '@nyla/contracts';

/** Data for tests, complete as the server sends it; a test names only what it is about. */
export function promptStep(id: string, prompt = 'x', rest: Partial<NonNullable<StepDto['prompt']>> = {}): StepDto {
  return {
    id,
    name: id.toUpperCase(),
    kind: 'prompt',
    prompt: { prompt, system: null, jsonSchema: null, maxOutputTokens: null, models: [], ...rest },
  };
}

export function searchStep(id: string, query = 'x', model = 'tavily/search-basic'): StepDto {
  return { id, name: id.toUpperCase(), kind: 'web_search', webSearch: { query, model } };
}

export function loopStep(id: string, list: string, steps: StepDto[]): StepDto {
  return { id, name: id.toUpperCase(), kind: 'for_each', forEach: { list, maxItems: 10, steps } };
}

export function conditionStep(id: string, steps: StepDto[], otherwise: StepDto[] = []): StepDto {
  const condition = { left: 'a', operator: 'equals', right: 'b' } as const;
  return { id, name: id.toUpperCase(), kind: 'condition', condition: { condition, steps, otherwise } };
}

export function definition(steps: StepDto[], rest: Partial<AutomationDefinitionDto> = {}): AutomationDefinitionDto {
  return { variables: [], steps, models: ['auto/balanced'], allowedHosts: [], ...rest };
}

export function stepRun(id: string, rest: Partial<StepRunDto> = {}): StepRunDto {
  return {
    id,
    stepId: 'a',
    path: 'a',
    name: 'A',
    kind: 'prompt',
    status: 'running',
    input: null,
    output: null,
    model: null,
    cost: '0.00',
    transactionIds: [],
    error: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    ...rest,
  };
}

export function runDetail(rest: Partial<RunDetailDto> = {}): RunDetailDto {
  return {
    id: 'run-1',
    automationId: 'automation-1',
    version: 1,
    trigger: 'manual',
    status: 'running',
    scheduledFor: null,
    retryOf: null,
    cost: '0.00',
    error: null,
    createdAt: '2026-11-22T10:00:00.000Z',
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    inputs: [],
    steps: [],
    definition: definition([]),
    ...rest,
  };
}
