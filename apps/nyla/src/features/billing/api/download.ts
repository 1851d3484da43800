import { ESTIMATED_LENGTH_HEADER, TOTAL_COUNT_HEADER } from '@nyla/contracts/constants';
import { networkError } from '@/lib/api/api-error';
import { apiFetch, type Query } from '@/lib/api/client';

/** How far a download is. */
export interface DownloadProgress {
  /** From 0 to 1; undefined where the server could not tell how long the file will be. */
  readonly share: number | undefined;
  /** Rows of the whole file. */
  readonly rows: number | undefined;
}

/** Where the bytes of a download go. */
export interface DownloadTarget {
  readonly write: (piece: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly finish: (mediaType: string) => Promise<void>;
  /** Throws away what was written. */
  readonly abandon: () => Promise<void>;
}

interface DownloadOptions {
  readonly accept: string;
  readonly signal: AbortSignal;
  readonly target: DownloadTarget;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Length is estimated, so that only the end is the whole. */
const ALMOST = 0.99;

/**
 * Draws a file from the API in the active mandate, piece by piece; nothing is asked for before the last piece is stored.
 * @throws ApiError, or the platform's `AbortError` when the signal is aborted.
 */
export async function download(path: string, query: Query, options: DownloadOptions): Promise<void> {
  const { accept, signal, target, onProgress } = options;
  try {
    // A plain link could not carry the header that names the mandate.
    const response = await apiFetch(path, { method: 'GET', query, accept, signal });
    const rows = numberOf(response.headers.get(TOTAL_COUNT_HEADER));
    const length = numberOf(response.headers.get(ESTIMATED_LENGTH_HEADER));
    let received = 0;
    const shareOf = () => (length === undefined ? undefined : Math.min(received / Math.max(length, 1), ALMOST));
    onProgress({ share: shareOf(), rows });
    const reader = response.body?.getReader();
    for (;;) {
      const piece = await reader?.read().catch((cause: unknown) => {
        if (signal.aborted) throw cause;
        throw networkError(cause);
      });
      if (!piece || piece.done) break;
      await target.write(piece.value);
      received += piece.value.length;
      onProgress({ share: shareOf(), rows });
    }
    signal.throwIfAborted();
    await target.finish(response.headers.get('content-type') ?? accept);
  } catch (error) {
    await target.abandon().catch(() => undefined);
    throw error;
  }
}

function numberOf(text: string | null): number | undefined {
  return text === null || !/^\d+$/.test(text) ? undefined : Number(text);
}
