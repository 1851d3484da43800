/** What a step of an automation does. */
export const STEP_KINDS = ['prompt', 'web_search', 'condition', 'for_each', 'http_request', 'send_mail'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export const VARIABLE_TYPES = ['text', 'number', 'boolean', 'date', 'list'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

export const CONDITION_OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'greater',
  'less',
  'is_empty',
  'is_not_empty',
] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export const AUTOMATION_STATUSES = ['active', 'paused'] as const;
export type AutomationStatus = (typeof AUTOMATION_STATUSES)[number];

/** Why an automation does not run: a person's decision, or what must be put right first. */
export const PAUSE_REASONS = [
  'by_user',
  'run_limit',
  'month_limit',
  'insufficient_balance',
  'not_permitted',
  'owner_inactive',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export const RUN_TRIGGERS = ['manual', 'test', 'schedule', 'webhook', 'retry'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** `stopped`: a limit or the credit ended it before the call that would have passed it. */
export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'stopped', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** `interrupted`: its gateway died in the middle; nobody knows how far it came, so it is not repeated by itself. */
export const STEP_RUN_STATUSES = ['running', 'succeeded', 'failed', 'skipped', 'cancelled', 'interrupted'] as const;
export type StepRunStatus = (typeof STEP_RUN_STATUSES)[number];

/** What happens to due times that passed while no gateway ran: nothing, or one run for all of them. */
export const MISSED_RUNS = ['skip', 'catch_up'] as const;
export type MissedRuns = (typeof MISSED_RUNS)[number];

/**
 * Why an HTTP step's request was not made, or its answer not read. `url` it is not an address of the web ·
 * `private_address` it leads into a private network · `header` a header that may not be set · `redirects` too many of
 * them, or away from https · `too_large`, `broken` the answer · `status` the server answered with an error.
 */
export const HTTP_REFUSAL_REASONS = [
  'url',
  'host_not_allowed',
  'private_address',
  'header',
  'redirects',
  'unreachable',
  'timeout',
  'too_large',
  'broken',
  'status',
] as const;
export type HttpRefusalReason = (typeof HTTP_REFUSAL_REASONS)[number];

/**
 * Why a mail step sent nothing. `address` it is no single e-mail address · `not_allowed` it is neither of a member of
 * the mandate nor among the allowed ones · `recipients` too many in one mail · `run`, `day` too many mails.
 */
export const MAIL_REFUSAL_REASONS = ['address', 'not_allowed', 'recipients', 'run', 'day'] as const;
export type MailRefusalReason = (typeof MAIL_REFUSAL_REASONS)[number];

/** Addresses of one mail of an automation. */
export const STEP_RECIPIENTS_MAX = 10;
/** Mails of one run, and of all automations of a mandate on one day in Europe/Zurich. Retries and tests count. */
export const RUN_MAILS_MAX = 20;
export const DAY_MAILS_MAX = 200;
/** Entries of the list of addresses and domains that an automation may write to beside the members. */
export const AUTOMATION_RECIPIENTS_MAX = 20;
export const MAIL_SUBJECT_MAX_LENGTH = 200;
export const MAIL_TEXT_MAX_LENGTH = 100_000;

/** Steps of an automation, nested ones included. */
export const AUTOMATION_STEPS_MAX = 30;
/** Conditions and loops that may stand around a step. */
export const AUTOMATION_NESTING_MAX = 3;
export const AUTOMATION_VARIABLES_MAX = 20;
export const AUTOMATION_HOSTS_MAX = 20;
export const AUTOMATION_MODELS_MAX = 6;
export const LOOP_ITEMS_MAX = 200;
/** Step runs of one run, loops included. */
export const RUN_STEPS_MAX = 1_000;
export const TEMPLATE_MAX_LENGTH = 50_000;
export const STEP_OUTPUT_MAX_LENGTH = 200_000;
export const JSON_SCHEMA_MAX_LENGTH = 20_000;
export const DESCRIPTION_MAX_LENGTH = 2_000;
export const HTTP_RESPONSE_MAX_BYTES = 1_048_576;
/** A schedule may not start runs more often. */
export const SHORTEST_INTERVAL_MINUTES = 5;
export const CRON_MAX_LENGTH = 120;
export const TIME_ZONE_MAX_LENGTH = 60;

/** Names of the server-sent events that tell the progress of a run. */
export const RUN_EVENTS = ['run', 'step', 'done'] as const;
export type RunEventName = (typeof RUN_EVENTS)[number];

/** A run that takes longer is ended. */
export const RUN_MINUTES_MAX = 30;
/** What the steps of one run may hand on to each other, in characters of JSON. */
export const RUN_RESULTS_MAX_LENGTH = 8_000_000;
