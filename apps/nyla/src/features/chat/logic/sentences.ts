export interface Announcement {
  /** Complete sentences that have not been read out yet, without markup; empty when there are none. */
  readonly text: string;
  /** Where the next call goes on. */
  readonly next: number;
}

// A sentence ends at its mark followed by white space, at a colon before a break, or where a line ends.
const SENTENCE_END = /[.!?…]["'»”)\]]*(?=\s)|\n+/g;
const CODE_FENCE = '```';

/**
 * The sentences that a growing text has completed since `from`. A screen reader hears whole sentences
 * instead of every fragment, and never a block of code that is still being written.
 */
export function completedSentences(text: string, from: number): Announcement {
  let end = from;
  SENTENCE_END.lastIndex = from;
  for (let match = SENTENCE_END.exec(text); match; match = SENTENCE_END.exec(text)) {
    const candidate = match.index + match[0].length;
    if (!insideCode(text, candidate)) end = candidate;
  }
  return { text: spoken(text.slice(from, end)), next: end };
}

/** What is left when the answer has ended, complete or not. */
export function remainingText(text: string, from: number): string {
  return spoken(text.slice(from));
}

function insideCode(text: string, position: number): boolean {
  return text.slice(0, position).split(CODE_FENCE).length % 2 === 0;
}

/** Markdown as somebody would read it aloud. */
function spoken(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[\s>]*(?:#{1,6}|[-*+]|\|)\s+/gm, '')
    .replace(/[*_`|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
