import type { AutomationDefinitionDto, StepDto } from '@nyla/contracts';
import { AUTOMATION_NESTING_MAX, LOOP_ITEMS_MAX, type StepKind } from '@nyla/contracts/constants';

/** A list of steps inside a step: what runs for each entry or where a condition holds, and what runs where it does not. */
export type Branch = 'steps' | 'otherwise';

/** A step with its place, in the order in which they stand. */
export interface StepRow {
  readonly step: StepDto;
  /** As the server names it in a field error, e.g. `definition.steps.0.forEach.steps.1`. */
  readonly path: string;
  /** Steps around it. */
  readonly depth: number;
  readonly parent: StepDto | null;
  readonly branch: Branch;
  readonly index: number;
}

const ROOT_PATH = 'definition.steps';

/** What the ids of new steps begin with. */
const ID_STEMS: Readonly<Record<StepKind, string>> = {
  prompt: 'prompt',
  web_search: 'search',
  condition: 'condition',
  for_each: 'each',
  http_request: 'request',
  send_mail: 'mail',
};

const DEFAULT_LOOP_ITEMS = Math.min(20, LOOP_ITEMS_MAX);

/** The names of a step's lists in the definition; empty for a step that holds none. */
export function branchesOf(step: StepDto): readonly { readonly branch: Branch; readonly steps: readonly StepDto[] }[] {
  if (step.condition) {
    return [
      { branch: 'steps', steps: step.condition.steps },
      { branch: 'otherwise', steps: step.condition.otherwise },
    ];
  }
  return step.forEach ? [{ branch: 'steps', steps: step.forEach.steps }] : [];
}

function withBranch(step: StepDto, branch: Branch, steps: StepDto[]): StepDto {
  if (step.condition) return { ...step, condition: { ...step.condition, [branch]: steps } };
  if (step.forEach) return { ...step, forEach: { ...step.forEach, steps } };
  return step;
}

/** Every step, nested ones included, in reading order. */
export function stepRows(steps: readonly StepDto[]): readonly StepRow[] {
  return rowsOf(steps, ROOT_PATH, 0, null, 'steps');
}

function rowsOf(
  steps: readonly StepDto[],
  listPath: string,
  depth: number,
  parent: StepDto | null,
  branch: Branch,
): StepRow[] {
  return steps.flatMap((step, index) => {
    const path = `${listPath}.${index}`;
    const part = step.condition ? 'condition' : 'forEach';
    const inner = branchesOf(step).flatMap((nested) =>
      rowsOf(nested.steps, `${path}.${part}.${nested.branch}`, depth + 1, step, nested.branch),
    );
    return [{ step, path, depth, parent, branch, index }, ...inner];
  });
}

export function findRow(steps: readonly StepDto[], id: string): StepRow | undefined {
  return stepRows(steps).find((row) => row.step.id === id);
}

export function stepIds(steps: readonly StepDto[]): ReadonlySet<string> {
  return new Set(stepRows(steps).map(({ step }) => step.id));
}

/** Applies a change to the list that holds a step, wherever that is. */
function changeListOf(
  steps: readonly StepDto[],
  id: string,
  change: (list: readonly StepDto[], index: number) => StepDto[],
): StepDto[] {
  const index = steps.findIndex((step) => step.id === id);
  if (index !== -1) return change(steps, index);
  return steps.map((step) =>
    branchesOf(step).reduce((changed, { branch, steps: inner }) => {
      const next = changeListOf(inner, id, change);
      return next.some((one, place) => one !== inner[place]) || next.length !== inner.length
        ? withBranch(changed, branch, next)
        : changed;
    }, step),
  );
}

export function updateStep(steps: readonly StepDto[], id: string, change: (step: StepDto) => StepDto): StepDto[] {
  return changeListOf(steps, id, (list, index) => list.map((step, place) => (place === index ? change(step) : step)));
}

export function removeStep(steps: readonly StepDto[], id: string): StepDto[] {
  return changeListOf(steps, id, (list, index) => list.filter((_, place) => place !== index));
}

/** Puts a step behind another one, or last where that is null. */
export function insertAfter(steps: readonly StepDto[], id: string | null, step: StepDto): StepDto[] {
  if (id === null) return [...steps, step];
  return changeListOf(steps, id, (list, index) => list.toSpliced(index + 1, 0, step));
}

/** Puts a step last into a list of another step. */
export function appendInto(steps: readonly StepDto[], parentId: string, branch: Branch, step: StepDto): StepDto[] {
  return updateStep(steps, parentId, (parent) => {
    const list = branchesOf(parent).find((one) => one.branch === branch)?.steps ?? [];
    return withBranch(parent, branch, [...list, step]);
  });
}

function prependInto(steps: readonly StepDto[], parentId: string, branch: Branch, step: StepDto): StepDto[] {
  return updateStep(steps, parentId, (parent) => {
    const list = branchesOf(parent).find((one) => one.branch === branch)?.steps ?? [];
    return withBranch(parent, branch, [step, ...list]);
  });
}

/**
 * Moves a step one place up or down in reading order: into the condition or loop that it meets, and out of the one
 * whose edge it stands at. Gives the same list where there is no further place.
 */
export function moveStep(steps: readonly StepDto[], id: string, direction: 'up' | 'down'): readonly StepDto[] {
  const row = findRow(steps, id);
  if (!row) return steps;
  const { step, parent, branch, index, depth } = row;
  const siblings = parent ? (branchesOf(parent).find((one) => one.branch === branch)?.steps ?? []) : steps;
  const neighbour = siblings[direction === 'up' ? index - 1 : index + 1];
  const without = removeStep(steps, id);
  if (neighbour) {
    const inner = branchesOf(neighbour);
    const entry = direction === 'up' ? inner.at(-1) : inner[0];
    if (entry && depth + 1 + heightOf(step) <= AUTOMATION_NESTING_MAX) {
      return direction === 'up'
        ? appendInto(without, neighbour.id, entry.branch, step)
        : prependInto(without, neighbour.id, entry.branch, step);
    }
    return direction === 'up' ? insertBefore(without, neighbour.id, step) : insertAfter(without, neighbour.id, step);
  }
  if (!parent) return steps;
  const branches = branchesOf(parent);
  const at = branches.findIndex((one) => one.branch === branch);
  const next = branches[direction === 'up' ? at - 1 : at + 1];
  if (next) {
    return direction === 'up'
      ? appendInto(without, parent.id, next.branch, step)
      : prependInto(without, parent.id, next.branch, step);
  }
  return direction === 'up' ? insertBefore(without, parent.id, step) : insertAfter(without, parent.id, step);
}

function insertBefore(steps: readonly StepDto[], id: string, step: StepDto): StepDto[] {
  return changeListOf(steps, id, (list, index) => list.toSpliced(index, 0, step));
}

/** Conditions and loops below each other inside a step, itself included. */
export function heightOf(step: StepDto): number {
  const branches = branchesOf(step);
  if (branches.length === 0) return 0;
  return 1 + Math.max(0, ...branches.flatMap(({ steps }) => steps.map(heightOf)));
}

/** Whether a step that holds others may stand this deep. */
export function mayNest(kind: StepKind, depth: number): boolean {
  const holds = kind === 'condition' || kind === 'for_each';
  return depth + (holds ? 1 : 0) <= AUTOMATION_NESTING_MAX;
}

export function newStep(kind: StepKind, name: string, taken: ReadonlySet<string>): StepDto {
  const step: StepDto = { id: freeId(ID_STEMS[kind], taken), name, kind };
  switch (kind) {
    case 'prompt':
      return { ...step, prompt: { prompt: '', system: null, jsonSchema: null, maxOutputTokens: null, models: [] } };
    case 'web_search':
      return { ...step, webSearch: { query: '', model: '' } };
    case 'condition':
      return {
        ...step,
        condition: { condition: { left: '', operator: 'equals', right: '' }, steps: [], otherwise: [] },
      };
    case 'for_each':
      return { ...step, forEach: { list: '', maxItems: DEFAULT_LOOP_ITEMS, steps: [] } };
    case 'http_request':
      return { ...step, httpRequest: { method: 'GET', url: '', headers: [], body: null } };
    case 'send_mail':
      return { ...step, sendMail: { recipients: [], subject: '', text: '' } };
  }
}

/** `prompt`, `prompt2`, `prompt3` … the first that is free. */
export function freeId(stem: string, taken: ReadonlySet<string>): string {
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/** Puts a copy behind a step. The copy and what is inside get ids of their own, and refer to each other by them. */
export function duplicateStep(
  steps: readonly StepDto[],
  id: string,
  nameOfCopy: (name: string) => string,
): { readonly steps: StepDto[]; readonly id: string } | null {
  const row = findRow(steps, id);
  if (!row) return null;
  const taken = new Set(stepIds(steps));
  let copy: StepDto = { ...row.step, name: nameOfCopy(row.step.name) };
  for (const { step } of stepRows([row.step])) {
    const next = freeId(step.id.replace(/\d+$/, ''), taken);
    taken.add(next);
    copy = renamed(copy, step.id, next);
  }
  return { steps: insertAfter(steps, id, copy), id: copy.id };
}

function renamed(step: StepDto, from: string, to: string): StepDto {
  const own = step.id === from ? { ...step, id: to } : step;
  const texts = mapTexts(own, (text) => replaceReference(text, `steps.${from}`, `steps.${to}`));
  return branchesOf(texts).reduce(
    (changed, { branch, steps }) =>
      withBranch(
        changed,
        branch,
        steps.map((inner) => renamed(inner, from, to)),
      ),
    texts,
  );
}

/** Gives a step another id, and takes every reference to it along. */
export function renameStep(definition: AutomationDefinitionDto, from: string, to: string): AutomationDefinitionDto {
  return { ...definition, steps: definition.steps.map((step) => renamed(step, from, to)) };
}

/** Takes every reference to a variable along to its new name. */
export function renameVariable(steps: readonly StepDto[], from: string, to: string): StepDto[] {
  return steps.map((step) => {
    const texts = mapTexts(step, (text) => replaceReference(text, `variables.${from}`, `variables.${to}`));
    return branchesOf(texts).reduce(
      (changed, { branch, steps: inner }) => withBranch(changed, branch, renameVariable(inner, from, to)),
      texts,
    );
  });
}

/** Replaces a path and what lies below it, and no longer name that begins the same. */
function replaceReference(text: string, from: string, to: string): string {
  const escaped = from.replaceAll('.', String.raw`\.`);
  return text.replace(new RegExp(String.raw`(?<![\w.])${escaped}(?!\w)`, 'g'), to);
}

/** Applies a change to every text of a step that refers to values, not to those of the steps inside. */
function mapTexts(step: StepDto, change: (text: string) => string): StepDto {
  const { prompt, webSearch, condition, forEach, httpRequest, sendMail } = step;
  if (prompt) {
    const system = prompt.system === null ? null : change(prompt.system);
    return { ...step, prompt: { ...prompt, prompt: change(prompt.prompt), system } };
  }
  if (webSearch) return { ...step, webSearch: { ...webSearch, query: change(webSearch.query) } };
  if (condition) {
    const { left, operator, right } = condition.condition;
    return { ...step, condition: { ...condition, condition: { left: change(left), operator, right: change(right) } } };
  }
  if (forEach) return { ...step, forEach: { ...forEach, list: change(forEach.list) } };
  if (httpRequest) {
    const headers = httpRequest.headers.map(({ name, value }) => ({ name, value: change(value) }));
    const body = httpRequest.body === null ? null : change(httpRequest.body);
    return { ...step, httpRequest: { ...httpRequest, url: change(httpRequest.url), headers, body } };
  }
  if (sendMail) {
    const { recipients, subject, text } = sendMail;
    return { ...step, sendMail: { recipients: recipients.map(change), subject: change(subject), text: change(text) } };
  }
  return step;
}

/** The texts of a step that refer to values, by the field that a server error names. */
export function textsOf(step: StepDto): readonly (readonly [field: string, text: string])[] {
  const { prompt, webSearch, condition, forEach, httpRequest, sendMail } = step;
  if (prompt) {
    return [
      ['prompt.prompt', prompt.prompt],
      ['prompt.system', prompt.system ?? ''],
    ];
  }
  if (webSearch) return [['webSearch.query', webSearch.query]];
  if (condition) {
    return [
      ['condition.condition.left', condition.condition.left],
      ['condition.condition.right', condition.condition.right],
    ];
  }
  if (forEach) return [['forEach.list', forEach.list]];
  if (httpRequest) {
    return [
      ['httpRequest.url', httpRequest.url],
      ...httpRequest.headers.map(({ value }, index) => [`httpRequest.headers.${index}.value`, value] as const),
      ['httpRequest.body', httpRequest.body ?? ''],
    ];
  }
  if (sendMail) {
    return [
      ...sendMail.recipients.map((recipient, index) => [`sendMail.recipients.${index}`, recipient] as const),
      ['sendMail.subject', sendMail.subject],
      ['sendMail.text', sendMail.text],
    ];
  }
  return [];
}
