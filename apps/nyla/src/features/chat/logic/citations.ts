import type { SourceDto } from '@nyla/contracts';
import { sourceLink } from '@/lib/source-link';

/** The part of a hast node that is looked at here. */
interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: HtmlNode[];
}

const CITATION = /\[([1-9]\d{0,2})\]/g;
/** What stands in code is code, and a link leads somewhere already. */
const UNTOUCHED: ReadonlySet<string> = new Set(['a', 'code', 'pre']);

/** Text cut at its citations: numbers are sources that exist, from 1; everything else stays text. */
export function splitCitations(text: string, sourceCount: number): readonly (string | number)[] {
  const pieces: (string | number)[] = [];
  let end = 0;
  for (const match of text.matchAll(CITATION)) {
    const number = Number(match[1]);
    if (number > sourceCount) continue;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(number);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/**
 * Makes `[1]` in an answer a link to its first source. It works on the tree after sanitising: what it adds is ours, and
 * an answer cannot write such a link itself.
 */
export function linkCitations({ sources }: { readonly sources: readonly SourceDto[] }) {
  return (tree: HtmlNode): void => {
    if (sources.length > 0) visit(tree, sources);
  };
}

function visit(node: HtmlNode, sources: readonly SourceDto[]): void {
  if (!node.children || (node.tagName && UNTOUCHED.has(node.tagName))) return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text') return linked(child, sources);
    visit(child, sources);
    return child;
  });
}

function linked(node: HtmlNode, sources: readonly SourceDto[]): HtmlNode[] {
  const pieces = splitCitations(node.value ?? '', sources.length);
  return pieces.map((piece) => (typeof piece === 'string' ? text(piece) : citation(piece, sources[piece - 1])));
}

function citation(number: number, source: SourceDto | undefined): HtmlNode {
  const label = `[${number}]`;
  const href = source && sourceLink(source.url).href;
  if (!href) return text(label);
  return {
    type: 'element',
    tagName: 'a',
    properties: { href, dataCitation: number, title: source.title },
    children: [text(label)],
  };
}

function text(value: string): HtmlNode {
  return { type: 'text', value };
}
