import pg from 'pg';
import type { DatabaseUrls } from '../../src/database/database.module.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*[+:\dZ]*/g;
const BYTES = /\\\\x[0-9a-f]{2,}/g;

/** Every row of every table of both databases, sorted. */
export async function dumpTables(urls: DatabaseUrls): Promise<string[]> {
  const rows: string[] = [];
  for (const [database, connectionString] of Object.entries(urls)) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const tables = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    );
    for (const { name } of tables.rows) {
      const found = await client.query<{ line: string }>(`SELECT to_jsonb(t)::text AS line FROM "${name}" t`);
      rows.push(...found.rows.map(({ line }) => `${database}.${name} ${line}`));
    }
    await client.end();
  }
  return rows.toSorted();
}

/** The same without what is another at each run: ids but the ones that are kept, moments, hashes. */
export function normalised(rows: readonly string[], keptIds: ReadonlySet<string>): string[] {
  return rows
    .map((row) =>
      row
        .replace(UUID, (id) => (keptIds.has(id) ? id : '<id>'))
        .replace(TIME, '<time>')
        .replace(BYTES, '<bytes>'),
    )
    .toSorted();
}
