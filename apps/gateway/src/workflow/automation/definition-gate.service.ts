import { Injectable } from '@nestjs/common';
import type { AutomationDefinitionDto, FieldErrorDto } from '@nyla/contracts';
import { ValidationError } from '../../common/errors/domain-error.js';
import { Env } from '../../config/env.js';
import { AutomationModelsService } from './automation-models.service.js';
import { definitionErrors } from './definition-check.js';
import { FieldErrors, privateHostsOf } from './definition-fields.js';
import { allSteps } from './definition-steps.js';
import { JsonSchemaService } from './json-schema.service.js';

/** Lets through what could run as it stands, as its owner, at this moment. */
@Injectable()
export class DefinitionGate {
  /** The operator may open single hosts of private networks. */
  private readonly privateHosts: ReadonlySet<string>;

  constructor(
    private readonly models: AutomationModelsService,
    private readonly schemas: JsonSchemaService,
    env: Env,
  ) {
    this.privateHosts = privateHostsOf(env.AUTOMATION_ALLOW_PRIVATE_HOSTS);
  }

  /**
   * @param others what is wrong beside the definition, told together with it
   * @throws ValidationError naming everything that is wrong, and where; ProviderNotAllowedException
   */
  async check(
    mandateId: string,
    ownerId: string,
    definition: AutomationDefinitionDto,
    others: readonly FieldErrorDto[] = [],
  ): Promise<void> {
    this.checkForm(definition, others);
    await this.checkSchemas(definition);
    await this.models.check(mandateId, ownerId, definition);
  }

  /** What can be told at once: all but whether the schemas can be used, and the models may. @throws ValidationError */
  checkForm(definition: AutomationDefinitionDto, others: readonly FieldErrorDto[] = []): void {
    const errors = [...definitionErrors(definition, this.privateHosts), ...others];
    if (errors.length > 0) throw new ValidationError(errors);
  }

  private async checkSchemas(definition: AutomationDefinitionDto): Promise<void> {
    const named = allSteps(definition.steps, 'definition.steps').flatMap(({ step, field }) =>
      step.prompt?.jsonSchema ? [{ field: `${field}.prompt.jsonSchema`, schema: step.prompt.jsonSchema }] : [],
    );
    const verdicts = await this.schemas.checkSchemas(named.map(({ schema }) => schema));
    const errors = new FieldErrors();
    for (const [index, { field }] of named.entries()) {
      const verdict = verdicts[index];
      if (verdict && !verdict.valid) errors.add(field, 'isJsonSchema', verdict.problem);
    }
    if (errors.items.length > 0) throw new ValidationError(errors.items);
  }
}
