import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/api/client';

export interface DemoLogin {
  readonly email: string;
  readonly displayName: string;
  /** Name of a role; the default ones have a translation. */
  readonly role: string;
}

/** What the login page may offer before anybody is known. */
export interface SessionOptions {
  readonly demo: boolean;
  readonly demoLogins: readonly DemoLogin[];
  readonly demoPassword: string | null;
}

export const sessionOptionsQuery = queryOptions({
  queryKey: ['session', 'options'],
  queryFn: ({ signal }) => apiGet<SessionOptions>('/session/options', undefined, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
