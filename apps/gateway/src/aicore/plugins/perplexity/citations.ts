import type { WebSource } from '../../connector.contract.js';
import { asRecord, textOf } from '../provider-fault.js';
import { SourceList } from '../source-list.js';

const CITATION = /\[(?:web:)?(\d{1,3})\]/g;
/** The beginning of a citation that the next piece of text may complete. */
const UNFINISHED = /\[(?:w|we|web|web:)?\d{0,3}$/;

/**
 * The pages that a run found, and the citations that point to them. The provider counts all results of all its
 * searches, as `[web:17]` or `[17]`; the list has each page once, so citations are renumbered to fit it.
 */
export class Citations {
  private readonly list = new SourceList();
  /** The number of each result in the list; null for one that is not kept. */
  private readonly numbers: (number | null)[] = [];
  private rest = '';

  get sources(): readonly WebSource[] {
    return this.list.sources;
  }

  /** Takes the results of one search, in the order in which they are cited. */
  addResults(results: unknown): void {
    for (const result of Array.isArray(results) ? results : []) {
      const { url, title, snippet, date } = asRecord(result);
      this.numbers.push(this.list.add({ url, title, snippet, publishedDate: date }));
    }
  }

  /** Takes pages that the answer's own notes name; those that a search has found keep their place. */
  addAnnotations(annotations: unknown): void {
    for (const annotation of Array.isArray(annotations) ? annotations : []) {
      const { url, title } = asRecord(annotation);
      this.list.add({ url, title });
    }
  }

  /** The next piece of the answer, without a citation that is not complete yet. */
  push(piece: unknown): string {
    const text = this.rest + (textOf(piece) ?? '');
    this.rest = UNFINISHED.exec(text)?.[0] ?? '';
    return this.renumber(text.slice(0, text.length - this.rest.length));
  }

  /** What is left when the answer ends. */
  end(): string {
    const { rest } = this;
    this.rest = '';
    return rest;
  }

  private renumber(text: string): string {
    return text.replace(CITATION, (citation, digits: string) => {
      const number = this.numbers[Number(digits) - 1];
      return number ? `[${number}]` : citation;
    });
  }
}
