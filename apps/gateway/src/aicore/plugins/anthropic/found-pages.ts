import type { WebSource } from '../../connector.contract.js';
import { asRecord, textOf } from '../provider-fault.js';
import { type FoundPage, SourceList } from '../source-list.js';

type Json = Readonly<Record<string, unknown>>;

/** The pages of the provider's own web searches: those that the answer cites come first, in the order of citation. */
export class FoundPages {
  private readonly found = new Map<unknown, FoundPage>();
  private readonly cited: FoundPage[] = [];

  /** Takes the pages that an event of a message names, if any. */
  read({ content_block: block, delta }: Json): void {
    const { type, content, citations } = asRecord(block);
    if (type === 'web_search_tool_result') this.addResults(content);
    for (const citation of listOf(citations)) this.addCitation(citation);
    const { type: deltaType, citation } = asRecord(delta);
    if (deltaType === 'citations_delta') this.addCitation(asRecord(citation));
  }

  get sources(): readonly WebSource[] {
    const list = new SourceList();
    for (const page of [...this.cited, ...this.found.values()]) list.add(page);
    return list.sources;
  }

  /** In place of its results a search that failed has an error. */
  private addResults(results: unknown): void {
    for (const { url, title, page_age: publishedDate } of listOf(results)) {
      this.found.set(url, { url, title, publishedDate });
    }
  }

  private addCitation({ type, url, title, cited_text: snippet }: Json): void {
    if (type !== 'web_search_result_location') return;
    const found = this.found.get(url);
    this.cited.push({ url, title: textOf(title) ?? found?.title, snippet, publishedDate: found?.publishedDate });
  }
}

function listOf(value: unknown): Json[] {
  return (Array.isArray(value) ? value : []).map(asRecord);
}
