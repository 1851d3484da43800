import type { RunInputDto, VariableDto } from '@nyla/contracts';

/**
 * The inputs in what a program sent: its fields that are named like a variable. Whatever else it sends is left alone,
 * because most programs cannot be told what to send.
 */
export function webhookInputs(variables: readonly VariableDto[], body: unknown): RunInputDto[] {
  if (typeof body !== 'object' || body === null) return [];
  return variables.flatMap(({ name, type }) => {
    const value = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (value === undefined || value === null) return [];
    const isList = type === 'list' && Array.isArray(value);
    return [{ name, value: isList ? (value as unknown[]).map(lineOf).join('\n') : textOf(value) }];
  });
}

/** An entry of a list stands on one line. */
function lineOf(entry: unknown): string {
  return textOf(entry).replace(/\s*\n\s*/g, ' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
