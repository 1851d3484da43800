/** Below it an account is told to have little or no credit left; null where it has no threshold, or was told already. */
export const alarmOf = (account: string): string =>
  `CASE ${account}.alert WHEN 'armed' THEN greatest(${account}.warn_below, 0.01) WHEN 'low' THEN 0.01 END`;

/** What the booking `t` takes from its hold. */
export const whatFor = (hold: string): string =>
  `t.user_id := ${hold}.purpose->>'userId'; t.feature := ${hold}.purpose->>'feature';
        t.connector_type := ${hold}.purpose->>'connectorType'; t.model := ${hold}.purpose->>'model';
        t.reference := ${hold}.purpose->>'reference'; t.chat_id := ${hold}.purpose->>'chatId';
        t.message_id := ${hold}.purpose->>'messageId'; t.automation_id := ${hold}.purpose->>'automationId';
        t.run_id := ${hold}.purpose->>'runId'; t.api_key_id := ${hold}.purpose->>'apiKeyId'; t.budget_ids := ${hold}.budget_ids;`;

/**
 * The ledger's functions as they are since batches come as arrays. What a hash covers is the same text as before, put
 * together without taking a receipt apart: every hash that was ever written still holds.
 */
export const ARRAY_FUNCTIONS = `
  -- What the hash of a booking covers: every column, in this order.
  CREATE OR REPLACE FUNCTION ledger_canonical(t billing_transaction) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rtrim(json_build_array(
      t.id, t.account_id, t.mandate_id, t.seq, t.type, t.amount::numeric(20,9)::text, t.balance_after::numeric(20,9)::text,
      to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      t.user_id, t.feature, t.connector_type, t.model, t.outcome, t.estimated, t.late, t.shortfall::numeric(20,9)::text
    )::text, ']') || ', ' || coalesce(t.usage::text, 'null') || ', ' || coalesce(t.receipt::text, 'null') || ', ' || ltrim(json_build_array(
      t.reason, t.reference, t.chat_id, t.message_id, t.automation_id, t.run_id, t.api_key_id,
      t.reversal_of, t.provider_request_id
    )::text, '[') || coalesce(to_jsonb(t.budget_ids)::text, '')
  $$;

  -- Settles and reserves a batch: n-th elements belong together, and p_budgets holds arrays of ids as text. No id twice
  -- in a batch. Answers in the order of the arguments. Arrays and not one document: what a call says of itself is read
  -- once, where it is stored, which is a fifth of the time that a batch takes.
  -- The hold table is a queue, and the planner's picture of it always wrong; a plan made while the bookings were few
  -- stays cached while they grow. Hence every row is looked up by its id: no scans, and subqueries that OFFSET 0 keeps
  -- from becoming joins, which may read a whole index.
  -- For short arrays the planner would rather plan anew each time, which costs a batch of one a quarter of its time.
  CREATE FUNCTION ledger_apply(
    p_settle uuid[], p_costs numeric[], p_outcomes text[], p_estimated boolean[], p_usages jsonb[], p_receipts json[],
    p_provider_ids text[],
    p_reserve uuid[], p_accounts uuid[], p_amounts numeric[], p_purposes jsonb[], p_ttls double precision[],
    p_budgets text[], p_gateway text,
    OUT settled text[], OUT seqs bigint[], OUT amounts text[], OUT balances text[], OUT shortfalls text[],
    OUT reserved text[], OUT refusals jsonb[]
  ) LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off
  SET plan_cache_mode = force_generic_plan AS $$
  DECLARE
    locked_ids uuid[];
    all_locked boolean;
    account_ids uuid[];
    op record;
    t billing_transaction;
    bookings billing_transaction[] := '{}';
    hold billing_hold;
    holds billing_hold[] := '{}';
    ended uuid[] := '{}';
    -- the account at hand, carried from one operation to the next
    current_id uuid;
    bal numeric; hel numeric; lim numeric; last_no bigint; head bytea;
    -- accounts done
    done_ids uuid[] := '{}'; done_bal numeric[] := '{}'; done_hel numeric[] := '{}';
    done_no bigint[] := '{}'; done_head bytea[] := '{}';
    moment timestamptz;
    cost numeric; wanted numeric; hold_amount numeric; missing numeric;
    -- the budgets that the batch names, in the order of their ids, each as the operations so far have left it
    budgets billing_budget[]; budget_keys uuid[]; has_budgets boolean;
    named uuid[]; one uuid; place int; refusal jsonb;
    -- below this the account at hand crosses a threshold; null where it has none, or nobody is to be told again
    alarm numeric;
    fallen uuid[] := '{}';
  BEGIN
    settled := array_fill(NULL::text, ARRAY[cardinality(p_settle)]);
    seqs := settled::bigint[]; amounts := settled; balances := settled; shortfalls := settled;
    reserved := array_fill(NULL::text, ARRAY[cardinality(p_reserve)]);
    refusals := reserved::jsonb[];
    locked_ids := '{}'; account_ids := p_accounts; has_budgets := false;
    IF cardinality(p_settle) > 0 THEN
      SELECT coalesce(array_agg(l.id), '{}'), array_agg(l.account_id) || p_accounts, coalesce(bool_or(l.budget_ids IS NOT NULL), false)
        INTO locked_ids, account_ids, has_budgets
        FROM (SELECT id, account_id, budget_ids FROM billing_hold WHERE id = ANY (p_settle) ORDER BY id FOR UPDATE) l;
    END IF;
    all_locked := cardinality(locked_ids) = cardinality(p_settle);
    PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    -- Most calls have no budget, and do not pay for those that have one.
    has_budgets := has_budgets OR array_remove(p_budgets, NULL) <> '{}';
    IF has_budgets THEN
      budgets := ARRAY(
        SELECT b FROM billing_budget b WHERE b.id = ANY (ARRAY(
          SELECT unnest(h.budget_ids) FROM billing_hold h WHERE h.id = ANY (locked_ids)
          UNION SELECT unnest(v::uuid[]) FROM unnest(p_budgets) v))
        ORDER BY b.id FOR UPDATE);
      budget_keys := ARRAY(SELECT b.id FROM unnest(budgets) b ORDER BY b.id);
    END IF;
    -- After the locks, so that the bookings of one account are dated in the order of their numbers.
    moment := ledger_clock();

    IF cardinality(p_settle) > 0 THEN
      FOR op IN
        SELECT s.n, s.id, h.account_id, h.amount AS hold_amount, h.status AS hold_status, h.purpose, h.budget_ids, h.budget_amount,
          a.mandate_id, a.balance, a.held, a.credit_limit, a.last_seq, a.head_hash, a.alert, a.warn_below
        FROM unnest(p_settle) WITH ORDINALITY AS s (id, n)
        LEFT JOIN LATERAL (SELECT * FROM billing_hold WHERE id = s.id OFFSET 0) h ON true
        LEFT JOIN LATERAL (SELECT * FROM billing_account WHERE id = h.account_id OFFSET 0) a ON true
        ORDER BY h.account_id, s.n
      LOOP
        IF op.account_id IS NULL THEN
          -- A hold ends with its booking, in one transaction: it is enough to look for the one where the other is missing.
          SELECT b.* INTO t FROM billing_transaction b WHERE b.id = op.id AND b.type = 'debit';
          settled[op.n] := CASE WHEN t.id IS NULL THEN 'unknown_hold' ELSE 'repeated' END;
          seqs[op.n] := t.seq; amounts[op.n] := t.amount; balances[op.n] := t.balance_after; shortfalls[op.n] := t.shortfall;
          CONTINUE;
        END IF;
        -- A hold that appeared after the locks were taken is not locked, and neither is its account, whose figures would
        -- overwrite what others book meanwhile: who settles before the reservation was answered finds no hold.
        IF NOT all_locked AND op.id <> ALL (locked_ids) THEN
          settled[op.n] := 'unknown_hold';
          CONTINUE;
        END IF;
        cost := p_costs[op.n];
        IF NOT ledger_is_amount(cost) THEN
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
          alarm := ${alarmOf('op')};
        END IF;
        -- An expired hold holds nothing any more; the call happened all the same and is charged from free credit.
        hold_amount := CASE op.hold_status WHEN 'open' THEN op.hold_amount ELSE 0 END;
        hel := hel - hold_amount;
        missing := CASE WHEN lim IS NULL THEN 0 ELSE greatest(cost - (bal - hel + lim), 0) END;
        bal := bal - (cost - missing);
        IF op.budget_ids IS NOT NULL THEN
          -- What was charged counts, also beyond the limit: it happened. A shortfall was not charged.
          FOREACH one IN ARRAY op.budget_ids LOOP
            place := array_position(budget_keys, one);
            CONTINUE WHEN place IS NULL;
            budgets[place].used := budgets[place].used + (cost - missing);
            budgets[place].held := budgets[place].held - CASE op.hold_status WHEN 'open' THEN op.budget_amount ELSE 0 END;
          END LOOP;
        END IF;
        last_no := last_no + 1;
        moment := moment + interval '1 microsecond';

        t := NULL;
        t.id := op.id; t.account_id := current_id; t.mandate_id := op.mandate_id; t.seq := last_no; t.type := 'debit';
        t.amount := missing - cost; t.balance_after := bal; t.created_at := moment; t.shortfall := missing;
        t.outcome := p_outcomes[op.n]; t.estimated := p_estimated[op.n]; t.late := op.hold_status = 'expired';
        t.usage := p_usages[op.n]; t.receipt := p_receipts[op.n]; t.provider_request_id := p_provider_ids[op.n];
        ${whatFor('op')}
        head := ledger_seal(head, t);
        t.hash := head;
        bookings := bookings || t;
        ended := ended || op.id;
        settled[op.n] := 'booked';
        seqs[op.n] := last_no; amounts[op.n] := t.amount; balances[op.n] := bal; shortfalls[op.n] := missing;
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
    END IF;

    IF cardinality(p_reserve) > 0 THEN
      current_id := NULL; done_ids := '{}'; done_hel := '{}';
      FOR op IN
        SELECT r.n, r.id, a.id AS account_id, a.mandate_id, a.status, a.balance, a.held, a.credit_limit,
          h.account_id AS hold_account, h.amount AS hold_amount, h.purpose AS hold_purpose,
          b.id IS NOT NULL AS is_booked
        FROM unnest(p_reserve, p_accounts) WITH ORDINALITY AS r (id, account, n)
        LEFT JOIN LATERAL (SELECT * FROM billing_account WHERE id = r.account OFFSET 0) a ON true
        LEFT JOIN LATERAL (SELECT * FROM billing_hold WHERE id = r.id OFFSET 0) h ON true
        LEFT JOIN LATERAL (SELECT id FROM billing_transaction WHERE id = r.id OFFSET 0) b ON true
        ORDER BY r.account, r.n
      LOOP
        IF current_id IS DISTINCT FROM op.account_id THEN
          IF current_id IS NOT NULL THEN done_ids := done_ids || current_id; done_hel := done_hel || hel; END IF;
          current_id := op.account_id; bal := op.balance; hel := op.held; lim := op.credit_limit;
        END IF;
        wanted := p_amounts[op.n];
        IF op.account_id IS NULL THEN
          reserved[op.n] := 'unknown_account';
        ELSIF NOT ledger_is_amount(wanted) THEN
          RAISE EXCEPTION 'a hold is over no amount' USING ERRCODE = '22003';
        ELSIF op.hold_account IS NOT NULL OR op.is_booked THEN
          -- The same request again gets the same answer. A booking no longer knows its hold, but what it was for.
          SELECT b.* INTO t FROM billing_transaction b WHERE b.id = op.id;
          reserved[op.n] := CASE
            WHEN (t.account_id, t.type, t.user_id, t.feature, t.connector_type, t.model) IS NOT DISTINCT FROM
              (op.account_id, 'debit', (p_purposes[op.n]->>'userId')::uuid, p_purposes[op.n]->>'feature',
               p_purposes[op.n]->>'connectorType', p_purposes[op.n]->>'model')
              OR (op.hold_account = op.account_id AND op.hold_purpose = p_purposes[op.n]
                AND (lim IS NULL OR op.hold_amount = wanted)) THEN 'granted' ELSE 'conflict' END;
        ELSIF op.status <> 'active' THEN
          reserved[op.n] := 'suspended';
        ELSIF lim IS NOT NULL AND bal - hel + lim < wanted THEN
          reserved[op.n] := 'insufficient';
          refusals[op.n] := jsonb_build_object('available', (bal - hel + lim)::text);
        ELSE
          IF has_budgets THEN
            -- All of the budgets or none: nothing is set aside before each of them has been asked.
            named := '{}'; refusal := NULL;
            FOREACH one IN ARRAY coalesce(p_budgets[op.n]::uuid[], '{}') LOOP
              CONTINUE WHEN one = ANY (named);
              named := named || one;
              place := array_position(budget_keys, one);
              IF place IS NULL OR budgets[place].mandate_id <> op.mandate_id THEN
                refusal := jsonb_build_object('status', 'unknown_budget');
              ELSIF budgets[place].used + budgets[place].held + wanted > budgets[place].limit_amount THEN
                refusal := jsonb_build_object('status', 'budget_exceeded', 'budgetId', one,
                  'kind', budgets[place].kind, 'subject', budgets[place].subject, 'period', budgets[place].period,
                  'limit', budgets[place].limit_amount::text, 'used', budgets[place].used::text,
                  'held', budgets[place].held::text);
              END IF;
              EXIT WHEN refusal IS NOT NULL;
            END LOOP;
            IF refusal IS NOT NULL THEN
              reserved[op.n] := refusal->>'status';
              refusals[op.n] := refusal;
              CONTINUE;
            END IF;
            -- A budget holds the whole amount also where the account, being UNLIMITED, holds nothing.
            FOREACH one IN ARRAY named LOOP
              place := array_position(budget_keys, one);
              budgets[place].held := budgets[place].held + wanted;
            END LOOP;
            hold.budget_ids := nullif(named, '{}');
            hold.budget_amount := CASE WHEN named <> '{}' THEN wanted END;
          END IF;
          -- UNLIMITED sets nothing aside, but the row stays: calls in flight are seen and swept all the same.
          hold_amount := CASE WHEN lim IS NULL THEN 0 ELSE wanted END;
          hel := hel + hold_amount;
          hold.id := op.id; hold.account_id := current_id; hold.amount := hold_amount; hold.status := 'open';
          hold.purpose := p_purposes[op.n]; hold.gateway_id := p_gateway; hold.created_at := clock_timestamp();
          hold.expires_at := hold.created_at + make_interval(secs => p_ttls[op.n]);
          holds := holds || hold;
          reserved[op.n] := 'granted';
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
  END $$;
`;
