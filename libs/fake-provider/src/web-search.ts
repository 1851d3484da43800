import type { FakeScript } from './script.js';

/** One web search of the provider's own. */
export interface FakeSearch {
  readonly query: string;
  readonly pages: readonly FakePage[];
}

export interface FakePage {
  readonly url: string;
  readonly title: string;
}

const DEFAULT_RESULTS = 2;

/** The searches that a script asks for, where the request allows any; none for a request that does not. */
export function searchesOf(script: FakeScript, allowed: unknown): FakeSearch[] {
  const count = Math.min(script.searches ?? 0, typeof allowed === 'number' ? allowed : 0);
  return Array.from({ length: count }, (_, index) => ({
    query: `Frage ${index + 1}`,
    pages: Array.from({ length: script.results ?? DEFAULT_RESULTS }, (_, page) => ({
      url: `https://example.com/search-${index + 1}/page-${page + 1}`,
      title: `Page ${page + 1} of search ${index + 1}`,
    })),
  }));
}
