import { MODEL_ID_MAX_LENGTH, OUTPUT_TOKENS_MAX, OUTPUT_TOKENS_MIN } from '../constants/aicore.constants.js';
import {
  AUTOMATION_HOSTS_MAX,
  AUTOMATION_MODELS_MAX,
  AUTOMATION_RECIPIENTS_MAX,
  AUTOMATION_STATUSES,
  AUTOMATION_STEPS_MAX,
  AUTOMATION_VARIABLES_MAX,
  type AutomationStatus,
  CONDITION_OPERATORS,
  type ConditionOperator,
  CRON_MAX_LENGTH,
  DESCRIPTION_MAX_LENGTH,
  HTTP_METHODS,
  type HttpMethod,
  JSON_SCHEMA_MAX_LENGTH,
  LOOP_ITEMS_MAX,
  MAIL_SUBJECT_MAX_LENGTH,
  MISSED_RUNS,
  type MissedRuns,
  PAUSE_REASONS,
  type PauseReason,
  RUN_STATUSES,
  RUN_TRIGGERS,
  type RunStatus,
  type RunTrigger,
  STEP_KINDS,
  STEP_OUTPUT_MAX_LENGTH,
  STEP_RECIPIENTS_MAX,
  STEP_RUN_STATUSES,
  type StepKind,
  type StepRunStatus,
  TEMPLATE_MAX_LENGTH,
  TIME_ZONE_MAX_LENGTH,
  VARIABLE_TYPES,
  type VariableType,
} from '../constants/automation.constants.js';
import { LOCALES, type Locale, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { Chf, Flag, IsoTime, ListOf, ListOfTexts, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

/** An input of an automation. Values arrive as text and are read as its type; a list has one entry a line. */
export class VariableDto {
  @Text({ max: 40, description: 'letters, digits and _, beginning with a letter' })
  name!: string;

  @Text({ max: NAME_MAX_LENGTH })
  label!: string;

  @OneOf(VARIABLE_TYPES)
  type!: VariableType;

  @Flag()
  required!: boolean;

  @Text({ max: TEMPLATE_MAX_LENGTH, min: 0, trim: false, nullable: true })
  defaultValue!: string | null;
}

export class PromptStepDto {
  @Text({ max: TEMPLATE_MAX_LENGTH, trim: false, description: 'template, e.g. `{{variables.topic}}`' })
  prompt!: string;

  @Text({ max: TEMPLATE_MAX_LENGTH, min: 0, trim: false, nullable: true })
  system!: string | null;

  @Text({ max: JSON_SCHEMA_MAX_LENGTH, nullable: true, description: 'JSON schema that the answer must satisfy' })
  jsonSchema!: string | null;

  @WholeNumber({ min: OUTPUT_TOKENS_MIN, max: OUTPUT_TOKENS_MAX, nullable: true })
  maxOutputTokens!: number | null;

  @ListOfTexts({ max: AUTOMATION_MODELS_MAX, maxLength: MODEL_ID_MAX_LENGTH, description: 'empty: the automation’s' })
  models!: string[];
}

export class WebSearchStepDto {
  @Text({ max: 2_000, trim: false, description: 'template' })
  query!: string;

  @Text({ max: MODEL_ID_MAX_LENGTH, description: 'a search model, e.g. `tavily/search-basic`' })
  model!: string;
}

export class ConditionDto {
  @Text({ max: 2_000, min: 0, trim: false, description: 'template' })
  left!: string;

  @OneOf(CONDITION_OPERATORS)
  operator!: ConditionOperator;

  @Text({ max: 2_000, min: 0, trim: false, description: 'template' })
  right!: string;
}

export class ConditionStepDto {
  @Nested(() => ConditionDto)
  condition!: ConditionDto;

  @ListOf(() => StepDto, { max: AUTOMATION_STEPS_MAX, description: 'run where the condition holds' })
  steps!: StepDto[];

  @ListOf(() => StepDto, { max: AUTOMATION_STEPS_MAX, description: 'run where it does not' })
  otherwise!: StepDto[];
}

export class ForEachStepDto {
  @Text({ max: 200, description: 'path of a list, e.g. `variables.texts` or `steps.search.sources`' })
  list!: string;

  @WholeNumber({ min: 1, max: LOOP_ITEMS_MAX, description: 'a longer list is an error, never cut in silence' })
  maxItems!: number;

  @ListOf(() => StepDto, { max: AUTOMATION_STEPS_MAX, description: 'run for each entry, which they see as `item`' })
  steps!: StepDto[];
}

export class HttpHeaderDto {
  @Text({ max: 100 })
  name!: string;

  @Text({ max: 2_000, min: 0, description: 'template' })
  value!: string;
}

export class HttpRequestStepDto {
  @OneOf(HTTP_METHODS)
  method!: HttpMethod;

  @Text({ max: 2_000, description: 'template; the host must be among the allowed ones' })
  url!: string;

  @ListOf(() => HttpHeaderDto, { max: 20 })
  headers!: HttpHeaderDto[];

  @Text({ max: TEMPLATE_MAX_LENGTH, min: 0, trim: false, nullable: true, description: 'template' })
  body!: string | null;
}

export class SendMailStepDto {
  @ListOfTexts({
    max: STEP_RECIPIENTS_MAX,
    maxLength: 300,
    description: 'each one address, or a template that becomes one: of a member, or an allowed one',
  })
  recipients!: string[];

  @Text({ max: MAIL_SUBJECT_MAX_LENGTH, trim: false, description: 'template' })
  subject!: string;

  @Text({ max: TEMPLATE_MAX_LENGTH, trim: false, description: 'template in markdown' })
  text!: string;
}

/** One step; exactly the part that its kind names is there. */
export class StepDto {
  @Text({ max: 40, description: 'unique in the automation; letters, digits and _, beginning with a letter' })
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(STEP_KINDS)
  kind!: StepKind;

  @Nested(() => PromptStepDto, { optional: true })
  prompt?: PromptStepDto;

  @Nested(() => WebSearchStepDto, { optional: true })
  webSearch?: WebSearchStepDto;

  @Nested(() => ConditionStepDto, { optional: true })
  condition?: ConditionStepDto;

  @Nested(() => ForEachStepDto, { optional: true })
  forEach?: ForEachStepDto;

  @Nested(() => HttpRequestStepDto, { optional: true })
  httpRequest?: HttpRequestStepDto;

  @Nested(() => SendMailStepDto, { optional: true })
  sendMail?: SendMailStepDto;
}

/** What a version of an automation consists of. */
export class AutomationDefinitionDto {
  @ListOf(() => VariableDto, { max: AUTOMATION_VARIABLES_MAX })
  variables!: VariableDto[];

  @ListOf(() => StepDto, { max: AUTOMATION_STEPS_MAX })
  steps!: StepDto[];

  @ListOfTexts({
    max: AUTOMATION_MODELS_MAX,
    maxLength: MODEL_ID_MAX_LENGTH,
    description: 'primary and fallbacks, in this order; or one `auto/…`: all permitted models',
  })
  models!: string[];

  @ListOfTexts({ max: AUTOMATION_HOSTS_MAX, maxLength: 253, description: 'hosts that HTTP steps may call' })
  allowedHosts!: string[];

  /** Optional: definitions that were saved before there were mails lack it. */
  @ListOfTexts({
    max: AUTOMATION_RECIPIENTS_MAX,
    maxLength: 254,
    optional: true,
    description: 'addresses, or domains such as `@example.ch`, that mails may go to beside the mandate’s members',
  })
  allowedRecipients?: string[];
}

export class ScheduleDto {
  @Text({ max: CRON_MAX_LENGTH, description: 'five fields: minute, hour, day of month, month, day of week' })
  cron!: string;

  @Text({ max: TIME_ZONE_MAX_LENGTH, description: 'IANA name, e.g. Europe/Zurich' })
  timeZone!: string;

  @OneOf(MISSED_RUNS)
  missed!: MissedRuns;
}

/** Saves an automation. Whatever changes becomes its next version. */
export class SaveAutomationDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Text({ max: DESCRIPTION_MAX_LENGTH, min: 0 })
  description!: string;

  @Nested(() => AutomationDefinitionDto)
  definition!: AutomationDefinitionDto;

  @Nested(() => ScheduleDto, { nullable: true })
  schedule!: ScheduleDto | null;

  @Chf({ range: 'positive', nullable: true, description: 'the most that one run may cost' })
  runLimit!: string | null;

  @Chf({ range: 'positive', nullable: true, description: 'the most that a calendar month may cost, Europe/Zurich' })
  monthLimit!: string | null;

  @WholeNumber({
    min: 1,
    optional: true,
    description: 'the version that was edited; another one in between is a conflict',
  })
  basedOnVersion?: number;
}

/** Why a run or step failed: an error code, and where it helps the place in the definition. */
export class RunErrorDto {
  @Text({ max: 100 })
  code!: string;

  @Text({ max: 1_000, description: 'in plain words, for whoever wrote the automation; never a provider’s own text' })
  message!: string;

  /** What the code's type in `ErrorDetails` says, for a sentence in the reader's language. */
  details!: Record<string, unknown>;

  @Text({ max: 40, nullable: true })
  stepId!: string | null;
}

export class RunDto {
  @Uuid()
  id!: string;

  @Uuid()
  automationId!: string;

  @WholeNumber({ min: 1 })
  version!: number;

  @OneOf(RUN_TRIGGERS)
  trigger!: RunTrigger;

  @OneOf(RUN_STATUSES)
  status!: RunStatus;

  @IsoTime({ nullable: true, description: 'the due time that started it' })
  scheduledFor!: string | null;

  @Uuid({ nullable: true, description: 'the run whose failed step this one began at' })
  retryOf!: string | null;

  @Chf({ description: 'booked so far' })
  cost!: string;

  @Nested(() => RunErrorDto, { nullable: true })
  error!: RunErrorDto | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true })
  startedAt!: string | null;

  @IsoTime({ nullable: true })
  finishedAt!: string | null;
}

/** A model of the automation that its provider will switch off. */
export class RetiringModelDto {
  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Text({ max: 10, nullable: true })
  shutdownDate!: string | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  replacement!: string | null;

  @Chf({ nullable: true, description: 'price of a typical answer today' })
  typicalAnswer!: string | null;

  @Chf({ nullable: true, description: 'price of a typical answer with the replacement' })
  replacementTypicalAnswer!: string | null;
}

/** A limit that paused an automation, as it was then. */
export class PauseDetailsDto {
  @Chf()
  limit!: string;

  @Chf({ description: 'booked before the call that was refused' })
  used!: string;

  @Chf({ description: 'the most that the refused call could have cost' })
  required!: string;
}

export class AutomationDto {
  @Uuid()
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Text({ max: DESCRIPTION_MAX_LENGTH, min: 0 })
  description!: string;

  @Uuid({ description: 'the person it runs as' })
  ownerId!: string;

  @Text({ max: NAME_MAX_LENGTH })
  ownerName!: string;

  @OneOf(AUTOMATION_STATUSES)
  status!: AutomationStatus;

  @OneOf(PAUSE_REASONS, { nullable: true })
  pauseReason!: PauseReason | null;

  @Nested(() => PauseDetailsDto, { nullable: true })
  pauseDetails!: PauseDetailsDto | null;

  @WholeNumber({ min: 1 })
  version!: number;

  @Nested(() => ScheduleDto, { nullable: true })
  schedule!: ScheduleDto | null;

  @IsoTime({ nullable: true })
  nextRunAt!: string | null;

  @Flag()
  hasWebhook!: boolean;

  @Chf({ nullable: true })
  runLimit!: string | null;

  @Chf({ nullable: true })
  monthLimit!: string | null;

  @Chf({ description: 'booked this calendar month' })
  costThisMonth!: string;

  @Nested(() => RunDto, { nullable: true })
  lastRun!: RunDto | null;

  @ListOf(() => RetiringModelDto)
  retiringModels!: RetiringModelDto[];

  @IsoTime()
  createdAt!: string;

  @IsoTime()
  updatedAt!: string;
}

export class AutomationDetailDto extends AutomationDto {
  @Nested(() => AutomationDefinitionDto)
  definition!: AutomationDefinitionDto;
}

export class AutomationPageDto {
  @ListOf(() => AutomationDto)
  items!: AutomationDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class StepRunDto {
  @Uuid()
  id!: string;

  @Text({ max: 40 })
  stepId!: string;

  @Text({ max: 200, description: 'place in the run, loops included, e.g. `texts[3].classify`' })
  path!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(STEP_KINDS)
  kind!: StepKind;

  @OneOf(STEP_RUN_STATUSES)
  status!: StepRunStatus;

  @Text({ max: STEP_OUTPUT_MAX_LENGTH, min: 0, nullable: true, description: 'what it was given, templates filled in' })
  input!: string | null;

  @Text({ max: STEP_OUTPUT_MAX_LENGTH, min: 0, nullable: true, description: 'text, or JSON as text' })
  output!: string | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @Chf()
  cost!: string;

  @ListOfTexts({ max: 20, maxLength: 36, description: 'its bookings' })
  transactionIds!: string[];

  @Nested(() => RunErrorDto, { nullable: true })
  error!: RunErrorDto | null;

  @IsoTime()
  startedAt!: string;

  @IsoTime({ nullable: true })
  finishedAt!: string | null;
}

export class RunInputDto {
  @Text({ max: 40 })
  name!: string;

  @Text({ max: TEMPLATE_MAX_LENGTH, min: 0, trim: false })
  value!: string;
}

export class RunDetailDto extends RunDto {
  @ListOf(() => RunInputDto)
  inputs!: RunInputDto[];

  @ListOf(() => StepRunDto, { description: 'in the order in which they began' })
  steps!: StepRunDto[];

  @Nested(() => AutomationDefinitionDto, { description: 'as it ran' })
  definition!: AutomationDefinitionDto;
}

export class RunPageDto {
  @ListOf(() => RunDto)
  items!: RunDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** Starts a run. A test run may try a definition that is not saved yet. */
export class StartRunDto {
  @ListOf(() => RunInputDto, { max: AUTOMATION_VARIABLES_MAX, optional: true })
  inputs?: RunInputDto[];

  @Flag({ optional: true })
  test?: boolean;

  @Nested(() => AutomationDefinitionDto, { optional: true, description: 'with `test` only' })
  definition?: AutomationDefinitionDto;
}

/** What a run will cost: from the quote of its steps, and from runs of the past. */
export class RunEstimateDto {
  @Chf({ description: 'likely, from a quote of every step' })
  likely!: string;

  @Chf({
    nullable: true,
    description: 'at the most; null where it cannot be known, as after the answer of another server',
  })
  maximum!: string | null;

  @WholeNumber({ description: 'finished runs that the following figures are drawn from, at most 20' })
  pastRuns!: number;

  @Chf({ nullable: true, description: 'median of the last runs' })
  pastMedian!: string | null;

  @Chf({ nullable: true, description: 'dearest of the last runs' })
  pastMaximum!: string | null;
}

export class EstimateRunDto {
  @Nested(() => AutomationDefinitionDto)
  definition!: AutomationDefinitionDto;

  @ListOf(() => RunInputDto, { max: AUTOMATION_VARIABLES_MAX, optional: true })
  inputs?: RunInputDto[];

  @Uuid({ optional: true, description: 'the automation whose past runs count' })
  automationId?: string;
}

export class DueTimeDto {
  @IsoTime()
  at!: string;
}

export class SchedulePreviewDto {
  @ListOf(() => DueTimeDto, { description: 'the next five' })
  items!: DueTimeDto[];
}

/** Answer to making a webhook: its address, shown this once. */
export class WebhookDto {
  @Text({ max: 2_000 })
  url!: string;
}

/** Answer of a webhook: the run that waits for its turn. */
export class StartedRunDto {
  @Uuid()
  runId!: string;
}

/** An automation to start from. */
export class AutomationTemplateDto {
  @Text({ max: 40 })
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Text({ max: DESCRIPTION_MAX_LENGTH })
  description!: string;

  @Nested(() => AutomationDefinitionDto)
  definition!: AutomationDefinitionDto;

  @Nested(() => ScheduleDto, { nullable: true })
  schedule!: ScheduleDto | null;
}

export class AutomationTemplateQuery {
  @OneOf(LOCALES, { optional: true, description: 'absent: the caller’s language' })
  locale?: Locale;
}

export class AutomationTemplatePageDto {
  @ListOf(() => AutomationTemplateDto)
  items!: AutomationTemplateDto[];
}
