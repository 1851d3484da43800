import type pg from 'pg';

/** What a mere request may touch: when a session or a key was last seen. */
const SEEN_ONLY = new Set(['user_session', 'api_key']);
/** What gateways tell by themselves, every few seconds. */
const BY_THEMSELVES = new Set(['connector_minute', 'connector_status', 'gateway_heartbeat']);

/** Every table with its number of rows and a hash of all that is in them: two that are equal hold the same. */
export async function fingerprint(...databases: readonly pg.Pool[]): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const database of databases) {
    const tables = await database.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
    );
    for (const { tablename } of tables.rows) {
      if (BY_THEMSELVES.has(tablename)) continue;
      const content = SEEN_ONLY.has(tablename)
        ? "''"
        : "md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), ''))";
      const { rows } = await database.query<{ print: string }>(
        `SELECT count(*) || ' ' || ${content} AS print FROM "${tablename}" t`,
      );
      prints[tablename] = rows[0]?.print ?? '';
    }
  }
  return prints;
}
