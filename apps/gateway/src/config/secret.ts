import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Env } from './env.js';

/** Gives the settings their secret: the one that is set, or the one that is made once and kept in the data folder. */
export async function ensureSecret(env: Env): Promise<Env> {
  env.NYLA_SECRET ??= await keptSecret(env.NYLA_DATA_DIR);
  return env;
}

async function keptSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // Of two gateways that start at once one makes it, and both use that one.
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
