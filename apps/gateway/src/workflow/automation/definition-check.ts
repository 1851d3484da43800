import {
  AUTO_PREFIX,
  AUTOMATION_NESTING_MAX,
  AUTOMATION_STEPS_MAX,
  type AutomationDefinitionDto,
  type ConditionStepDto,
  type FieldErrorDto,
  type ForEachStepDto,
  type HttpRequestStepDto,
  type PromptStepDto,
  type SendMailStepDto,
  type StepDto,
  type StepKind,
  type VariableDto,
} from '@nyla/contracts';
import { FieldErrors, headerProblem, hostProblem, isName, isValueOf, urlProblem } from './definition-fields.js';
import { jsonSchemaProblem } from './json-schema-check.js';
import { allowedRecipientProblem, recipientProblem } from './mail/recipients.js';
import { parsePath, parseTemplate } from './template-path.js';
import { ANY, listOf, recordOf, type Shape, SOURCES, shapeAt, TEXT } from './value-shape.js';

/** What a template can name at some place of the definition. */
interface Sight {
  readonly variables: Shape;
  /** Earlier steps that have run for certain when this place is reached. */
  readonly steps: ReadonlyMap<string, Shape>;
  /** The entry at hand; undefined outside loops. */
  readonly item: Shape | undefined;
}

/** The field of a step that holds what its kind needs. */
const PART_OF = {
  prompt: 'prompt',
  web_search: 'webSearch',
  condition: 'condition',
  for_each: 'forEach',
  http_request: 'httpRequest',
  send_mail: 'sendMail',
} as const satisfies Record<StepKind, keyof StepDto>;

const RUN = recordOf({ date: TEXT });

/** What is wrong with a definition beyond its form, field by field; `privateHosts` may be called all the same. */
export function definitionErrors(
  definition: AutomationDefinitionDto,
  privateHosts: ReadonlySet<string> = new Set(),
  field = 'definition',
): FieldErrorDto[] {
  return new DefinitionCheck(definition, privateHosts, field).run();
}

/** One pass over a definition, in the order in which it runs. */
class DefinitionCheck {
  private readonly errors = new FieldErrors();
  private readonly ids = new Set<string>();
  private count = 0;

  constructor(
    private readonly definition: AutomationDefinitionDto,
    private readonly privateHosts: ReadonlySet<string>,
    private readonly field: string,
  ) {}

  run(): FieldErrorDto[] {
    const { variables, steps, models, allowedHosts, allowedRecipients = [] } = this.definition;
    const known = this.checkVariables(variables);
    this.checkModels(models, `${this.field}.models`);
    for (const [index, host] of allowedHosts.entries()) {
      const problem = hostProblem(host, this.privateHosts);
      if (problem) this.errors.add(`${this.field}.allowedHosts.${index}`, 'isHost', problem);
    }
    for (const [index, entry] of allowedRecipients.entries()) {
      const problem = allowedRecipientProblem(entry);
      if (problem) this.errors.add(`${this.field}.allowedRecipients.${index}`, 'isRecipient', problem);
    }
    this.checkSteps(steps, `${this.field}.steps`, { variables: known, steps: new Map(), item: undefined }, 0);
    if (this.count > AUTOMATION_STEPS_MAX) {
      const problem = `must not hold more than ${AUTOMATION_STEPS_MAX} steps, nested ones included`;
      this.errors.add(`${this.field}.steps`, 'arrayMaxSize', problem);
    }
    return this.errors.items;
  }

  private checkVariables(variables: readonly VariableDto[]): Shape {
    const known = new Map<string, Shape>();
    for (const [index, { name, type, defaultValue }] of variables.entries()) {
      const field = `${this.field}.variables.${index}`;
      if (!isName(name)) this.errors.add(`${field}.name`, 'isName', 'must be a letter, then letters, digits and _');
      else if (known.has(name)) this.errors.add(`${field}.name`, 'isUnique', 'repeats an earlier name');
      if (defaultValue && !isValueOf(type, defaultValue)) {
        this.errors.add(`${field}.defaultValue`, 'isValue', `is no ${type}`);
      }
      known.set(name, type === 'list' ? listOf(TEXT) : TEXT);
    }
    return { kind: 'record', members: known };
  }

  /** One automatic choice, or models by name in their order. */
  private checkModels(models: readonly string[], field: string): void {
    const seen = new Set<string>();
    for (const [index, model] of models.entries()) {
      if (model.startsWith(AUTO_PREFIX) && models.length > 1) {
        this.errors.add(`${field}.${index}`, 'isAlone', 'is an automatic choice and cannot stand in a list');
      }
      if (seen.has(model)) this.errors.add(`${field}.${index}`, 'isUnique', 'repeats an earlier model');
      seen.add(model);
    }
  }

  /** @returns what is known of the last step's output, which is that of the whole list. */
  private checkSteps(steps: readonly StepDto[], field: string, sight: Sight, depth: number): Shape | undefined {
    if (depth > AUTOMATION_NESTING_MAX) {
      this.errors.add(field, 'maxDepth', `stands in more than ${AUTOMATION_NESTING_MAX} conditions and loops`);
      return undefined;
    }
    if (depth === 0 && steps.length === 0) this.errors.add(field, 'arrayMinSize', 'must hold a step');
    const visible = new Map(sight.steps);
    let output: Shape | undefined;
    for (const [index, step] of steps.entries()) {
      if (++this.count > AUTOMATION_STEPS_MAX) return output;
      const at = `${field}.${index}`;
      this.checkId(step.id, `${at}.id`);
      output = this.checkPart(step, at, { ...sight, steps: visible }, depth);
      visible.set(step.id, output);
    }
    return output;
  }

  private checkId(id: string, field: string): void {
    if (!isName(id)) this.errors.add(field, 'isName', 'must be a letter, then letters, digits and _');
    else if (this.ids.has(id)) this.errors.add(field, 'isUnique', 'repeats the id of another step');
    this.ids.add(id);
  }

  private checkPart(step: StepDto, field: string, sight: Sight, depth: number): Shape {
    for (const [kind, part] of Object.entries(PART_OF)) {
      const isThere = step[part] !== undefined;
      if (isThere && kind !== step.kind)
        this.errors.add(`${field}.${part}`, 'isAbsent', `is not of a ${step.kind} step`);
      if (!isThere && kind === step.kind) this.errors.add(`${field}.${part}`, 'isDefined', 'is missing');
    }
    if (step.kind === 'prompt' && step.prompt) return this.checkPrompt(step.prompt, `${field}.prompt`, sight);
    if (step.kind === 'web_search' && step.webSearch) {
      this.checkTemplate(step.webSearch.query, `${field}.webSearch.query`, sight);
      return recordOf({ text: TEXT, sources: SOURCES });
    }
    if (step.kind === 'condition' && step.condition) {
      return this.checkCondition(step.condition, `${field}.condition`, sight, depth);
    }
    if (step.kind === 'for_each' && step.forEach) {
      return this.checkLoop(step.forEach, `${field}.forEach`, sight, depth);
    }
    if (step.kind === 'http_request' && step.httpRequest) {
      return this.checkRequest(step.httpRequest, `${field}.httpRequest`, sight);
    }
    if (step.kind === 'send_mail' && step.sendMail) return this.checkMail(step.sendMail, `${field}.sendMail`, sight);
    return ANY;
  }

  private checkPrompt({ prompt, system, jsonSchema, models }: PromptStepDto, field: string, sight: Sight): Shape {
    this.checkTemplate(prompt, `${field}.prompt`, sight);
    this.checkTemplate(system ?? '', `${field}.system`, sight);
    this.checkModels(models, `${field}.models`);
    if (models.length === 0 && this.definition.models.length === 0) {
      this.errors.add(`${field}.models`, 'arrayMinSize', 'must name a model, because the automation names none');
    }
    const problem = jsonSchema === null ? undefined : jsonSchemaProblem(jsonSchema);
    if (problem) this.errors.add(`${field}.jsonSchema`, 'isJsonSchema', problem);
    const answer = { text: TEXT, sources: SOURCES };
    return recordOf(jsonSchema === null ? answer : { ...answer, json: ANY });
  }

  private checkCondition(step: ConditionStepDto, field: string, sight: Sight, depth: number): Shape {
    this.checkTemplate(step.condition.left, `${field}.condition.left`, sight);
    this.checkTemplate(step.condition.right, `${field}.condition.right`, sight);
    if (step.steps.length + step.otherwise.length === 0) {
      this.errors.add(`${field}.steps`, 'arrayMinSize', 'must hold a step where the other branch holds none');
    }
    this.checkSteps(step.steps, `${field}.steps`, sight, depth + 1);
    this.checkSteps(step.otherwise, `${field}.otherwise`, sight, depth + 1);
    return ANY;
  }

  private checkLoop({ list, steps }: ForEachStepDto, field: string, sight: Sight, depth: number): Shape {
    const shape = this.shapeOf(list, `${field}.list`, sight);
    if (shape && shape.kind !== 'list' && shape.kind !== 'any') {
      this.errors.add(`${field}.list`, 'isList', `is no list: ${list}`);
    }
    if (steps.length === 0) this.errors.add(`${field}.steps`, 'arrayMinSize', 'must hold a step');
    const item = shape?.kind === 'list' ? shape.entry : ANY;
    const output = this.checkSteps(steps, `${field}.steps`, { ...sight, item }, depth + 1);
    return recordOf({ items: listOf(output ?? ANY) });
  }

  private checkRequest({ url, headers, body }: HttpRequestStepDto, field: string, sight: Sight): Shape {
    this.checkTemplate(url, `${field}.url`, sight);
    const problem = urlProblem(url, this.definition.allowedHosts);
    if (problem) this.errors.add(`${field}.url`, 'isAllowed', problem);
    for (const [index, header] of headers.entries()) {
      this.checkTemplate(header.value, `${field}.headers.${index}.value`, sight);
      const wrong = headerProblem(header);
      if (wrong) this.errors.add(`${field}.headers.${index}`, 'isHeader', wrong);
    }
    this.checkTemplate(body ?? '', `${field}.body`, sight);
    return recordOf({ status: TEXT, text: TEXT, json: ANY });
  }

  private checkMail({ recipients, subject, text }: SendMailStepDto, field: string, sight: Sight): Shape {
    if (recipients.length === 0) this.errors.add(`${field}.recipients`, 'arrayMinSize', 'must name somebody');
    for (const [index, recipient] of recipients.entries()) {
      this.checkTemplate(recipient, `${field}.recipients.${index}`, sight);
      const problem = recipientProblem(recipient);
      if (problem) this.errors.add(`${field}.recipients.${index}`, 'isRecipient', problem);
    }
    this.checkTemplate(subject, `${field}.subject`, sight);
    this.checkTemplate(text, `${field}.text`, sight);
    return recordOf({ recipients: listOf(TEXT) });
  }

  private checkTemplate(template: string, field: string, sight: Sight): void {
    for (const part of parseTemplate(template)) {
      if (part.kind === 'path') this.shapeOf(part.path, field, sight);
      if (part.kind === 'broken') {
        this.errors.add(field, 'isTemplate', `has two braces that hold no path: ${part.text.slice(0, 60)}`);
      }
    }
  }

  /** What a path leads to; where it leads nowhere that is noted, and undefined. */
  private shapeOf(path: string, field: string, { variables, steps, item }: Sight): Shape | undefined {
    const members = new Map<string, Shape>([
      ['variables', variables],
      ['steps', { kind: 'record', members: steps }],
      ['run', RUN],
      ...(item
        ? ([
            ['item', item],
            ['index', TEXT],
          ] as const)
        : []),
    ]);
    const segments = parsePath(path);
    const shape = segments && shapeAt({ kind: 'record', members }, segments);
    if (!shape) this.errors.add(field, 'isKnownPath', `names an unknown path: ${path.slice(0, 200)}`);
    return shape;
  }
}
