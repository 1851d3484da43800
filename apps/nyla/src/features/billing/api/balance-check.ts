import type { BalanceCheckDto, BalanceCheckProgressDto } from '@nyla/contracts';
import { networkError } from '@/lib/api/api-error';
import { getEvents } from '@/lib/api/sse';

/**
 * Has the balance recomputed, and tells how far that is.
 * @throws ApiError, or the platform's `AbortError` when the signal is aborted.
 */
export async function checkBalance(
  signal: AbortSignal,
  onProgress: (progress: BalanceCheckProgressDto) => void,
): Promise<BalanceCheckDto> {
  for await (const { event, data } of getEvents('/billing/check/events', undefined, { signal })) {
    if (event === 'result') return JSON.parse(data) as BalanceCheckDto;
    if (event === 'progress') onProgress(JSON.parse(data) as BalanceCheckProgressDto);
  }
  signal.throwIfAborted();
  throw networkError(new Error('the check ended without a result'));
}
