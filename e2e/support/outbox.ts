import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import pg from 'pg';
import type { House } from './houses.js';

/** The link in the newest mail of a kind to somebody, read where the gateway has written it. */
export async function linkMailedTo(
  house: House,
  kind: 'password_reset' | 'invitation',
  email: string,
): Promise<string> {
  const folder = path.join(house.dataDir, 'postgres');
  const password = (await readFile(path.join(folder, 'password'), 'utf8')).trim();
  // The fourth line of PostgreSQL's own file is its port.
  const port = Number((await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'poweron_app' });
  await client.connect();
  try {
    let link = '';
    await expect
      .poll(async () => {
        const { rows } = await client.query<{ path: string }>(
          `SELECT data->>'path' AS path FROM mail_outbox WHERE kind = $1 AND address = $2 ORDER BY created_at DESC LIMIT 1`,
          [kind, email],
        );
        link = rows[0]?.path ?? '';
        return link;
      })
      .not.toBe('');
    return link;
  } finally {
    await client.end();
  }
}
