import { MAIL_KINDS, MAIL_STATES, type MailKind, type MailState, SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { searchText } from '@/lib/search-text';
import { UUID } from '@/lib/uuid';

/** URL parameters of the list of mails. */
export interface MailSearch {
  readonly state?: MailState;
  readonly kind?: MailKind;
  readonly mandateId?: string;
  readonly q?: string;
}

/** Reads the URL; whatever is not understood is no filter. */
export function parseMailSearch(input: Readonly<Record<string, unknown>>): MailSearch {
  const mandateId = input['mandateId'];
  return compact({
    state: MAIL_STATES.find((known) => known === input['state']),
    kind: MAIL_KINDS.find((known) => known === input['kind']),
    mandateId: typeof mandateId === 'string' && UUID.test(mandateId) ? mandateId.toLowerCase() : undefined,
    q: searchText(input['q'], SEARCH_MAX_LENGTH),
  });
}

export function isFiltered(search: MailSearch): boolean {
  return Object.keys(search).length > 0;
}

/** Leaves out what is undefined, so that it does not show up in the URL. */
export function compact(search: { readonly [K in keyof MailSearch]?: MailSearch[K] | undefined }): MailSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as MailSearch;
}
