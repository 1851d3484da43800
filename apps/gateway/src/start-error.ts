import { InvalidSettingsError } from './config/env.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres.js';

const DATABASE = 'Check DATABASE_URL and BILLING_DATABASE_URL.';
const DATA_DIR = 'Check NYLA_DATA_DIR: it must be a folder that can be written to.';

const TEXTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program, or by a Nyla that still runs. End it, or set PORT to a free one.',
  EADDRNOTAVAIL: 'This machine has no such address. Check HOST.',
  ENOTFOUND: `A host name is not known. ${DATABASE} Check HOST.`,
  ECONNREFUSED: `PostgreSQL does not answer. ${DATABASE}`,
  ETIMEDOUT: `PostgreSQL does not answer in time. ${DATABASE}`,
  '28P01': `PostgreSQL refuses the user or the password. ${DATABASE}`,
  '28000': `PostgreSQL refuses the user. ${DATABASE}`,
  '3D000': `A database does not exist; make it first. ${DATABASE}`,
  '42501': `The database user may not do what the migrations need. ${DATABASE}`,
  EEXIST: `The data folder cannot be made. ${DATA_DIR}`,
  ENOTDIR: `The data folder cannot be made. ${DATA_DIR}`,
  ENOENT: `The data folder cannot be made. ${DATA_DIR}`,
  EROFS: `The data folder cannot be written to. ${DATA_DIR}`,
  EACCES: `The data folder cannot be written to. ${DATA_DIR}`,
  ENOSPC: 'The disk is full.',
};

/** What the operator can do about a start that failed; undefined for a fault of ours, which is shown in full. */
export function startErrorText(error: unknown): string | undefined {
  if (error instanceof InvalidSettingsError || error instanceof EmbeddedPostgresError) return error.message;
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  // A host name with several addresses fails with one error for each.
  return TEXTS[code ?? ''] ?? TEXTS[errors?.[0]?.code ?? ''];
}
