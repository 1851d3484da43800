import type { AutomationDefinitionDto, StepDto } from '@nyla/contracts';
import { type StepRow, stepRows } from './steps';

/** Something that a template can insert at a place. */
export interface PathOption {
  /** What stands between the braces. */
  readonly path: string;
  readonly from: 'variable' | 'step' | 'item';
  /** Name of the variable or step, as people wrote it. */
  readonly name: string;
  readonly isList: boolean;
}

/** What a step hands on, below `steps.<id>`; a condition hands on what the last step of its branch does. */
const OUTPUTS = {
  prompt: ['text'],
  web_search: ['text', 'sources'],
  http_request: ['status', 'text', 'json'],
  for_each: ['items'],
  send_mail: ['recipients'],
} as const satisfies Partial<Record<StepDto['kind'], readonly string[]>>;

const LISTS: ReadonlySet<string> = new Set(['sources', 'items', 'recipients']);

/** Every value that exists when a step begins: variables, what earlier steps gave, and the entry of a loop around it. */
export function pathsAt(definition: AutomationDefinitionDto, stepId: string): readonly PathOption[] {
  const rows = stepRows(definition.steps);
  const row = rows.find(({ step }) => step.id === stepId);
  const variables = definition.variables
    .filter(({ name }) => name !== '')
    .map(
      ({ name, label, type }): PathOption => ({
        path: `variables.${name}`,
        from: 'variable',
        name: label || name,
        isList: type === 'list',
      }),
    );
  if (!row) return variables;
  const around = ancestorsOf(row, rows);
  const inLoop = around.some(({ step }) => step.kind === 'for_each');
  const item: PathOption[] = inLoop ? [{ path: 'item', from: 'item', name: '', isList: false }] : [];
  const places = [row, ...around];
  const earlier = rows.filter((other) =>
    places.some(
      (place) => place.parent?.id === other.parent?.id && place.branch === other.branch && other.index < place.index,
    ),
  );
  return [...item, ...variables, ...earlier.flatMap(({ step }) => outputsOf(step))];
}

function outputsOf(step: StepDto): PathOption[] {
  const base = `steps.${step.id}`;
  const option = (path: string, isList = false): PathOption => ({ path, from: 'step', name: step.name, isList });
  return fieldsOf(step).map(({ field, isList }) => option(`${base}.${field}`, isList));
}

interface Field {
  readonly field: string;
  readonly isList: boolean;
}

function fieldsOf(step: StepDto): Field[] {
  if (step.kind === 'condition') return branchFields(step);
  const own = OUTPUTS[step.kind].map((field) => ({ field, isList: LISTS.has(field) }));
  return [...own, ...schemaOutputs(step)];
}

/** What is there whichever way the run goes. */
function branchFields({ condition }: StepDto): Field[] {
  const [then = [], otherwise = []] = [condition?.steps, condition?.otherwise].map((steps) => {
    const last = steps?.at(-1);
    return last ? fieldsOf(last) : [];
  });
  return then.filter(({ field }) => otherwise.some((other) => other.field === field));
}

/** An answer with a schema can be taken apart by the schema's properties. */
function schemaOutputs({ prompt }: StepDto): Field[] {
  if (!prompt?.jsonSchema) return [];
  const schema = readSchema(prompt.jsonSchema);
  const properties = Object.entries(schema?.properties ?? {});
  return [
    { field: 'json', isList: schema?.type === 'array' },
    ...properties.map(([name, { type }]) => ({ field: `json.${name}`, isList: type === 'array' })),
  ];
}

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, { readonly type?: unknown }>>;
}

function readSchema(text: string): Schema | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function ancestorsOf(row: StepRow, rows: readonly StepRow[]): StepRow[] {
  const parent = rows.find(({ step }) => step.id === row.parent?.id);
  return parent ? [parent, ...ancestorsOf(parent, rows)] : [];
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The paths that a template names. */
export function pathsIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, path = '']) => path);
}

/**
 * Those of a template's paths that nothing stands behind: a variable that is not defined, a step that does not exist
 * or comes later, the entry of a loop outside of one. What lies deeper is only known when it runs.
 */
export function unknownPaths(definition: AutomationDefinitionDto, stepId: string, paths: readonly string[]): string[] {
  const rows = stepRows(definition.steps);
  const at = rows.findIndex(({ step }) => step.id === stepId);
  const row = rows[at];
  if (!row) return [];
  const around = ancestorsOf(row, rows);
  const known = new Set(definition.variables.map(({ name }) => name));
  // A step behind a condition may have run or not; which, only the run knows.
  const before = new Set(rows.slice(0, at).map(({ step }) => step.id));
  for (const { step } of around) before.delete(step.id);
  const inLoop = around.some(({ step }) => step.kind === 'for_each');
  return paths.filter((path) => {
    const [root, name = ''] = path.split(/[.[]/);
    switch (root) {
      case 'variables':
        return !known.has(name);
      case 'steps':
        return !before.has(name);
      case 'item':
        return !inLoop;
      default:
        return false;
    }
  });
}
