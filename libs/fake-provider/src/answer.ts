import { type FakeScript, withoutMagic } from './script.js';

/** A chat request in the one form that both interfaces are read into. */
export interface AnswerRequest {
  readonly model: string;
  readonly messages: readonly string[];
  readonly maxOutputTokens: number;
}

/** What the provider will say. A word is a token: never more than a real tokenizer finds in it. */
export interface Answer {
  readonly words: readonly string[];
  readonly truncated: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const DEFAULT_WORDS = 24;
const TOKENS_PER_MESSAGE = 4;
const WORDS = /\s*\S+/g;
const VOCABULARY =
  'Der Saldo stimmt mit der Summe aller Buchungen überein und jede Anfrage wird genau einmal verbucht weil nichts gerundet wird bevor alle Zeilen addiert sind'.split(
    ' ',
  );

/** The same request gets the same answer. */
export function makeAnswer(request: AnswerRequest, script: FakeScript): Answer {
  const all = script.text === undefined ? madeUpWords(script.words ?? DEFAULT_WORDS) : (script.text.match(WORDS) ?? []);
  const words = all.slice(0, request.maxOutputTokens);
  return {
    words,
    truncated: words.length < all.length,
    inputTokens: request.messages.reduce((sum, message) => sum + TOKENS_PER_MESSAGE + countWords(message), 0),
    outputTokens: words.length,
  };
}

function madeUpWords(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const word = VOCABULARY[index % VOCABULARY.length] ?? '';
    return index === 0 ? word : ` ${word}`;
  });
}

function countWords(text: string): number {
  return withoutMagic(text).match(WORDS)?.length ?? 0;
}
