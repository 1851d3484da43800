import { parseStorable } from './storable.js';

/** The outcome of reading an answer as JSON. */
export type JsonReading = { readonly found: true; readonly value: unknown } | { readonly found: false };

const FENCED = /```[^\n`]*\n([\s\S]*?)```/g;

/**
 * The JSON in a model's answer: all of it, or what stands in a code fence, or what stands between the first and the
 * last bracket. Models were told to send nothing else, and some add a sentence all the same.
 */
export function readJson(answer: string): JsonReading {
  const fenced = [...answer.matchAll(FENCED)].map(([, content = '']) => content);
  for (const candidate of [answer, ...fenced, ...bracketed(answer)]) {
    const reading = parse(candidate);
    if (reading.found) return reading;
  }
  return { found: false };
}

/** From the first to the last bracket of each kind; the kind that begins first holds the other. */
function bracketed(text: string): string[] {
  const kinds = [
    { from: text.indexOf('{'), to: text.lastIndexOf('}') },
    { from: text.indexOf('['), to: text.lastIndexOf(']') },
  ];
  return kinds
    .filter(({ from, to }) => from >= 0 && to > from)
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to }) => text.slice(from, to + 1));
}

function parse(text: string): JsonReading {
  const trimmed = text.trim();
  if (trimmed === '') return { found: false };
  try {
    return { found: true, value: parseStorable(trimmed) };
  } catch {
    return { found: false };
  }
}

/** What a model is told so that it answers in JSON. */
export function jsonInstruction(schema: string): string {
  return `Answer with one JSON value and nothing else: no explanation, no code fence. It must satisfy this JSON schema:\n${schema}`;
}

/** What a model is told when its JSON was not right. */
export function repairInstruction(problem: string): string {
  return `That answer cannot be used: ${problem}. Answer again with the corrected JSON value and nothing else.`;
}
