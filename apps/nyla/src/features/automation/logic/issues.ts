import type { FieldErrorDto } from '@nyla/contracts';
import {
  DESCRIPTION_MAX_LENGTH,
  JSON_SCHEMA_MAX_LENGTH,
  MAIL_SUBJECT_MAX_LENGTH,
  NAME_MAX_LENGTH,
  TEMPLATE_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { readAmount } from '@/lib/typed-amount';
import type { Draft } from './draft';
import { pathsIn, unknownPaths } from './paths';
import type { EditorTab } from './search';
import { stepRows, textsOf } from './steps';

/** What is wrong with a field, for a sentence in the reader's language. */
export interface Issue {
  readonly rule:
    | 'required'
    | 'tooLong'
    | 'identifier'
    | 'duplicate'
    | 'amount'
    | 'json'
    | 'noSteps'
    | 'unknownPath'
    | 'cron'
    | 'tooOften'
    | 'neverDue'
    | 'timeZone'
    | 'server';
  /** A figure or name in the sentence; for `server` the server's own words. */
  readonly value?: string | number;
}

/** Issues by the field's path on the wire, e.g. `definition.steps.0.prompt.prompt`. */
export type Issues = Readonly<Record<string, Issue>>;

export const IDENTIFIER = /^[A-Za-z]\w{0,39}$/;

/** What can be seen without asking the server. */
export function draftIssues(draft: Draft): Issues {
  const issues: Record<string, Issue> = {};
  const add = (field: string, issue: Issue | null) => {
    if (issue) issues[field] ??= issue;
  };
  add('name', textIssue(draft.name, NAME_MAX_LENGTH));
  if (draft.description.length > DESCRIPTION_MAX_LENGTH) {
    add('description', { rule: 'tooLong', value: DESCRIPTION_MAX_LENGTH });
  }
  const { variables, steps, models } = draft.definition;
  variables.forEach((variable, index) => {
    const path = `definition.variables.${index}`;
    const others = variables.filter((_, place) => place !== index);
    add(`${path}.name`, identifierIssue(variable.name, new Set(others.map(({ name }) => name))));
    add(`${path}.label`, textIssue(variable.label, NAME_MAX_LENGTH));
  });
  if (steps.length === 0) add('definition.steps', { rule: 'noSteps' });
  if (models.length === 0) add('definition.models', { rule: 'required' });
  for (const [field, issue] of stepIssues(draft)) add(field, issue);
  if (readAmount(draft.runLimit) === undefined) add('runLimit', { rule: 'amount' });
  if (readAmount(draft.monthLimit) === undefined) add('monthLimit', { rule: 'amount' });
  if (draft.schedule?.cron.trim() === '') add('schedule.cron', { rule: 'required' });
  return issues;
}

function* stepIssues({ definition }: Draft): Generator<readonly [string, Issue | null]> {
  const rows = stepRows(definition.steps);
  for (const { step, path } of rows) {
    const others = new Set(rows.filter((row) => row.step !== step).map((row) => row.step.id));
    yield [`${path}.id`, identifierIssue(step.id, others)];
    yield [`${path}.name`, textIssue(step.name, NAME_MAX_LENGTH)];
    if (step.prompt) {
      yield [`${path}.prompt.prompt`, textIssue(step.prompt.prompt, TEMPLATE_MAX_LENGTH)];
      yield [`${path}.prompt.jsonSchema`, schemaIssue(step.prompt.jsonSchema)];
    }
    if (step.webSearch) {
      yield [`${path}.webSearch.query`, textIssue(step.webSearch.query, 2_000)];
      yield [`${path}.webSearch.model`, textIssue(step.webSearch.model, 200)];
    }
    if (step.forEach) yield [`${path}.forEach.list`, textIssue(step.forEach.list, 200)];
    if (step.httpRequest) {
      yield [`${path}.httpRequest.url`, textIssue(step.httpRequest.url, 2_000)];
      for (const [index, { name }] of step.httpRequest.headers.entries()) {
        yield [`${path}.httpRequest.headers.${index}.name`, textIssue(name, 100)];
      }
    }
    if (step.sendMail) {
      yield [`${path}.sendMail.recipients`, step.sendMail.recipients.length === 0 ? { rule: 'required' } : null];
      yield [`${path}.sendMail.subject`, textIssue(step.sendMail.subject, MAIL_SUBJECT_MAX_LENGTH)];
      yield [`${path}.sendMail.text`, textIssue(step.sendMail.text, TEMPLATE_MAX_LENGTH)];
    }
    for (const [field, text] of textsOf(step)) {
      const paths = field === 'forEach.list' ? [text].filter(Boolean) : pathsIn(text);
      const [unknown] = unknownPaths(definition, step.id, paths);
      yield [`${path}.${field}`, unknown === undefined ? null : { rule: 'unknownPath', value: unknown }];
    }
  }
}

function textIssue(text: string, max: number): Issue | null {
  if (text.trim() === '') return { rule: 'required' };
  return text.length > max ? { rule: 'tooLong', value: max } : null;
}

function identifierIssue(name: string, others: ReadonlySet<string>): Issue | null {
  if (name === '') return { rule: 'required' };
  if (!IDENTIFIER.test(name)) return { rule: 'identifier' };
  return others.has(name) ? { rule: 'duplicate', value: name } : null;
}

function schemaIssue(text: string | null): Issue | null {
  if (text === null) return null;
  if (text.trim() === '') return { rule: 'required' };
  if (text.length > JSON_SCHEMA_MAX_LENGTH) return { rule: 'tooLong', value: JSON_SCHEMA_MAX_LENGTH };
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : { rule: 'json' };
  } catch {
    return { rule: 'json' };
  }
}

/** Issues that a reader may be shown before the first attempt to save: they do not nag about what is still empty. */
export function earlyIssues(issues: Issues): Issues {
  return Object.fromEntries(
    Object.entries(issues).filter(([, { rule }]) => rule !== 'required' && rule !== 'noSteps' && rule !== 'json'),
  );
}

/** Which tab shows a field. */
export function tabOfField(field: string): EditorTab {
  if (/^definition\.(steps|allowedHosts|allowedRecipients)(\.|$)/.test(field)) return 'steps';
  if (/^(definition\.models|runLimit|monthLimit)(\.|$)/.test(field)) return 'models';
  if (/^schedule(\.|$)/.test(field)) return 'schedule';
  return 'general';
}

/** Whether anything is wrong at a path or below it. */
export function hasIssueAt(issues: Issues, path: string): boolean {
  return Object.keys(issues).some((field) => field === path || field.startsWith(`${path}.`));
}

const CONSTRAINTS: Readonly<Record<string, Issue['rule']>> = {
  isNotEmpty: 'required',
  minLength: 'required',
  isDefined: 'required',
  isCron: 'cron',
  isRareEnough: 'tooOften',
  isEverDue: 'neverDue',
  isTimeZone: 'timeZone',
};

/** What a refusal says, by field; `parent` is what stands before the fields of a part that was sent by itself. */
export function serverIssues(errors: readonly FieldErrorDto[], parent = ''): Issues {
  const issues: Record<string, Issue> = {};
  for (const { field, constraint, message } of errors) {
    const rule = CONSTRAINTS[constraint];
    issues[`${parent}${normalField(field)}`] ??= rule ? { rule } : { rule: 'server', value: message };
  }
  return issues;
}

/** `definition.steps[0].name` and `definition.steps.0.name` are one field. */
function normalField(field: string): string {
  return field.replace(/\[(\d+)\]/g, '.$1');
}

/** Those of a refused save's issues whose field still holds what was sent. */
export function standingIssues(issues: Issues, sent: Draft, now: Draft): Issues {
  return Object.fromEntries(
    Object.entries(issues).filter(
      ([field]) => JSON.stringify(valueAt(sent, field)) === JSON.stringify(valueAt(now, field)),
    ),
  );
}

function valueAt(value: unknown, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined,
      value,
    );
}
