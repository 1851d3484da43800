import type { Client } from 'pg';
import { errorCode } from './embedded-postgres-error.js';

/** Owns Nyla's databases and nothing else. What a table refuses to its owner is refused to Nyla, unlike to a superuser. */
export const ORDINARY_ROLE = 'nyla';

const HAND_OVER_LOCK = 7_194_030;
const DUPLICATE_ROLE = '42710';

/** Indexes and the sequences of columns follow their tables. */
const HAND_OVER = `
  DO $$
  DECLARE it text;
  BEGIN
    FOR it IN SELECT oid::regclass FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') LOOP
      EXECUTE format('ALTER TABLE %s OWNER TO ${ORDINARY_ROLE}', it);
    END LOOP;
    FOR it IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
      EXECUTE format('ALTER ROUTINE %s OWNER TO ${ORDINARY_ROLE}', it);
    END LOOP;
  END $$
`;

/**
 * Makes the role and gives it a database, with everything that a superuser has left in it.
 * @param server connected as the superuser
 * @param inside the same, in the database
 */
export async function giveToOrdinaryRole(
  server: Client,
  inside: () => Promise<Client>,
  database: string,
  password: string,
): Promise<void> {
  // Processes that start together would stumble over each other.
  await server.query('SELECT pg_advisory_lock($1)', [HAND_OVER_LOCK]);
  try {
    await ensureRole(server, password);
    const { rows } = await server.query<{ owner: string }>(
      'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
      [database],
    );
    if (rows[0]?.owner === ORDINARY_ROLE) return;
    const client = await inside();
    try {
      await client.query(HAND_OVER);
    } finally {
      await client.end();
    }
    // Last, so that a hand-over that was interrupted begins again.
    await server.query(`ALTER DATABASE "${database}" OWNER TO ${ORDINARY_ROLE}`);
  } finally {
    await server.query('SELECT pg_advisory_unlock($1)', [HAND_OVER_LOCK]);
  }
}

async function ensureRole(server: Client, password: string): Promise<void> {
  const { rows } = await server.query<{ make: string }>(
    `SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text) AS make`,
    [ORDINARY_ROLE, password],
  );
  await server.query(rows[0]?.make ?? '').catch((error: unknown) => {
    if (errorCode(error) !== DUPLICATE_ROLE) throw error;
  });
}
