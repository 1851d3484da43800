import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './1795000000000-ledger-functions.js';
import { landed } from './landed-function.js';

/**
 * A second grain of the statistics, without people and automations: what dashboards ask for is a handful of rows a day
 * there, however many people a mandate has.
 */
export class MandateUsage1795920000000 implements MigrationInterface {
  name = 'MandateUsage1795920000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    // Nobody books between the sum of what is there and the function that goes on from it.
    await runner.query('LOCK TABLE billing_usage_daily IN SHARE ROW EXCLUSIVE MODE');
    await runner.query(`
      INSERT INTO billing_mandate_usage_daily
      SELECT mandate_id, day, connector_type, model, feature, sum(calls), sum(input_tokens), sum(cache_read_tokens),
        sum(cache_write_tokens), sum(output_tokens), sum(search_requests), sum(amount)
      FROM billing_usage_daily GROUP BY 1, 2, 3, 4, 5`);
    await runner.query(FUNCTION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(landed(LEDGER_FUNCTIONS, 'ledger_book_usage'));
    await runner.query('DROP TABLE billing_mandate_usage_daily');
  }
}

const TABLE = `
  CREATE TABLE billing_mandate_usage_daily (
    mandate_id uuid NOT NULL,
    day date NOT NULL,
    connector_type text NOT NULL,
    model text NOT NULL,
    feature text NOT NULL,
    calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    search_requests bigint NOT NULL,
    amount numeric(24,9) NOT NULL,
    CONSTRAINT billing_mandate_usage_daily_pk PRIMARY KEY (mandate_id, day, connector_type, model, feature)
  ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)
`;

/** What a call used, in the order of the columns. A count that is absent is none: no booking may fail for want of one. */
export const countsOf = (usage: string): readonly string[] => {
  const count = (kind: string): string => `coalesce((${usage}->>'${kind}')::bigint, 0)`;
  return [
    count('input'),
    count('cacheRead'),
    `${count('cacheWrite')} + ${count('cacheWriteLong')}`,
    count('output'),
    count('searchRequests'),
  ];
};

const SUMS = ['count(*)', ...countsOf('usage').map((count) => `sum(${count})`), '-sum(amount)'].join(', ');

export const ADDED = `
      calls = d.calls + excluded.calls,
      input_tokens = d.input_tokens + excluded.input_tokens,
      cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      search_requests = d.search_requests + excluded.search_requests,
      amount = d.amount + excluded.amount`;

const FUNCTION = `
  -- Adds debits to the statistics. Rows are touched in the order of their key, so that two gateways cannot deadlock.
  CREATE OR REPLACE FUNCTION ledger_book_usage(bookings billing_transaction[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO billing_usage_daily AS d (
      mandate_id, day, user_id, connector_type, model, feature, automation_id,
      calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
    SELECT mandate_id, (created_at AT TIME ZONE 'Europe/Zurich')::date, user_id, connector_type, model, feature, automation_id,
      ${SUMS}
    FROM unnest(bookings) WHERE type = 'debit'
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT ON CONSTRAINT billing_usage_daily_uq DO UPDATE SET ${ADDED};

    INSERT INTO billing_mandate_usage_daily AS d (
      mandate_id, day, connector_type, model, feature,
      calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
    SELECT mandate_id, (created_at AT TIME ZONE 'Europe/Zurich')::date, connector_type, model, feature,
      ${SUMS}
    FROM unnest(bookings) WHERE type = 'debit'
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT ON CONSTRAINT billing_mandate_usage_daily_pk DO UPDATE SET ${ADDED};
  $$;
`;
