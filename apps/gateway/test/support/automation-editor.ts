import type {
  AutomationDefinitionDto,
  AutomationDetailDto,
  ProblemDto,
  RoleDto,
  SaveAutomationDto,
  StepDto,
} from '@nyla/contracts';
import { prompt } from './automations.js';
import type { Answer, Sender } from './people.js';
import { type Customer, MODEL, type World } from './world.js';

export const DAILY = { cron: '0 9 * * *', timeZone: 'Europe/Zurich', missed: 'skip' } as const;

export function content(
  steps: readonly StepDto[] = [prompt('frage', 'Guten Tag')],
  more: Partial<SaveAutomationDto> = {},
): SaveAutomationDto {
  const definition: AutomationDefinitionDto = { variables: [], steps: [...steps], models: [MODEL], allowedHosts: [] };
  return {
    name: 'Marktübersicht',
    description: 'Jeden Monat',
    definition,
    schedule: null,
    runLimit: null,
    monthLimit: null,
    ...more,
  };
}

export function withDefinition(more: Partial<AutomationDefinitionDto>, steps?: readonly StepDto[]): SaveAutomationDto {
  const whole = content(steps);
  return { ...whole, definition: { ...whole.definition, ...more } };
}

/** Works on automations through the interface, as one customer's user unless told otherwise. */
export class AutomationEditor {
  constructor(
    private readonly world: World,
    private readonly customer: Customer,
  ) {}

  send<T = AutomationDetailDto>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    as: Sender = this.customer.user,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    return this.world.people.send<T>(method, path, { as, headers, ...(body === undefined ? {} : { body }) });
  }

  async create(body: SaveAutomationDto = content(), as: Sender = this.customer.user): Promise<AutomationDetailDto> {
    const answer = await this.send('POST', 'automations', body, as);
    if (answer.status !== 201) throw new Error(`creating answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Saves it again as it was read, with changes. */
  save(
    automation: AutomationDetailDto,
    more: Partial<SaveAutomationDto>,
    as: Sender = this.customer.user,
  ): Promise<Answer<AutomationDetailDto>> {
    const { name, description, definition, schedule, runLimit, monthLimit, version } = automation;
    const body = { name, description, definition, schedule, runLimit, monthLimit, basedOnVersion: version, ...more };
    return this.send('PUT', `automations/${automation.id}`, body, as);
  }

  async refusalOf(body: SaveAutomationDto): Promise<{ status: number; code: string; fields: string[] }> {
    const answer = await this.send<ProblemDto>('POST', 'automations', body);
    const fields = (answer.body.errors ?? []).map(({ field }) => field);
    return { status: answer.status, code: answer.body.code, fields };
  }

  /** Takes a permission from the role of users. */
  async deny(resource: string): Promise<void> {
    const { admin } = this.customer;
    const roles = await this.send<{ items: RoleDto[] }>('GET', 'roles', undefined, admin);
    const role = roles.body.items.find(({ name }) => name === 'user');
    const others = role?.rules.filter((rule) => rule.resource !== resource) ?? [];
    const rules = [...others, { resource, effect: 'deny' }];
    const { status } = await this.send('PUT', `roles/${role?.id}/rules`, { rules }, admin);
    if (status !== 200) throw new Error(`changing the rules answered ${status}`);
  }
}
