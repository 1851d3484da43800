import { Injectable } from '@nestjs/common';
import type { EstimateRunDto, RunEstimateDto, RunInputDto, VariableDto } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { BillingFacade } from '../../billing/billing.facade.js';
import { Clock } from '../../common/clock.js';
import { PlannerService } from '../planner.service.js';
import { AutomationAccessService } from './automation-access.service.js';
import { AutomationsRepository } from './automations.repository.js';
import { DefinitionGate } from './definition-gate.service.js';
import type { EstimateSight, OutputSize } from './estimate-size.js';
import { RunForecast } from './run-forecast.js';
import { valuesOf } from './run-inputs.js';

const PAST_RUNS = 20;
/** A variable that nobody has given a value yet. */
const EMPTY_VARIABLE: OutputSize = { likely: 50, maximum: null };

/** What a run would cost, before it runs: from a quote of every step, and from what runs of the past have cost. */
@Injectable()
export class EstimateService {
  constructor(
    private readonly access: AutomationAccessService,
    private readonly automations: AutomationsRepository,
    private readonly planner: PlannerService,
    private readonly billing: BillingFacade,
    private readonly gate: DefinitionGate,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws ValidationError for a definition that could not be saved either
   * @throws ProviderNotAllowedException, DomainError aicore.* for what would end the run as well
   */
  async estimate({ definition, inputs = [], automationId }: EstimateRunDto): Promise<RunEstimateDto> {
    this.gate.checkForm(definition);
    const automation = automationId === undefined ? undefined : await this.access.get(automationId);
    const { mandateId, userId, permissions } = await this.access.ownerOf(automation);
    const { markupPercent } = await this.billing.payingAccount(mandateId, userId);
    const scope = { permissions, markupPercent };
    const forecast = new RunForecast(definition, async (request) => (await this.planner.plan(request, scope)).options);
    const { likely, maximum } = await forecast.price(this.sight(definition.variables, inputs));
    const past = automation ? await this.automations.pastCosts(mandateId, automation.id, PAST_RUNS) : [];
    const costs = past.map(parseChf).toSorted((a, b) => (a < b ? -1 : 1));
    return {
      likely: toChf(likely),
      maximum: maximum === null ? null : toChf(maximum),
      pastRuns: costs.length,
      pastMedian: chfOf(medianOf(costs)),
      pastMaximum: chfOf(costs.at(-1)),
    };
  }

  /** Values as far as they are there; whoever is still filling the form in sees an estimate all the same. */
  private sight(variables: readonly VariableDto[], inputs: readonly RunInputDto[]): EstimateSight {
    const given = new Map(inputs.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]));
    const known = variables.flatMap(({ name, required, defaultValue }) => {
      const value = given.get(name) ?? defaultValue ?? '';
      return value === '' && required ? [] : [{ name, value }];
    });
    const names = new Set(known.map(({ name }) => name));
    return {
      scope: {
        variables: valuesOf(
          variables.filter(({ name }) => names.has(name)),
          known,
        ),
        steps: {},
        run: { date: this.clock.today() },
      },
      sizes: new Map([['variables', EMPTY_VARIABLE]]),
    };
  }
}

function medianOf(sorted: readonly Nano[]): Nano | undefined {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2n;
}

function chfOf(amount: Nano | undefined): string | null {
  return amount === undefined ? null : toChf(amount);
}
