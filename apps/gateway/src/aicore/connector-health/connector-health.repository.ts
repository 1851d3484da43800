import { Injectable } from '@nestjs/common';
import type { ConnectorFailureKind, ConnectorType } from '@nyla/contracts';
import { BillingDatabase } from '../../database/billing-database.js';

/** What a gateway has counted since it last told: sums of one connector in one minute. */
export interface MinuteCounts {
  readonly connectorType: ConnectorType;
  /** ISO 8601, the start of the minute. */
  readonly minute: string;
  readonly calls: number;
  readonly failures: number;
  readonly firstToken: readonly number[];
}

export interface FailureSeen {
  readonly kind: ConnectorFailureKind;
  readonly status: number | null;
  readonly model: string;
}

/** The latest that was seen of a connector; null: nothing new. */
export interface StatusSeen {
  readonly connectorType: ConnectorType;
  readonly successAt: string | null;
  readonly failureAt: string | null;
  readonly failure: FailureSeen | null;
}

export interface StatusRow {
  readonly connectorType: ConnectorType;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastFailure: FailureSeen | null;
}

export interface SpanRow {
  readonly connectorType: ConnectorType;
  readonly calls: string;
  readonly failures: string;
  readonly firstToken: readonly number[] | null;
}

/** How calls went, by the minute and over all gateways. */
@Injectable()
export class ConnectorHealthRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Adds what a gateway has counted. */
  async add(minutes: readonly MinuteCounts[], statuses: readonly StatusSeen[]): Promise<void> {
    await this.database.run(async () => {
      for (const { connectorType, minute, calls, failures, firstToken } of minutes) {
        await this.database.query(
          `INSERT INTO connector_minute AS known (connector_type, minute, calls, failures, first_token)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT ON CONSTRAINT connector_minute_pk DO UPDATE SET calls = known.calls + EXCLUDED.calls,
             failures = known.failures + EXCLUDED.failures,
             first_token = add_counts(known.first_token, EXCLUDED.first_token)`,
          [connectorType, minute, calls, failures, firstToken],
        );
      }
      for (const { connectorType, successAt, failureAt, failure } of statuses) {
        await this.database.query(
          `INSERT INTO connector_status AS known (connector_type, last_success_at, last_failure_at, last_failure)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT ON CONSTRAINT connector_status_pk DO UPDATE SET
             last_success_at = greatest(known.last_success_at, EXCLUDED.last_success_at),
             last_failure = CASE WHEN EXCLUDED.last_failure_at >= coalesce(known.last_failure_at, '-infinity')
               THEN EXCLUDED.last_failure ELSE known.last_failure END,
             last_failure_at = greatest(known.last_failure_at, EXCLUDED.last_failure_at)`,
          [connectorType, successAt, failureAt, failure && JSON.stringify(failure)],
        );
      }
    });
  }

  async prune(before: Date): Promise<void> {
    await this.database.query('DELETE FROM connector_minute WHERE minute < $1', [before]);
  }

  listStatuses(): Promise<StatusRow[]> {
    return this.database.query<StatusRow>(
      `SELECT connector_type AS "connectorType", last_success_at AS "lastSuccessAt",
         last_failure_at AS "lastFailureAt", last_failure AS "lastFailure" FROM connector_status`,
    );
  }

  /** Sums from a moment on; connectors without a call are missing. */
  sumsSince(since: Date): Promise<SpanRow[]> {
    return this.database.query<SpanRow>(
      `WITH span AS (SELECT * FROM connector_minute WHERE minute >= $1),
         steps AS (SELECT connector_type, array_agg(counted ORDER BY step) AS first_token FROM (
           SELECT connector_type, step, sum(count)::int AS counted
           FROM span CROSS JOIN unnest(first_token) WITH ORDINALITY AS u (count, step) GROUP BY 1, 2) s GROUP BY 1)
       SELECT connector_type AS "connectorType", sum(calls)::text AS calls, sum(failures)::text AS failures,
         steps.first_token AS "firstToken"
       FROM span JOIN steps USING (connector_type) GROUP BY connector_type, steps.first_token`,
      [since],
    );
  }
}
