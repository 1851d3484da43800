import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { Database } from '../database/database.js';

export interface GatewayRow {
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly alive: boolean;
}

export interface DatabaseRow {
  readonly name: string;
  readonly version: string;
  readonly size: string;
  readonly connections: string;
  readonly connectionsMax: string;
}

/** Gateways that have not been heard of for this long are taken for dead. */
const ALIVE_SECONDS = 60;
const KEPT_HOURS = 24;

/** The gateways' signs of life, and what the databases tell of themselves. */
@Injectable()
export class GatewaysRepository {
  constructor(
    private readonly app: AppDatabase,
    private readonly billing: BillingDatabase,
  ) {}

  async beat({ id, host, version, startedAt }: Omit<GatewayRow, 'seenAt' | 'alive'>): Promise<void> {
    await this.billing.query(
      `INSERT INTO gateway_heartbeat (gateway_id, host, version, started_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT gateway_heartbeat_pk DO UPDATE SET seen_at = clock_timestamp()`,
      [id, host, version, startedAt],
    );
  }

  /** Forgets a gateway that ends in good order, and those that died long ago. */
  async forget(id: string | null): Promise<void> {
    await this.billing.query(
      `DELETE FROM gateway_heartbeat
       WHERE gateway_id = $1 OR seen_at < clock_timestamp() - make_interval(hours => $2)`,
      [id, KEPT_HOURS],
    );
  }

  /** Those alive first, then by how long they have run. */
  list(): Promise<GatewayRow[]> {
    return this.billing.query<GatewayRow>(
      `SELECT gateway_id AS id, host, version, started_at AS "startedAt", seen_at AS "seenAt",
         seen_at > clock_timestamp() - make_interval(secs => $1) AS alive
       FROM gateway_heartbeat ORDER BY alive DESC, started_at, gateway_id`,
      [ALIVE_SECONDS],
    );
  }

  get databases(): readonly { readonly name: 'app' | 'billing'; readonly database: Database }[] {
    return [
      { name: 'app', database: this.app },
      { name: 'billing', database: this.billing },
    ];
  }

  async ping(database: Database): Promise<void> {
    await database.query('SELECT 1');
  }

  async describe(database: Database): Promise<DatabaseRow | undefined> {
    const [row] = await database.query<DatabaseRow>(
      `SELECT current_database() AS name, current_setting('server_version') AS version,
         pg_database_size(current_database())::text AS size,
         (SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database()) AS connections,
         current_setting('max_connections') AS "connectionsMax"`,
    );
    return row;
  }
}
