import type {
  AutomationDefinitionDto,
  RunDetailDto,
  RunDto,
  RunInputDto,
  ScheduleDto,
  StepDto,
  StepRunDto,
  VariableDto,
} from '@nyla/contracts';
import { newId } from '../../src/common/ids.js';
import { AppDatabase } from '../../src/database/app-database.js';
import { AutomationsRepository } from '../../src/workflow/automation/automations.repository.js';
import type { Sender } from './people.js';
import { type Customer, eventually, MODEL, type World } from './world.js';

export const SEARCH_MODEL = 'tavily/search-basic';

interface AutomationOptions {
  readonly steps: readonly StepDto[];
  readonly variables?: readonly VariableDto[];
  readonly models?: readonly string[];
  readonly allowedHosts?: readonly string[];
  readonly allowedRecipients?: readonly string[];
  readonly schedule?: ScheduleDto;
  readonly nextRunAt?: Date;
  readonly ownerId?: string;
  readonly runLimit?: string;
  readonly monthLimit?: string;
}

/** What a step is made of apart from its kind's part. */
export function prompt(id: string, text: string, more: Partial<NonNullable<StepDto['prompt']>> = {}): StepDto {
  const part = { prompt: text, system: null, jsonSchema: null, maxOutputTokens: 500, models: [], ...more };
  return { id, name: id, kind: 'prompt', prompt: part };
}

export function search(id: string, query: string): StepDto {
  return { id, name: id, kind: 'web_search', webSearch: { query, model: SEARCH_MODEL } };
}

export function http(id: string, url: string, more: Partial<NonNullable<StepDto['httpRequest']>> = {}): StepDto {
  return { id, name: id, kind: 'http_request', httpRequest: { method: 'GET', url, headers: [], body: null, ...more } };
}

export function mail(id: string, recipients: string[], more: Partial<NonNullable<StepDto['sendMail']>> = {}): StepDto {
  return { id, name: id, kind: 'send_mail', sendMail: { recipients, subject: 'Bericht', text: 'Guten Tag', ...more } };
}

export function forEach(id: string, list: string, steps: StepDto[], maxItems = 200): StepDto {
  return { id, name: id, kind: 'for_each', forEach: { list, maxItems, steps } };
}

export function when(
  id: string,
  condition: NonNullable<StepDto['condition']>['condition'],
  steps: StepDto[],
  otherwise: StepDto[] = [],
): StepDto {
  return { id, name: id, kind: 'condition', condition: { condition, steps, otherwise } };
}

export function variable(
  name: string,
  type: VariableDto['type'] = 'text',
  more: Partial<VariableDto> = {},
): VariableDto {
  return { name, label: name, type, required: false, defaultValue: null, ...more };
}

/** Automations of one customer in a world, written past the checks of the interface: a run must stand what they let through. */
export class TestAutomations {
  constructor(
    private readonly world: World,
    private readonly customer: Customer,
  ) {}

  async create(options: AutomationOptions): Promise<string> {
    const { steps, variables = [], models = [MODEL], allowedHosts = [], schedule = null } = options;
    const { runLimit = null, monthLimit = null } = options;
    const id = newId();
    const definition: AutomationDefinitionDto = {
      variables: [...variables],
      steps: [...steps],
      models: [...models],
      allowedHosts: [...allowedHosts],
      ...(options.allowedRecipients ? { allowedRecipients: [...options.allowedRecipients] } : {}),
    };
    const content = {
      name: 'Automation',
      description: '',
      definition,
      modelIds: [...models],
      schedule,
      nextRunAt: options.nextRunAt ?? null,
      runLimit,
      monthLimit,
    };
    const { app } = this.world;
    await app
      .get(AppDatabase)
      .run(() =>
        app
          .get(AutomationsRepository)
          .insert(this.customer.mandate.id, id, options.ownerId ?? this.customer.user.userId, content),
      );
    return id;
  }

  /** Starts a run and waits for its end. */
  async run(id: string, inputs: readonly RunInputDto[] = [], as: Sender = this.customer.user): Promise<RunDetailDto> {
    const { id: runId } = await this.start(id, inputs, as);
    return this.ended(id, runId, as);
  }

  async start(id: string, inputs: readonly RunInputDto[] = [], as: Sender = this.customer.user): Promise<RunDto> {
    const { status, body } = await this.world.people.send<RunDto>('POST', `automations/${id}/runs`, {
      as,
      body: { inputs },
    });
    if (status !== 201) throw new Error(`starting a run answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async ended(id: string, runId: string, as: Sender = this.customer.user, withinMs = 15_000): Promise<RunDetailDto> {
    let run = await this.read(id, runId, as);
    await eventually(async () => {
      run = await this.read(id, runId, as);
      return run.status !== 'queued' && run.status !== 'running';
    }, withinMs);
    return run;
  }

  async read(id: string, runId: string, as: Sender = this.customer.user): Promise<RunDetailDto> {
    const { status, body } = await this.world.people.send<RunDetailDto>('GET', `automations/${id}/runs/${runId}`, {
      as,
    });
    if (status !== 200) throw new Error(`reading a run answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits until this step of a run is under way. */
  async underWay(id: string, runId: string, path: string): Promise<void> {
    await eventually(async () => stepOf(await this.read(id, runId), path)?.status === 'running');
  }

  async pauseReason(id: string): Promise<string | null> {
    const { rows } = await this.world.appDb.query<{ pause_reason: string | null }>(
      'SELECT pause_reason FROM automation WHERE id = $1',
      [id],
    );
    return rows[0]?.pause_reason ?? null;
  }
}

export function stepOf(run: RunDetailDto, path: string): StepRunDto | undefined {
  return run.steps.find((step) => step.path === path);
}

/** `path status` of each step, in the order in which they began. */
export function outline(run: RunDetailDto): string[] {
  return run.steps.map(({ path, status }) => `${path} ${status}`);
}
