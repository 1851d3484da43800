import { type FileFormat, XLSX_MEDIA_TYPE } from '@nyla/contracts/constants';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Query } from '@/lib/api/client';
import { type DownloadProgress, download } from '../api/download';
import { openTarget } from '../api/download-target';

const MEDIA_TYPES: Readonly<Record<FileFormat, string>> = { csv: 'text/csv', xlsx: XLSX_MEDIA_TYPE };

export type ExportState =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'running'; readonly fileName: string } & DownloadProgress)
  | { readonly kind: 'done'; readonly fileName: string; readonly rows: number | undefined }
  | { readonly kind: 'failed'; readonly error: unknown; readonly wanted: WantedFile };

export interface WantedFile {
  readonly path: string;
  readonly query: Query;
  readonly format: FileFormat;
  readonly fileName: string;
  /** Rows, where the page knows them already. */
  readonly rows?: number | undefined;
}

const IDLE: ExportState = { kind: 'idle' };

/** One download at a time, with its progress and a way to end it. Leaving the page ends it too. */
export function useExport() {
  const [state, setState] = useState<ExportState>(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(async (wanted: WantedFile): Promise<void> => {
    const { path, query, format, fileName, rows } = wanted;
    const mediaType = MEDIA_TYPES[format];
    const target = await openTarget(fileName, mediaType, rows);
    if (!target) return;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    setState({ kind: 'running', fileName, share: 0, rows });
    let known = rows;
    try {
      await download(
        path,
        { ...query, format },
        {
          accept: mediaType,
          signal,
          target,
          onProgress: (progress) => {
            known = progress.rows ?? known;
            if (!signal.aborted) setState({ kind: 'running', fileName, share: progress.share, rows: known });
          },
        },
      );
      if (!signal.aborted) setState({ kind: 'done', fileName, rows: known });
    } catch (error) {
      if (!signal.aborted) setState({ kind: 'failed', error, wanted });
    }
  }, []);

  const stop = useCallback(() => {
    running.current?.abort();
    setState(IDLE);
  }, []);
  return {
    state,
    start: (wanted: WantedFile) => void start(wanted),
    retry: () => {
      if (state.kind === 'failed') void start(state.wanted);
    },
    stop,
  };
}
