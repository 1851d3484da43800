import {
  AUDIT_ACTOR_KINDS,
  AUDIT_SUBJECTS,
  type AuditActorKind,
  type AuditSubject,
  SEARCH_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { isDay } from '@/lib/calendar';
import { UUID } from '@/lib/uuid';

type Input = Readonly<Record<string, unknown>>;

/** URL parameters of the trail. */
export interface AuditSearch {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: AuditSubject;
  readonly actorKind?: AuditActorKind;
  readonly userId?: string;
  readonly mandateId?: string;
  readonly q?: string;
  /** The line that is open. */
  readonly entry?: string;
}

// The gateway refuses what PostgreSQL cannot store; a URL that holds it must not break the page.
const UNSTORABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** Reads the URL; whatever is not understood is no filter. */
export function parseAuditSearch(input: Input): AuditSearch {
  const [from, to] = [day(input['from']), day(input['to'])];
  return compact({
    from,
    to: from !== undefined && to !== undefined && to < from ? undefined : to,
    subject: AUDIT_SUBJECTS.find((known) => known === input['subject']),
    actorKind: AUDIT_ACTOR_KINDS.find((known) => known === input['actorKind']),
    userId: uuid(input['userId']),
    mandateId: uuid(input['mandateId']),
    q: text(input['q']),
    entry: uuid(input['entry']),
  });
}

/** What the gateway is asked for: an open line is no filter. */
export function filterOf({ entry: _entry, ...filter }: AuditSearch): Omit<AuditSearch, 'entry'> {
  return filter;
}

export function isFiltered(search: AuditSearch): boolean {
  return Object.keys(filterOf(search)).length > 0;
}

/** Leaves out what is undefined, so that it does not show up in the URL. */
export function compact(search: { readonly [K in keyof AuditSearch]?: AuditSearch[K] | undefined }): AuditSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as AuditSearch;
}

function day(value: unknown): string | undefined {
  return isDay(value) ? value : undefined;
}

function uuid(value: unknown): string | undefined {
  return typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : undefined;
}

function text(value: unknown): string | undefined {
  const written = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof written !== 'string' || UNSTORABLE.test(written)) return undefined;
  const trimmed = written.trim().slice(0, SEARCH_MAX_LENGTH);
  return trimmed === '' ? undefined : trimmed;
}
