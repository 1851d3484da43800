/**
 * The functions that alone change the ledger. One lock order everywhere: holds by id, then accounts by id. Each is
 * atomic, takes arrays, answers each element on its own, and is idempotent by the element's id.
 */
export const LEDGER_FUNCTIONS = `
  -- The ledger's clock. A transaction may set nyla.moment, to import history or to test a month's end.
  CREATE FUNCTION ledger_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(nullif(current_setting('nyla.moment', true), '')::timestamptz, clock_timestamp())
  $$;

  -- An amount that can be stored as it is: not negative, at most nine decimals, and not NaN, which is above infinity. Money is rounded where it is computed,
  -- never silently on its way into a column.
  CREATE FUNCTION ledger_is_amount(a numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(a >= 0 AND a < 'Infinity' AND a = round(a, 9), false)
  $$;

  -- What the hash of a booking covers: every column but the hash itself, as a JSON array with fixed formats.
  CREATE FUNCTION ledger_canonical(t billing_transaction) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
      t.id, t.account_id, t.mandate_id, t.seq, t.type, t.amount::numeric(20,9)::text, t.balance_after::numeric(20,9)::text,
      to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      t.user_id, t.feature, t.connector_type, t.model, t.outcome, t.estimated, t.late, t.shortfall::numeric(20,9)::text,
      t.usage, t.receipt, t.reason, t.reference, t.chat_id, t.message_id, t.automation_id, t.run_id, t.api_key_id,
      t.reversal_of, t.provider_request_id
    )::text
  $$;

  CREATE FUNCTION ledger_seal(previous bytea, t billing_transaction) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(ledger_canonical(t), 'UTF8'))
  $$;

  -- Adds debits to the statistics. Rows are touched in the order of their key, so that two gateways cannot deadlock.
  -- A count that is absent is none: no booking may fail for want of a count.
  CREATE FUNCTION ledger_book_usage(bookings billing_transaction[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO billing_usage_daily AS d (
      mandate_id, day, user_id, connector_type, model, feature, automation_id,
      calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
    SELECT mandate_id, (created_at AT TIME ZONE 'Europe/Zurich')::date, user_id, connector_type, model, feature, automation_id,
      count(*),
      sum(coalesce((usage->>'input')::bigint, 0)), sum(coalesce((usage->>'cacheRead')::bigint, 0)),
      sum(coalesce((usage->>'cacheWrite')::bigint, 0) + coalesce((usage->>'cacheWriteLong')::bigint, 0)),
      sum(coalesce((usage->>'output')::bigint, 0)), sum(coalesce((usage->>'searchRequests')::bigint, 0)), -sum(amount)
    FROM unnest(bookings) WHERE type = 'debit'
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT ON CONSTRAINT billing_usage_daily_uq DO UPDATE SET
      calls = d.calls + excluded.calls,
      input_tokens = d.input_tokens + excluded.input_tokens,
      cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      search_requests = d.search_requests + excluded.search_requests,
      amount = d.amount + excluded.amount
  $$;

  -- Settles and reserves a batch. p_settle: [{n, id, cost, outcome, estimated, usage, receipt, providerRequestId}],
  -- p_reserve: [{n, id, accountId, amount, purpose, gatewayId, ttlSeconds}]; no id twice in a batch.
  -- Answers {settled: [...], reserved: [...]}, each answer with the n of its element.
  -- The hold table is a queue, and the planner's picture of it always wrong; a plan made while the bookings were few
  -- stays cached while they grow. Hence every row is looked up by its id: no scans, no joins that read a whole index.
  -- For short arrays the planner would rather plan anew each time, which costs a batch of one a quarter of its time.
  CREATE FUNCTION ledger_apply(p_settle jsonb, p_reserve jsonb) RETURNS jsonb LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off
  SET plan_cache_mode = force_generic_plan AS $$
  DECLARE
    settle_ids uuid[] := ARRAY(SELECT (e->>'id')::uuid FROM jsonb_array_elements(p_settle) e);
    locked_ids uuid[];
    all_locked boolean;
    account_ids uuid[];
    op record;
    t billing_transaction;
    bookings billing_transaction[] := '{}';
    hold billing_hold;
    holds billing_hold[] := '{}';
    ended uuid[] := '{}';
    settled jsonb[] := '{}';
    reserved jsonb[] := '{}';
    -- the account at hand, carried from one operation to the next
    current_id uuid;
    bal numeric; hel numeric; lim numeric; last_no bigint; head bytea;
    -- accounts done
    done_ids uuid[] := '{}'; done_bal numeric[] := '{}'; done_hel numeric[] := '{}';
    done_no bigint[] := '{}'; done_head bytea[] := '{}';
    moment timestamptz;
    hold_amount numeric; missing numeric;
  BEGIN
    locked_ids := ARRAY(SELECT id FROM billing_hold WHERE id = ANY (settle_ids) ORDER BY id FOR UPDATE);
    all_locked := cardinality(locked_ids) = cardinality(settle_ids);
    account_ids := ARRAY(
      SELECT account_id FROM billing_hold WHERE id = ANY (locked_ids)
      UNION SELECT (e->>'accountId')::uuid FROM jsonb_array_elements(p_reserve) e);
    PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    -- After the locks, so that the bookings of one account are dated in the order of their numbers.
    moment := ledger_clock();

    FOR op IN
      SELECT s.*, h.account_id, h.amount AS hold_amount, h.status AS hold_status, h.purpose,
        a.mandate_id, a.balance, a.held, a.credit_limit, a.last_seq, a.head_hash,
        b.account_id AS booked_account, b.seq AS booked_seq, b.amount AS booked_amount,
        b.balance_after AS booked_balance, b.shortfall AS booked_shortfall
      FROM jsonb_to_recordset(p_settle) AS s (n int, id uuid, cost numeric, outcome text, estimated boolean,
        usage jsonb, receipt jsonb, "providerRequestId" text)
      LEFT JOIN billing_hold h ON h.id = s.id
      LEFT JOIN billing_account a ON a.id = h.account_id
      LEFT JOIN billing_transaction b ON b.id = s.id AND b.type = 'debit'
      ORDER BY h.account_id, s.n
    LOOP
      IF op.booked_seq IS NOT NULL THEN
        settled := settled || jsonb_build_object('n', op.n, 'status', 'booked', 'repeated', true, 'seq', op.booked_seq,
          'amount', op.booked_amount::text, 'balanceAfter', op.booked_balance::text, 'shortfall', op.booked_shortfall::text);
        CONTINUE;
      END IF;
      -- A hold that appeared after the locks were taken is not locked, and neither is its account, whose figures would
      -- overwrite what others book meanwhile: who settles before the reservation was answered finds no hold.
      IF op.account_id IS NULL OR (NOT all_locked AND op.id <> ALL (locked_ids)) THEN
        settled := settled || jsonb_build_object('n', op.n, 'status', 'unknown_hold');
        CONTINUE;
      END IF;
      IF NOT ledger_is_amount(op.cost) THEN
        RAISE EXCEPTION 'the cost of a call is no amount' USING ERRCODE = '22003';
      END IF;
      IF current_id IS DISTINCT FROM op.account_id THEN
        IF current_id IS NOT NULL THEN
          done_ids := done_ids || current_id; done_bal := done_bal || bal; done_hel := done_hel || hel;
          done_no := done_no || last_no; done_head := done_head || head;
        END IF;
        current_id := op.account_id;
        bal := op.balance; hel := op.held; lim := op.credit_limit; last_no := op.last_seq; head := op.head_hash;
      END IF;
      -- An expired hold holds nothing any more; the call happened all the same and is charged from free credit.
      hold_amount := CASE op.hold_status WHEN 'open' THEN op.hold_amount ELSE 0 END;
      hel := hel - hold_amount;
      missing := CASE WHEN lim IS NULL THEN 0 ELSE greatest(op.cost - (bal - hel + lim), 0) END;
      bal := bal - (op.cost - missing);
      last_no := last_no + 1;
      moment := moment + interval '1 microsecond';

      t := NULL;
      t.id := op.id; t.account_id := current_id; t.mandate_id := op.mandate_id; t.seq := last_no; t.type := 'debit';
      t.amount := missing - op.cost; t.balance_after := bal; t.created_at := moment;
      t.user_id := op.purpose->>'userId'; t.feature := op.purpose->>'feature';
      t.connector_type := op.purpose->>'connectorType'; t.model := op.purpose->>'model';
      t.outcome := op.outcome; t.estimated := op.estimated; t.late := op.hold_status = 'expired'; t.shortfall := missing;
      t.usage := op.usage; t.receipt := op.receipt; t.reference := op.purpose->>'reference';
      t.chat_id := op.purpose->>'chatId'; t.message_id := op.purpose->>'messageId';
      t.automation_id := op.purpose->>'automationId'; t.run_id := op.purpose->>'runId';
      t.api_key_id := op.purpose->>'apiKeyId'; t.provider_request_id := op."providerRequestId";
      head := ledger_seal(head, t);
      t.hash := head;
      bookings := bookings || t;
      ended := ended || op.id;
      settled := settled || jsonb_build_object('n', op.n, 'status', 'booked', 'repeated', false, 'seq', last_no,
        'amount', t.amount::text, 'balanceAfter', bal::text, 'shortfall', missing::text);
    END LOOP;

    IF current_id IS NOT NULL THEN
      done_ids := done_ids || current_id; done_bal := done_bal || bal; done_hel := done_hel || hel;
      done_no := done_no || last_no; done_head := done_head || head;
      UPDATE billing_account a SET balance = d.bal, held = d.hel, last_seq = d.last_no, head_hash = d.head
        FROM unnest(done_ids, done_bal, done_hel, done_no, done_head) AS d (id, bal, hel, last_no, head)
        WHERE a.id = d.id;
      INSERT INTO billing_transaction SELECT * FROM unnest(bookings);
      DELETE FROM billing_hold WHERE id = ANY (ended);
      PERFORM ledger_book_usage(bookings);
    END IF;

    IF jsonb_array_length(p_reserve) > 0 THEN
      current_id := NULL; done_ids := '{}'; done_hel := '{}';
      FOR op IN
        SELECT r.*, a.id AS account_id, a.status, a.balance, a.held, a.credit_limit,
          h.account_id AS hold_account, h.amount AS hold_amount, h.purpose AS hold_purpose, b.id IS NOT NULL AS booked,
          (b.account_id, b.type, b.user_id, b.feature, b.connector_type, b.model) IS NOT DISTINCT FROM
            (a.id, 'debit', (r.purpose->>'userId')::uuid, r.purpose->>'feature', r.purpose->>'connectorType',
             r.purpose->>'model') AS booked_alike
        FROM jsonb_to_recordset(p_reserve) AS r (n int, id uuid, "accountId" uuid, amount numeric, purpose jsonb,
          "gatewayId" text, "ttlSeconds" double precision)
        LEFT JOIN billing_account a ON a.id = r."accountId"
        LEFT JOIN billing_hold h ON h.id = r.id
        LEFT JOIN billing_transaction b ON b.id = r.id
        ORDER BY r."accountId", r.n
      LOOP
        IF current_id IS DISTINCT FROM op.account_id THEN
          IF current_id IS NOT NULL THEN done_ids := done_ids || current_id; done_hel := done_hel || hel; END IF;
          current_id := op.account_id; bal := op.balance; hel := op.held; lim := op.credit_limit;
        END IF;
        IF op.account_id IS NULL THEN
          reserved := reserved || jsonb_build_object('n', op.n, 'status', 'unknown_account');
        ELSIF NOT ledger_is_amount(op.amount) THEN
          RAISE EXCEPTION 'a hold is over no amount' USING ERRCODE = '22003';
        ELSIF op.hold_account IS NOT NULL OR op.booked THEN
          -- The same request again gets the same answer. A booking no longer knows its hold, but what it was for.
          reserved := reserved || jsonb_build_object('n', op.n, 'status', CASE
            WHEN op.booked_alike OR (op.hold_account = op.account_id AND op.hold_purpose = op.purpose
              AND (lim IS NULL OR op.hold_amount = op.amount)) THEN 'granted' ELSE 'conflict' END);
        ELSIF op.status <> 'active' THEN
          reserved := reserved || jsonb_build_object('n', op.n, 'status', 'suspended');
        ELSIF lim IS NOT NULL AND bal - hel + lim < op.amount THEN
          reserved := reserved || jsonb_build_object('n', op.n, 'status', 'insufficient', 'available', (bal - hel + lim)::text);
        ELSE
          -- UNLIMITED sets nothing aside, but the row stays: calls in flight are seen and swept all the same.
          hold_amount := CASE WHEN lim IS NULL THEN 0 ELSE op.amount END;
          hel := hel + hold_amount;
          hold.id := op.id; hold.account_id := current_id; hold.amount := hold_amount; hold.status := 'open';
          hold.purpose := op.purpose; hold.gateway_id := op."gatewayId"; hold.created_at := clock_timestamp();
          hold.expires_at := hold.created_at + make_interval(secs => op."ttlSeconds");
          holds := holds || hold;
          reserved := reserved || jsonb_build_object('n', op.n, 'status', 'granted');
        END IF;
      END LOOP;
      IF current_id IS NOT NULL THEN done_ids := done_ids || current_id; done_hel := done_hel || hel; END IF;
      IF cardinality(holds) > 0 THEN
        UPDATE billing_account a SET held = d.hel
          FROM unnest(done_ids, done_hel) AS d (id, hel) WHERE a.id = d.id AND a.held <> d.hel;
        INSERT INTO billing_hold SELECT * FROM unnest(holds);
      END IF;
    END IF;

    RETURN jsonb_build_object('settled', to_jsonb(settled), 'reserved', to_jsonb(reserved));
  END $$;

  -- Ends holds without a booking: the call failed, or never began. Answers the ids that were open.
  CREATE FUNCTION ledger_release(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    locked_ids uuid[] := ARRAY(SELECT id FROM billing_hold WHERE id = ANY (p_ids) ORDER BY id FOR UPDATE);
    account_ids uuid[] := ARRAY(SELECT DISTINCT account_id FROM billing_hold WHERE id = ANY (locked_ids));
  BEGIN
    PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    RETURN QUERY
      WITH ended AS (DELETE FROM billing_hold WHERE id = ANY (locked_ids) RETURNING id, account_id, status, amount),
      freed AS (
        UPDATE billing_account a SET held = a.held - e.amount
        FROM (SELECT account_id, sum(amount) AS amount FROM ended WHERE status = 'open' GROUP BY 1) e WHERE a.id = e.account_id)
      SELECT id FROM ended WHERE status = 'open';
  END $$;

  -- Ends holds that outlived their time. They stay as tombstones, so that a late settlement finds them.
  -- Holds are taken in the order of their end, which the index has; as none is waited for, that cannot deadlock.
  CREATE FUNCTION ledger_expire(p_limit int) RETURNS TABLE (id uuid, account_id uuid, amount numeric, purpose jsonb, gateway_id text)
  LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    -- In a variable, because a volatile function in the condition would keep the index from being used.
    moment timestamptz := clock_timestamp();
    due uuid[] := ARRAY(
      SELECT h.id FROM billing_hold h WHERE h.status = 'open' AND h.expires_at < moment
      ORDER BY h.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
    account_ids uuid[];
  BEGIN
    IF cardinality(due) = 0 THEN RETURN; END IF;
    account_ids := ARRAY(SELECT DISTINCT h.account_id FROM billing_hold h WHERE h.id = ANY (due));
    PERFORM 1 FROM billing_account a WHERE a.id = ANY (account_ids) ORDER BY a.id FOR UPDATE;
    UPDATE billing_account a SET held = a.held - e.amount
      FROM (SELECT h.account_id, sum(h.amount) AS amount FROM billing_hold h WHERE h.id = ANY (due) GROUP BY 1) e
      WHERE a.id = e.account_id;
    RETURN QUERY
      UPDATE billing_hold h SET status = 'expired' WHERE h.id = ANY (due)
      RETURNING h.id, h.account_id, h.amount, h.purpose, h.gateway_id;
  END $$;

  -- Books what is no AI call: credits, adjustments, transfers. All entries or none; transfers sum to zero.
  -- p_entries: [{id, accountId, type, amount, userId, reason, reference, reversalOf}]
  CREATE FUNCTION ledger_post(p_entries jsonb) RETURNS SETOF billing_transaction LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    account_ids uuid[] := ARRAY(SELECT DISTINCT (e->>'accountId')::uuid FROM jsonb_array_elements(p_entries) e);
    op record;
    a billing_account;
    t billing_transaction;
    moment timestamptz;
    transferred numeric := 0;
  BEGIN
    PERFORM 1 FROM billing_account WHERE billing_account.id = ANY (account_ids) ORDER BY billing_account.id FOR UPDATE;
    moment := ledger_clock();
    FOR op IN
      SELECT e.* FROM ROWS FROM (jsonb_to_recordset(p_entries) AS (id uuid, "accountId" uuid, type text, amount numeric,
        "userId" uuid, reason text, reference text, "reversalOf" uuid)) WITH ORDINALITY AS
        e (id, account_id, type, amount, user_id, reason, reference, reversal_of, n)
      ORDER BY n
    LOOP
      IF NOT ledger_is_amount(abs(op.amount)) THEN
        RAISE EXCEPTION 'a booking is over no amount' USING ERRCODE = '22003';
      ELSIF op.type = 'debit' THEN
        RAISE EXCEPTION 'a debit is made by settling its call' USING ERRCODE = '22023';
      ELSIF EXISTS (SELECT FROM billing_hold WHERE billing_hold.id = op.id) THEN
        RAISE EXCEPTION 'the id belongs to a call' USING ERRCODE = '23505';
      ELSIF op.reversal_of IS NOT NULL AND NOT EXISTS (SELECT FROM billing_transaction b
          WHERE b.id = op.reversal_of AND b.account_id = op.account_id AND b.amount = -op.amount) THEN
        RAISE EXCEPTION 'a reversal undoes one whole booking of its account' USING ERRCODE = '22023';
      END IF;
      SELECT * INTO STRICT a FROM billing_account WHERE billing_account.id = op.account_id FOR UPDATE;
      moment := moment + interval '1 microsecond';
      t := NULL;
      t.id := op.id; t.account_id := a.id; t.mandate_id := a.mandate_id; t.seq := a.last_seq + 1; t.type := op.type;
      t.amount := op.amount; t.balance_after := a.balance + op.amount; t.created_at := moment;
      t.user_id := op.user_id; t.estimated := false; t.late := false; t.shortfall := 0;
      t.reason := op.reason; t.reference := op.reference; t.reversal_of := op.reversal_of;
      t.hash := ledger_seal(a.head_hash, t);
      UPDATE billing_account SET balance = t.balance_after, last_seq = t.seq, head_hash = t.hash WHERE billing_account.id = a.id;
      INSERT INTO billing_transaction SELECT (t).*;
      transferred := transferred + CASE op.type WHEN 'transfer' THEN op.amount ELSE 0 END;
      RETURN NEXT t;
    END LOOP;
    IF transferred <> 0 THEN
      RAISE EXCEPTION 'transfers must sum to zero' USING ERRCODE = '22023';
    END IF;
  END $$;
`;
