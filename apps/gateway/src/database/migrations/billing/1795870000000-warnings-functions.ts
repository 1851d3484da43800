/**
 * The ledger's functions as they are with warnings: a balance that falls below what its mandate wants to be warned at
 * leaves a row in the very transaction that lets it fall. What a booking pays for it is one comparison.
 */
export const WARNING_FUNCTIONS = `
  -- Where an account stands without its reservations, which come and go. A threshold of null is none. Below a centime it
  -- is exhausted: what is called is reserved at its highest price, so that no balance ever comes down to nothing.
  CREATE FUNCTION ledger_level(free numeric, below numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN free < 0.01 THEN 'exhausted' WHEN free < below THEN 'low' ELSE 'armed' END
  $$;

  -- Compares accounts, which the caller has locked, with their thresholds. Deeper than before is a crossing: one row and
  -- one message, once. Back up it goes where p_rearm says that something was done about it; a debit never does.
  -- What is imported from the past moves the state and tells nobody.
  CREATE FUNCTION ledger_look(p_ids uuid[], p_rearm boolean) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    moment timestamptz := ledger_clock();
  BEGIN
    WITH seen AS (
      SELECT a.id, a.mandate_id, a.user_id, a.balance + a.credit_limit AS free, a.warn_below, a.alert AS before,
        ledger_level(a.balance + a.credit_limit, a.warn_below) AS level
      FROM billing_account a WHERE a.id = ANY (p_ids) AND a.alert <> 'off' AND a.credit_limit IS NOT NULL
    ), moved AS (
      SELECT s.*, s.before = 'armed' OR s.level = 'exhausted' AS is_fall FROM seen s WHERE s.level <> s.before
    ), updated AS (
      UPDATE billing_account a SET alert = m.level, alert_since = moment
      FROM moved m WHERE a.id = m.id AND (m.is_fall OR p_rearm)
    )
    INSERT INTO balance_crossing (id, account_id, mandate_id, user_id, level, free, warn_below, created_at)
    SELECT gen_random_uuid(), m.id, m.mandate_id, m.user_id, m.level, m.free, m.warn_below, moment
    FROM moved m WHERE m.is_fall AND coalesce(current_setting('nyla.moment', true), '') = '';
    IF FOUND THEN PERFORM pg_notify('balance_crossed', ''); END IF;
  END $$;

  -- Sets anew, for accounts that the caller has locked, what they are warned at, in CHF: the highest of the amount, the
  -- share of the last credit, and what the days cost that the credit is to last. Then looks at them. An account that
  -- pays for nothing, or without limit, is off; one that begins to pay starts where it stands, and nobody is told.
  CREATE FUNCTION ledger_watch(p_ids uuid[], p_rearm boolean) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  BEGIN
    IF p_ids = '{}' THEN RETURN; END IF;
    UPDATE billing_account a SET warn_below = w.below,
      alert = CASE WHEN NOT w.pays THEN 'off' WHEN a.alert <> 'off' THEN a.alert
        ELSE ledger_level(a.balance + a.credit_limit, w.below) END,
      alert_since = CASE WHEN w.pays = (a.alert <> 'off') THEN a.alert_since ELSE ledger_clock() END
    FROM (
      SELECT i.id,
        coalesce(i.credit_limit IS NOT NULL AND (s.billing_model = 'PREPAY_USER') = (i.user_id IS NOT NULL), false) AS pays,
        -- Rounded up to what can be told apart: less than a share of the credit is less than this, exactly.
        greatest(s.low_balance_threshold, CASE WHEN s.warn_percent IS NOT NULL THEN (
          SELECT ceil(t.amount * s.warn_percent * 10000000) * 0.000000001 FROM billing_transaction t
          WHERE t.account_id = i.id AND t.type IN ('credit', 'transfer') AND t.amount > 0 ORDER BY t.seq DESC LIMIT 1
        ) END, i.runway_cost) AS below
      FROM billing_account i LEFT JOIN billing_settings s ON s.mandate_id = i.mandate_id WHERE i.id = ANY (p_ids)
    ) w
    WHERE a.id = w.id AND (a.warn_below IS DISTINCT FROM w.below OR w.pays <> (a.alert <> 'off'));
    PERFORM ledger_look(p_ids, p_rearm);
  END $$;

  -- Takes over what the days cost that a mandate's credit is to last, as of p_day; null where it does not count days.
  -- The caller holds the mandate's settings, from which the costs follow. Lock order: settings, then accounts by id.
  CREATE FUNCTION ledger_forecast(p_mandate uuid, p_ids uuid[], p_costs numeric[], p_day date, p_rearm boolean) RETURNS void
  LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    locked uuid[] := ARRAY(
      SELECT id FROM billing_account WHERE id = ANY (p_ids) AND mandate_id = p_mandate ORDER BY id FOR UPDATE);
  BEGIN
    UPDATE billing_account a
      SET runway_cost = c.cost, runway_day = p_day, runway_at = clock_timestamp(), runway_seq = a.last_seq
      FROM unnest(p_ids, p_costs) AS c (id, cost) WHERE a.id = c.id AND a.id = ANY (locked);
    PERFORM ledger_watch(locked, p_rearm);
  END $$;

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
    -- below this the account at hand crosses a threshold; null where it has none, or nobody is to be told again
    alarm numeric;
    fallen uuid[] := '{}';
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
        a.mandate_id, a.balance, a.held, a.credit_limit, a.last_seq, a.head_hash, a.alert, a.warn_below,
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
          IF bal + lim < alarm THEN fallen := fallen || current_id; END IF;
        END IF;
        current_id := op.account_id;
        bal := op.balance; hel := op.held; lim := op.credit_limit; last_no := op.last_seq; head := op.head_hash;
        alarm := CASE op.alert WHEN 'armed' THEN greatest(op.warn_below, 0.01) WHEN 'low' THEN 0.01 END;
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
      IF bal + lim < alarm THEN fallen := fallen || current_id; END IF;
      UPDATE billing_account a SET balance = d.bal, held = d.hel, last_seq = d.last_no, head_hash = d.head
        FROM unnest(done_ids, done_bal, done_hel, done_no, done_head) AS d (id, bal, hel, last_no, head)
        WHERE a.id = d.id;
      INSERT INTO billing_transaction SELECT * FROM unnest(bookings);
      DELETE FROM billing_hold WHERE id = ANY (ended);
      PERFORM ledger_book_usage(bookings);
      IF fallen <> '{}' THEN PERFORM ledger_look(fallen, false); END IF;
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

  -- Books what is no AI call: credits, adjustments, transfers. All entries or none; transfers sum to zero.
  -- p_entries: [{id, accountId, type, amount, userId, reason, reference, reversalOf}]
  CREATE OR REPLACE FUNCTION ledger_post(p_entries jsonb) RETURNS SETOF billing_transaction LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
  DECLARE
    account_ids uuid[] := ARRAY(SELECT DISTINCT (e->>'accountId')::uuid FROM jsonb_array_elements(p_entries) e);
    op record;
    a billing_account;
    t billing_transaction;
    moment timestamptz;
    transferred numeric := 0;
    -- accounts that something came to
    filled uuid[] := '{}';
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
      IF t.amount > 0 THEN filled := filled || a.id; END IF;
      UPDATE billing_account SET balance = t.balance_after, last_seq = t.seq, head_hash = t.hash,
        runway_at = CASE WHEN t.amount > 0 THEN NULL ELSE a.runway_at END
        WHERE billing_account.id = a.id;
      INSERT INTO billing_transaction SELECT (t).*;
      transferred := transferred + CASE op.type WHEN 'transfer' THEN op.amount ELSE 0 END;
      RETURN NEXT t;
    END LOOP;
    IF transferred <> 0 THEN
      RAISE EXCEPTION 'transfers must sum to zero' USING ERRCODE = '22023';
    END IF;
    PERFORM ledger_watch(filled, true);
    PERFORM ledger_look(account_ids, false);
  END $$;
`;
