import type { DownloadTarget } from './download';

/** Beyond so many rows a file does not belong into the memory of a tab. */
const ROWS_IN_MEMORY = 50_000;

interface WritableFile {
  readonly write: (piece: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly abort: () => Promise<void>;
}

type SavePicker = (options: {
  suggestedName: string;
  types: { accept: Record<string, string[]> }[];
}) => Promise<{ createWritable: () => Promise<WritableFile> }>;

/**
 * Where a download goes: large ones straight to a file that the reader chooses, where the browser can do that, others
 * through memory into the folder of downloads. Call it within a click. Null: the reader chose no file.
 */
export async function openTarget(
  fileName: string,
  mediaType: string,
  rows: number | undefined,
): Promise<DownloadTarget | null> {
  const pick = (window as { readonly showSaveFilePicker?: SavePicker }).showSaveFilePicker;
  if (!pick || (rows !== undefined && rows <= ROWS_IN_MEMORY)) return inMemory(fileName);
  try {
    const extension = fileName.slice(fileName.lastIndexOf('.'));
    const handle = await pick.call(window, {
      suggestedName: fileName,
      types: [{ accept: { [mediaType]: [extension] } }],
    });
    const file = await handle.createWritable();
    return {
      write: (piece) => file.write(piece),
      finish: () => file.close(),
      abandon: () => file.abort(),
    };
  } catch (error) {
    if ((error as Error).name === 'AbortError') return null;
    // Not allowed in this frame, or the disk refuses: the folder of downloads takes it.
    return inMemory(fileName);
  }
}

function inMemory(fileName: string): DownloadTarget {
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  return {
    write: async (piece) => {
      pieces.push(piece);
    },
    finish: async (mediaType) => {
      const address = URL.createObjectURL(new Blob(pieces, { type: mediaType }));
      const link = document.createElement('a');
      link.href = address;
      link.download = fileName;
      link.click();
      // The download has taken its own reference by the next task.
      setTimeout(() => URL.revokeObjectURL(address));
    },
    abandon: async () => {
      pieces = [];
    },
  };
}
