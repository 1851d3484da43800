import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/api-error';

const RETRIES = 2;

/** Reads are tried again when the network or the server failed; a refusal is an answer and is not. */
function mayRetry(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !refused && failures < RETRIES;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: mayRetry, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
