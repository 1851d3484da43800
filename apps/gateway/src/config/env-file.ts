import { existsSync } from 'node:fs';
import path from 'node:path';
import { config } from 'dotenv';

const REPOSITORY_ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Adds the variables of `.env` in the repository's root; what the environment sets already wins. */
export function loadEnvFile(): void {
  const file = path.join(REPOSITORY_ROOT, '.env');
  if (existsSync(file)) config({ path: file, quiet: true });
}
