import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a mail as a file that only this system user may read. It is there whole or not at all: programs that watch
 * the folder never see half a mail.
 */
export async function writeMailFile(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = path.join(folder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path.join(folder, name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Sorts by time; holds nothing that anybody wrote. The same for a repeat, which then replaces the file. */
export function mailFileName(createdAt: Date, kind: string, id: string, resent: number): string {
  const time = createdAt.toISOString().slice(0, 19).replace(/[:T]/g, '-');
  const again = resent === 0 ? '' : `.${resent}`;
  return `${time}_${kind.replace(/[^a-z_]/g, '')}_${id.replace(/[^0-9a-f-]/g, '')}${again}.eml`;
}
