import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { SUPERUSER } from './cluster.js';
import { errorCode } from './embedded-postgres-error.js';
import { giveToOrdinaryRole } from './ordinary-role.js';

/** Name under which the launchers of all processes appear in `pg_stat_activity`. */
const LEASE_NAME = 'nyla embedded-postgres lease';
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_PAUSE_MS = 500;
const RECONNECT_TRIES = 60;
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

/** How to reach the embedded server. */
export interface ServerAddress {
  readonly port: number;
  readonly password: string;
}

/**
 * One open connection per process that uses the server. It is how processes know of each other: PostgreSQL sees at
 * once when a process dies, whereas a list of pids in a file would outlive them. The last to leave stops the server.
 */
export class Lease {
  readonly #address: ServerAddress;
  readonly #log: (message: string) => void;
  #client: Client;
  #closing = false;

  private constructor(client: Client, address: ServerAddress, log: (message: string) => void) {
    this.#address = address;
    this.#log = log;
    this.#client = this.#watch(client);
  }

  /** Connects; throws the error of the `pg` package as it is. */
  static async open(address: ServerAddress, log: (message: string) => void): Promise<Lease> {
    return new Lease(await connect(address), address, log);
  }

  /** The folder of the cluster that the server really serves. */
  async dataDirectory(): Promise<string> {
    const result = await this.#client.query<{ dir: string }>(`SELECT current_setting('data_directory') AS dir`);
    return result.rows[0]?.dir ?? '';
  }

  /** How many other processes use the server now. */
  async countOthers(): Promise<number> {
    const result = await this.#client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
      [LEASE_NAME],
    );
    return result.rows[0]?.count ?? 0;
  }

  /** Makes a database unless it exists. The name must have been checked: SQL takes no parameter for it. */
  async createDatabase(name: string): Promise<void> {
    const found = await this.#client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount !== 0) return;
    await this.#client.query(createDatabaseSql(name)).catch((error: unknown) => {
      // Another process made it at the same moment.
      if (![DUPLICATE_DATABASE, UNIQUE_VIOLATION].includes(errorCode(error) ?? '')) throw error;
    });
  }

  /** Gives a database to the ordinary role, which has the same password; does nothing the second time. */
  async giveToOrdinaryRole(database: string): Promise<void> {
    await giveToOrdinaryRole(this.#client, () => connect(this.#address, database), database, this.#address.password);
  }

  /** Gives the lease up; the server may already be gone. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#client.end().catch(() => undefined);
  }

  #watch(client: Client): Client {
    // Without a listener an error of an idle connection would end the whole process.
    client.on('error', () => undefined);
    client.on('end', () => {
      if (!this.#closing) void this.#reconnect();
    });
    return client;
  }

  /** After a crash of one of its processes, PostgreSQL ends all connections, recovers and goes on by itself. */
  async #reconnect(): Promise<void> {
    this.#log('The connection to the embedded PostgreSQL was lost; trying again.');
    for (let attempt = 0; attempt < RECONNECT_TRIES; attempt += 1) {
      await sleep(RECONNECT_PAUSE_MS, undefined, { ref: false });
      if (this.#closing) return;
      const client = await connect(this.#address).catch(() => undefined);
      if (client === undefined) continue;
      this.#client = this.#watch(client);
      if (this.#closing) await client.end();
      else this.#log('The embedded PostgreSQL is back.');
      return;
    }
    this.#log('The embedded PostgreSQL does not come back. Restart Nyla; its log is server.log in the data folder.');
  }
}

/**
 * Sorted by code points, as the cluster is, but with upper and lower case of every script: under plain C a search for
 * "zürich" would not find "ZÜRICH".
 */
function createDatabaseSql(name: string): string {
  return `CREATE DATABASE "${name}" TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'`;
}

async function connect({ port, password }: ServerAddress, database = 'postgres'): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database,
    application_name: LEASE_NAME,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ssl: false,
  });
  // The server may end the connection while it starts; `connect` reports that, the event must not end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
