import type { Block } from '../letter.js';

export function text(words: string): Block {
  return { kind: 'text', text: words };
}

/** What somebody wrote; nothing where nobody did. */
export function quote(label: string, words: string | null): Block[] {
  return words === null || words.trim() === '' ? [] : [{ kind: 'quote', label, text: words }];
}
