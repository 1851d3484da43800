import type { MigrationInterface, QueryRunner } from 'typeorm';
import { alarmOf, whatFor } from './1795910000000-arrays-functions.js';
import { ADDED, countsOf } from './1795920000000-mandate-usage.js';

/** A short way for one operation alone, which is what most calls are: where nobody else is about, nothing can be shared. */
export class Single1795930000000 implements MigrationInterface {
  name = 'Single1795930000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SINGLE_FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger_reserve_one, ledger_settle_one, ledger_book_usage_one');
  }
}

const FIGURES = ['1', ...countsOf('t.usage'), '-t.amount'].join(', ');

/**
 * One operation on its own, where it is of the ordinary kind: without budgets, granted and covered, and crossing no
 * threshold. Whatever else it may be is left to ledger_apply, and nothing is changed: so there is one place that refuses,
 * repeats and collects what it can, and this one is a third of its time.
 */
const SINGLE_FUNCTIONS = `
  -- As ledger_book_usage, of one debit.
  CREATE FUNCTION ledger_book_usage_one(t billing_transaction) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    on_day date := (t.created_at AT TIME ZONE 'Europe/Zurich')::date;
  BEGIN
    INSERT INTO billing_usage_daily AS d (
      mandate_id, day, user_id, connector_type, model, feature, automation_id,
      calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
    VALUES (t.mandate_id, on_day, t.user_id, t.connector_type, t.model, t.feature, t.automation_id, ${FIGURES})
    ON CONFLICT ON CONSTRAINT billing_usage_daily_uq DO UPDATE SET ${ADDED};

    INSERT INTO billing_mandate_usage_daily AS d (
      mandate_id, day, connector_type, model, feature,
      calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
    VALUES (t.mandate_id, on_day, t.connector_type, t.model, t.feature, ${FIGURES})
    ON CONFLICT ON CONSTRAINT billing_mandate_usage_daily_pk DO UPDATE SET ${ADDED};
  END $$;

  -- False: ask ledger_apply. The account is locked before anything is looked up, as there.
  CREATE FUNCTION ledger_reserve_one(
    p_id uuid, p_account uuid, p_amount numeric, p_purpose jsonb, p_ttl double precision, p_gateway text
  ) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    a billing_account;
    moment timestamptz;
  BEGIN
    SELECT * INTO a FROM billing_account WHERE id = p_account FOR UPDATE;
    IF (a.status = 'active' AND ledger_is_amount(p_amount)
        AND (a.credit_limit IS NULL OR a.balance - a.held + a.credit_limit >= p_amount)) IS NOT TRUE
      OR EXISTS (SELECT FROM billing_hold WHERE id = p_id)
      OR EXISTS (SELECT FROM billing_transaction WHERE id = p_id) THEN
      RETURN false;
    END IF;
    IF a.credit_limit IS NULL THEN
      p_amount := 0;
    ELSE
      UPDATE billing_account SET held = held + p_amount WHERE id = a.id;
    END IF;
    moment := clock_timestamp();
    INSERT INTO billing_hold (id, account_id, amount, status, purpose, gateway_id, created_at, expires_at)
      VALUES (p_id, a.id, p_amount, 'open', p_purpose, p_gateway, moment, moment + make_interval(secs => p_ttl));
    RETURN true;
  END $$;

  -- Nulls: ask ledger_apply. Locks the hold, then its account, as there.
  CREATE FUNCTION ledger_settle_one(
    p_id uuid, p_cost numeric, p_outcome text, p_estimated boolean, p_usage jsonb, p_receipt json, p_provider_id text,
    OUT seq bigint, OUT amount text, OUT balance text
  ) LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    h record;
    a record;
    free numeric;
    t billing_transaction;
  BEGIN
    SELECT account_id, b.amount, status, purpose, budget_ids INTO h FROM billing_hold b WHERE id = p_id FOR UPDATE;
    SELECT id, mandate_id, b.balance, held - h.amount AS held, credit_limit, last_seq, head_hash, alert, warn_below
      INTO a FROM billing_account b WHERE id = h.account_id FOR UPDATE;
    free := a.balance - p_cost + a.credit_limit;
    IF (h.status = 'open' AND h.budget_ids IS NULL AND ledger_is_amount(p_cost)
        AND (a.credit_limit IS NULL OR free >= a.held) AND (free < ${alarmOf('a')}) IS NOT TRUE) IS NOT TRUE THEN
      RETURN;
    END IF;
    t.id := p_id; t.account_id := a.id; t.mandate_id := a.mandate_id; t.seq := a.last_seq + 1; t.type := 'debit';
    t.amount := -p_cost; t.balance_after := a.balance - p_cost; t.shortfall := 0;
    t.created_at := ledger_clock() + interval '1 microsecond';
    t.outcome := p_outcome; t.estimated := p_estimated; t.late := false;
    t.usage := p_usage; t.receipt := p_receipt; t.provider_request_id := p_provider_id;
    ${whatFor('h')}
    t.hash := ledger_seal(a.head_hash, t);
    UPDATE billing_account SET balance = t.balance_after, held = a.held, last_seq = t.seq, head_hash = t.hash WHERE id = a.id;
    INSERT INTO billing_transaction SELECT t.*;
    DELETE FROM billing_hold WHERE id = p_id;
    PERFORM ledger_book_usage_one(t);
    seq := t.seq; amount := t.amount; balance := t.balance_after;
  END $$;
`;
