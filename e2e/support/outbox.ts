import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import { simpleParser } from 'mailparser';
import type { House } from './houses.js';

const LINKS = { password_reset: /\/reset\/[\w-]+/, invitation: /\/invite\/[\w-]+/ } as const;

/** The link in the newest mail of a kind to somebody, read from the file that stands for a mail without a mail server. */
export async function linkMailedTo(house: House, kind: keyof typeof LINKS, email: string): Promise<string> {
  const folder = path.join(house.dataDir, 'outbox');
  let link = '';
  await expect
    .poll(async () => {
      link = await newestLink(folder, kind, email);
      return link;
    })
    .not.toBe('');
  return link;
}

async function newestLink(folder: string, kind: keyof typeof LINKS, email: string): Promise<string> {
  const files = await readdir(folder).catch(() => []);
  // Names begin with the time.
  for (const file of files
    .filter((name) => name.includes(`_${kind}_`))
    .toSorted()
    .toReversed()) {
    const { to, text = '' } = await simpleParser(await readFile(path.join(folder, file)));
    const addresses = [to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));
    if (addresses.includes(email)) return LINKS[kind].exec(text)?.[0] ?? '';
  }
  return '';
}
