/**
 * A problem with the embedded PostgreSQL that the operator can act on. The message names the cause and the way out;
 * it never holds a password and is meant to be printed without its stack.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it was removed meanwhile',
  EROFS: 'it lies on a read-only file system',
  EACCES: 'access is denied',
  EPERM: 'the operation is not permitted',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
};

/** The `code` of a Node or PostgreSQL error (`ENOENT`, `28P01`, …), if it has one. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: an error of Node itself is no instance of it inside a test runner's own realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a file system error on the data folder into a message for the operator; other errors pass unchanged. */
export function explainFileError(error: unknown, folder: string): unknown {
  const problem = FILE_PROBLEMS[errorCode(error) ?? ''];
  if (error instanceof EmbeddedPostgresError || problem === undefined) return error;
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot use the folder ${folder}: ${problem}. ` +
      'Make it writable, choose another folder with NYLA_DATA_DIR, or set DATABASE_URL and BILLING_DATABASE_URL.',
    { cause: error },
  );
}
