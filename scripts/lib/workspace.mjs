import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const IGNORED = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report']);

/** Folders of all workspace packages, relative to the root; the same that pnpm-workspace.yaml names. */
export function workspacePackages() {
  const groups = ['apps', 'libs'].flatMap((group) =>
    existsSync(path.join(ROOT, group)) ? readdirSync(path.join(ROOT, group)).map((name) => `${group}/${name}`) : [],
  );
  return [...groups, 'e2e'].filter((folder) => existsSync(path.join(ROOT, folder, 'package.json'))).sort();
}

/** The parsed package.json of a folder. */
export function manifestOf(folder) {
  return JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'));
}

/** All files below a folder that were written by people, relative to the root, in a stable order. */
export function sourceFiles(folder) {
  const found = [];
  for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    if (IGNORED.has(entry.name) || entry.name.startsWith('.') || entry.name.endsWith('.tsbuildinfo')) continue;
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...sourceFiles(name));
    else if (entry.isFile()) found.push(name);
  }
  return found.sort();
}

/** A hash over names and contents of files; a missing file counts as such. */
export function fingerprint(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of files) {
    const full = path.join(ROOT, file);
    hash.update(`\0${file}\0`);
    hash.update(existsSync(full) ? readFileSync(full) : 'missing');
  }
  return hash.digest('hex');
}
