/**
 * The ledger's functions as they are with budgets: a limit on top of the balance, decided in the same statement. One
 * lock order everywhere: holds by id, then accounts by id, then budgets by id.
 */
export const BUDGET_FUNCTIONS = `
  -- What the hash of a booking covers: as before, and behind it the budgets that the booking counts for. Where there are
  -- none nothing follows, so that earlier bookings keep their hash.
  CREATE OR REPLACE FUNCTION ledger_canonical(t billing_transaction) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
      t.id, t.account_id, t.mandate_id, t.seq, t.type, t.amount::numeric(20,9)::text, t.balance_after::numeric(20,9)::text,
      to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      t.user_id, t.feature, t.connector_type, t.model, t.outcome, t.estimated, t.late, t.shortfall::numeric(20,9)::text,
      t.usage, t.receipt, t.reason, t.reference, t.chat_id, t.message_id, t.automation_id, t.run_id, t.api_key_id,
      t.reversal_of, t.provider_request_id
    )::text || coalesce(to_jsonb(t.budget_ids)::text, '')
  $$;

  -- Settles and reserves a batch. p_settle: [{n, id, cost, outcome, estimated, usage, receipt, providerRequestId}],
  -- p_reserve: [{n, id, accountId, amount, purpose, gatewayId, ttlSeconds, budgetIds?}]; no id twice in a batch.
  -- Answers {settled: [...], reserved: [...]}, each answer with the n of its element.
  -- The hold table is a queue, and the planner's picture of it always wrong; a plan made while the bookings were few
  -- stays cached while they grow. Hence every row is looked up by its id: no scans, no joins that read a whole index.
  -- For short arrays the planner would rather plan anew each time, which costs a batch of one a quarter of its time.
  CREATE OR REPLACE FUNCTION ledger_apply(p_settle jsonb, p_reserve jsonb) RETURNS jsonb LANGUAGE plpgsql
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
    -- the budgets that the batch names, in the order of their ids, each as the operations so far have left it
    budgets billing_budget[]; budget_keys uuid[]; has_budgets boolean;
    named uuid[]; one uuid; place int; refusal jsonb;
  BEGIN
    SELECT coalesce(array_agg(l.id), '{}'), coalesce(bool_or(l.budget_ids IS NOT NULL), false) INTO locked_ids, has_budgets
      FROM (SELECT id, budget_ids FROM billing_hold WHERE id = ANY (settle_ids) ORDER BY id FOR UPDATE) l;
    all_locked := cardinality(locked_ids) = cardinality(settle_ids);
    account_ids := ARRAY(
      SELECT account_id FROM billing_hold WHERE id = ANY (locked_ids)
      UNION SELECT (e->>'accountId')::uuid FROM jsonb_array_elements(p_reserve) e);
    PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    -- Most calls have no budget, and do not pay for those that have one.
    has_budgets := has_budgets OR p_reserve @? '$[*].budgetIds[0]';
    IF has_budgets THEN
      budgets := ARRAY(
        SELECT b FROM billing_budget b WHERE b.id = ANY (ARRAY(
          SELECT unnest(h.budget_ids) FROM billing_hold h WHERE h.id = ANY (locked_ids)
          UNION SELECT v::uuid FROM jsonb_array_elements(p_reserve) e, jsonb_array_elements_text(e->'budgetIds') v))
        ORDER BY b.id FOR UPDATE);
      budget_keys := ARRAY(SELECT b.id FROM unnest(budgets) b ORDER BY b.id);
    END IF;
    -- After the locks, so that the bookings of one account are dated in the order of their numbers.
    moment := ledger_clock();

    FOR op IN
      SELECT s.*, h.account_id, h.amount AS hold_amount, h.status AS hold_status, h.purpose, h.budget_ids, h.budget_amount,
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
      IF op.budget_ids IS NOT NULL THEN
        -- What was charged counts, also beyond the limit: it happened. A shortfall was not charged.
        FOREACH one IN ARRAY op.budget_ids LOOP
          place := array_position(budget_keys, one);
          CONTINUE WHEN place IS NULL;
          budgets[place].used := budgets[place].used + (op.cost - missing);
          budgets[place].held := budgets[place].held - CASE op.hold_status WHEN 'open' THEN op.budget_amount ELSE 0 END;
        END LOOP;
      END IF;
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
      t.budget_ids := op.budget_ids;
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
        SELECT r.*, a.id AS account_id, a.mandate_id, a.status, a.balance, a.held, a.credit_limit,
          h.account_id AS hold_account, h.amount AS hold_amount, h.purpose AS hold_purpose, b.id IS NOT NULL AS booked,
          (b.account_id, b.type, b.user_id, b.feature, b.connector_type, b.model) IS NOT DISTINCT FROM
            (a.id, 'debit', (r.purpose->>'userId')::uuid, r.purpose->>'feature', r.purpose->>'connectorType',
             r.purpose->>'model') AS booked_alike
        FROM jsonb_to_recordset(p_reserve) AS r (n int, id uuid, "accountId" uuid, amount numeric, purpose jsonb,
          "gatewayId" text, "ttlSeconds" double precision, "budgetIds" uuid[])
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
          IF has_budgets THEN
            -- All of the budgets or none: nothing is set aside before each of them has been asked.
            named := '{}'; refusal := NULL;
            FOREACH one IN ARRAY coalesce(op."budgetIds", '{}') LOOP
              CONTINUE WHEN one = ANY (named);
              named := named || one;
              place := array_position(budget_keys, one);
              IF place IS NULL OR budgets[place].mandate_id <> op.mandate_id THEN
                refusal := jsonb_build_object('n', op.n, 'status', 'unknown_budget');
              ELSIF budgets[place].used + budgets[place].held + op.amount > budgets[place].limit_amount THEN
                refusal := jsonb_build_object('n', op.n, 'status', 'budget_exceeded', 'budgetId', one,
                  'kind', budgets[place].kind, 'subject', budgets[place].subject, 'period', budgets[place].period,
                  'limit', budgets[place].limit_amount::text, 'used', budgets[place].used::text,
                  'held', budgets[place].held::text);
              END IF;
              EXIT WHEN refusal IS NOT NULL;
            END LOOP;
            IF refusal IS NOT NULL THEN
              reserved := reserved || refusal;
              CONTINUE;
            END IF;
            -- A budget holds the whole amount also where the account, being UNLIMITED, holds nothing.
            FOREACH one IN ARRAY named LOOP
              place := array_position(budget_keys, one);
              budgets[place].held := budgets[place].held + op.amount;
            END LOOP;
            hold.budget_ids := nullif(named, '{}');
            hold.budget_amount := CASE WHEN named <> '{}' THEN op.amount END;
          END IF;
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

    IF has_budgets THEN
      UPDATE billing_budget b SET used = d.used, held = d.held
        FROM unnest(budgets) d WHERE b.id = d.id AND (b.used, b.held) <> (d.used, d.held);
    END IF;

    RETURN jsonb_build_object('settled', to_jsonb(settled), 'reserved', to_jsonb(reserved));
  END $$;

  -- Gives back what open holds have set aside of their budgets; the caller has locked the holds and their accounts.
  -- The status is in no condition: by wrong statistics its index looks shorter than the ids.
  CREATE FUNCTION ledger_free_budgets(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM billing_budget WHERE id = ANY (ARRAY(
      SELECT unnest(budget_ids) FROM billing_hold WHERE id = ANY (p_ids))) ORDER BY id FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE billing_budget b SET held = b.held - e.amount
      FROM (SELECT n.id, sum(CASE h.status WHEN 'open' THEN h.budget_amount ELSE 0 END) AS amount
        FROM billing_hold h CROSS JOIN unnest(h.budget_ids) AS n (id) WHERE h.id = ANY (p_ids) GROUP BY 1) e
      WHERE b.id = e.id;
  END $$;

  -- Ends holds without a booking: the call failed, or never began. Answers the ids that were open.
  CREATE OR REPLACE FUNCTION ledger_release(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    locked_ids uuid[] := ARRAY(SELECT id FROM billing_hold WHERE id = ANY (p_ids) ORDER BY id FOR UPDATE);
    account_ids uuid[] := ARRAY(SELECT DISTINCT account_id FROM billing_hold WHERE id = ANY (locked_ids));
  BEGIN
    PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    PERFORM ledger_free_budgets(locked_ids);
    RETURN QUERY
      WITH ended AS (DELETE FROM billing_hold WHERE id = ANY (locked_ids) RETURNING id, account_id, status, amount),
      freed AS (
        UPDATE billing_account a SET held = a.held - e.amount
        FROM (SELECT account_id, sum(amount) AS amount FROM ended WHERE status = 'open' GROUP BY 1) e WHERE a.id = e.account_id)
      SELECT id FROM ended WHERE status = 'open';
  END $$;

  -- Ends holds that outlived their time. They stay as tombstones, so that a late settlement finds them.
  -- Holds are taken in the order of their end, which the index has; as none is waited for, that cannot deadlock.
  CREATE OR REPLACE FUNCTION ledger_expire(p_limit int) RETURNS TABLE (id uuid, account_id uuid, amount numeric, purpose jsonb, gateway_id text)
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
    PERFORM ledger_free_budgets(due);
    UPDATE billing_account a SET held = a.held - e.amount
      FROM (SELECT h.account_id, sum(h.amount) AS amount FROM billing_hold h WHERE h.id = ANY (due) GROUP BY 1) e
      WHERE a.id = e.account_id;
    RETURN QUERY
      UPDATE billing_hold h SET status = 'expired' WHERE h.id = ANY (due)
      RETURNING h.id, h.account_id, h.amount, h.purpose, h.gateway_id;
  END $$;
`;
