-- A day of a million sales: one statement makes its batches, then its merchants are paid in slices, each in a transaction of its own.

-- ledger -----------------------------------------------------------------------------------------------------------------------
-- What merchants owe is looked for with every settlement: of a merchant's journals only those that touch a debt.
CREATE INDEX journal_debt ON ledger.journal (merchant_id) WHERE 'merch_recv' = ANY (accounts);

-- What each of these merchants owes us; who never owed anything is not in the answer.
CREATE FUNCTION ledger.do_debts_of(p_merchants text[]) RETURNS TABLE (merchant_id text, debt_fen bigint) LANGUAGE sql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
  SELECT j.merchant_id, sum(l.amount)::bigint FROM unnest(p_merchants) AS m (merchant)
    JOIN ledger.journal j ON j.merchant_id = m.merchant CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE 'merch_recv' = ANY (j.accounts) AND l.account = 'merch_recv' GROUP BY j.merchant_id
$$;

-- What the first line of the journal of this key moved; nothing where there is none.
CREATE FUNCTION ledger.do_find_amount(p_merchant text, p_key text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT j.amounts[1] FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_key
$$;
GRANT EXECUTE ON FUNCTION ledger.do_find_amount(text, text) TO kaitong_app;

-- Many journals of two lines each: p_from is debited, p_to credited. A key that was used before posts nothing (with another amount it is
-- an error). Guarded accounts are looked at once, after all of the call: rows are locked in the order of their keys, and none may end
-- below zero. Returns how many journals are new.
CREATE FUNCTION ledger.do_move_many(
  p_date date, p_at timestamptz, p_merchants text[], p_journals text[], p_events text[], p_keys text[], p_references text[], p_from text[], p_to text[],
  p_amounts bigint[]) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  fresh int;
  moved record;
  guarded int;
BEGIN
  IF coalesce(cardinality(p_amounts), 0) = 0 THEN RETURN 0; END IF;
  IF 0 >= ANY (p_amounts) OR array_position(p_amounts, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'a movement of nothing, or against its direction' USING ERRCODE = 'KT001';
  END IF;
  WITH written AS (
    INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts)
    SELECT merchant, journal, p_date, event, key, amount::text, reference, NULL, '{}', p_at, ARRAY[source, target], ARRAY[amount, -amount]
      FROM unnest(p_merchants, p_journals, p_events, p_keys, p_references, p_from, p_to, p_amounts)
        AS g (merchant, journal, event, key, reference, source, target, amount)
     ORDER BY merchant, key
    ON CONFLICT (merchant_id, idempotency_key) DO NOTHING
    RETURNING merchant_id, accounts, amounts),
  changes AS (
    SELECT w.merchant_id AS merchant, l.account, -sum(l.amount)::bigint AS credit
      FROM written w CROSS JOIN LATERAL unnest(w.accounts, w.amounts) AS l (account, amount)
     WHERE l.account LIKE 'm:%' OR l.account LIKE 'deposit:%' GROUP BY w.merchant_id, l.account)
  SELECT (SELECT count(*) FROM written) AS journals, array_agg(merchant ORDER BY merchant, account) AS merchants,
         array_agg(account ORDER BY merchant, account) AS accounts, array_agg(credit ORDER BY merchant, account) AS credits INTO moved FROM changes;
  fresh := moved.journals;
  IF fresh < cardinality(p_keys) AND EXISTS (
       SELECT 1 FROM unnest(p_merchants, p_keys, p_amounts) AS g (merchant, key, amount)
         JOIN ledger.journal j ON j.merchant_id = g.merchant AND j.idempotency_key = g.key WHERE j.fingerprint <> g.amount::text) THEN
    RAISE EXCEPTION 'an idempotency key was used for something else' USING ERRCODE = 'KT002';
  END IF;
  INSERT INTO ledger.balance (merchant_id, account, credit_fen)
  SELECT merchant, account, 0 FROM unnest(moved.merchants, moved.accounts) AS c (merchant, account) ORDER BY merchant, account
  ON CONFLICT (merchant_id, account) DO NOTHING;
  PERFORM 1 FROM unnest(moved.merchants, moved.accounts, moved.credits) AS c (merchant, account, credit)
     JOIN ledger.balance b ON b.merchant_id = c.merchant AND b.account = c.account WHERE c.credit <> 0 ORDER BY b.merchant_id, b.account FOR UPDATE OF b;
  UPDATE ledger.balance b SET credit_fen = b.credit_fen + c.credit
    FROM unnest(moved.merchants, moved.accounts, moved.credits) AS c (merchant, account, credit)
   WHERE b.merchant_id = c.merchant AND b.account = c.account AND c.credit <> 0 AND b.credit_fen + c.credit >= 0;
  GET DIAGNOSTICS guarded = ROW_COUNT;
  IF guarded < (SELECT count(*) FROM unnest(moved.credits) AS c (credit) WHERE credit <> 0) THEN
    SELECT c.merchant, c.account, -c.credit AS fen INTO moved FROM unnest(moved.merchants, moved.accounts, moved.credits) AS c (merchant, account, credit)
      JOIN ledger.balance b ON b.merchant_id = c.merchant AND b.account = c.account
     WHERE b.credit_fen + c.credit < 0 ORDER BY c.merchant, c.account LIMIT 1;
    RAISE EXCEPTION 'account % of % holds less than % fen', moved.account, moved.merchant, moved.fen USING ERRCODE = 'KT003';
  END IF;
  RETURN fresh;
END $$;
GRANT EXECUTE ON FUNCTION ledger.do_debts_of(text[]) TO kaitong_app;
GRANT EXECUTE ON FUNCTION ledger.do_move_many(date, timestamptz, text[], text[], text[], text[], text[], text[], text[], bigint[]) TO kaitong_app;

-- settlement -------------------------------------------------------------------------------------------------------------------
-- settling: the batches are made, and merchants up to settled_through (in the order of their ids) are paid.
ALTER TABLE settlement.day DROP CONSTRAINT day_state_check;
ALTER TABLE settlement.day ADD CONSTRAINT day_state_check CHECK (state IN ('closed', 'cleared', 'funded', 'settling', 'settled')),
  ADD COLUMN settling_at timestamptz, ADD COLUMN settled_through text NOT NULL DEFAULT '', ADD COLUMN merchant_count int NOT NULL DEFAULT 0,
  ADD COLUMN merchants_paid int NOT NULL DEFAULT 0 CHECK (merchants_paid <= merchant_count);
CREATE INDEX batch_by_day ON settlement.batch (business_date, merchant_id) WHERE part <> 't0';

-- As before; a day that is being settled has its batches, so that what is in them is settled already.
CREATE OR REPLACE VIEW settlement.v_t0_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen, s.answered_at
    FROM switching.v_open_sale s JOIN settlement.v_payable_sale p USING (merchant_id, transaction_id)
   WHERE NOT EXISTS (SELECT 1 FROM settlement.day d WHERE d.business_date = s.business_date AND (d.state IN ('settling', 'settled') OR d.state <> 'closed'
                        AND settlement.do_cleared_with(s.merchant_id, s.transaction_id, s.business_date) IS NULL))
     AND NOT EXISTS (SELECT 1 FROM settlement.day d WHERE d.state IN ('settling', 'settled')
                        AND d.business_date = settlement.do_cleared_with(s.merchant_id, s.transaction_id, s.business_date));

-- The batches of a day: its payable sales, and those of earlier days whose delay has ended. The caller holds the row of the day, so that
-- nobody delays, resumes or pays a sale of it meanwhile. Returns how many are new.
-- The planner takes a merchant and its transaction for two things that have nothing to do with each other and foresees a hundred sales
-- where there are a million; told not to sort, it adds up by merchant as it reads, which a hundred rows would not be worth.
CREATE FUNCTION settlement.do_make_batches(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_sort = off SET work_mem = '256MB' AS $$
DECLARE
  made int;
  tag text := to_char(p_date, 'YYYYMMDD');
BEGIN
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at)
  SELECT s.merchant_id, 'bat_' || tag || '_' || s.merchant_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(s.amount_fen), sum(s.fee_fen),
         sum(s.amount_fen - s.fee_fen), p_at
    FROM settlement.v_cleared_sale c JOIN settlement.v_payable_sale s USING (merchant_id, transaction_id)
   WHERE c.business_date = p_date
   GROUP BY s.merchant_id HAVING sum(s.amount_fen - s.fee_fen) > 0
  ON CONFLICT (merchant_id, business_date, part) WHERE part <> 't0' DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  UPDATE settlement.resumed_sale r SET batch_id = 'bat_' || tag || '_r_' || r.merchant_id
   WHERE r.batch_id IS NULL AND NOT EXISTS (SELECT 1 FROM settlement.batch b WHERE b.merchant_id = r.merchant_id AND b.business_date = p_date AND b.part = 'resumed');
  IF FOUND THEN
    INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at, part)
    SELECT r.merchant_id, r.batch_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(r.amount_fen), sum(r.fee_fen), sum(r.net_fen), p_at, 'resumed'
      FROM settlement.resumed_sale r WHERE r.batch_id = 'bat_' || tag || '_r_' || r.merchant_id
     GROUP BY r.merchant_id, r.batch_id
    ON CONFLICT (merchant_id, business_date, part) WHERE part <> 't0' DO NOTHING;
  END IF;
  RETURN made;
END $$;

-- Pays the batches of these merchants: released, what they owe taken, the rest on its way; once each. Where the account is blocked the
-- money waits in m:avail. Of several batches of one merchant the first pays the debt first. Returns how many payouts are new.
CREATE FUNCTION settlement.do_pay_batches(p_date date, p_merchants text[], p_at timestamptz) RETURNS int LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  payouts int;
BEGIN
  WITH debts AS MATERIALIZED (SELECT d.merchant_id, d.debt_fen FROM ledger.do_debts_of(p_merchants) d),
  open AS MATERIALIZED (
    SELECT b.merchant_id, b.batch_id, b.part, b.net_fen, a.account_id, a.state AS account_state, c.collected, d.debt_fen,
           sum(CASE WHEN c.collected IS NULL THEN b.net_fen ELSE 0 END) OVER (PARTITION BY b.merchant_id ORDER BY b.batch_id) - b.net_fen AS earlier
      FROM unnest(p_merchants) AS m (merchant)
      JOIN settlement.batch b ON b.merchant_id = m.merchant AND b.business_date = p_date AND b.part <> 't0'
      CROSS JOIN LATERAL (SELECT v.account_id, v.state FROM merchants.v_payout_account v WHERE v.merchant_id = b.merchant_id ORDER BY v.state LIMIT 1) a
      LEFT JOIN debts d ON d.merchant_id = b.merchant_id
      -- whoever was charged once has owed something once
      CROSS JOIN LATERAL (SELECT CASE WHEN d.merchant_id IS NOT NULL THEN ledger.do_find_amount(b.merchant_id, 'collect:' || b.batch_id) END AS collected) c
     WHERE NOT EXISTS (SELECT 1 FROM settlement.payout p WHERE p.merchant_id = b.merchant_id AND p.payout_id = 'pay_' || b.batch_id)),
  batch AS MATERIALIZED (
    SELECT o.*, o.account_state = 'active' AS pays,
           coalesce(o.collected, greatest(0, least(o.net_fen, coalesce(o.debt_fen, 0) - o.earlier)))::bigint AS taken
      FROM open o),
  movement AS (
    SELECT merchant_id, batch_id, 'rel' AS short, 't1_release' AS event, 'release:' AS key, 'm:pending' AS source, 'm:avail' AS target, net_fen AS amount
      FROM batch WHERE part = '' -- a resumed sale is in m:avail since it was
    UNION ALL SELECT merchant_id, batch_id, 'col', 'debt_collected', 'collect:', 'm:avail', 'merch_recv', taken FROM batch WHERE taken > 0
    UNION ALL SELECT merchant_id, batch_id, 'pay', 't1_payout', 'payout:', 'm:avail', 'm:payout', net_fen - taken FROM batch WHERE pays AND net_fen > taken),
  moved AS (
    SELECT ledger.do_move_many(p_date, p_at, array_agg(merchant_id), array_agg('jrn_' || short || '_' || batch_id), array_agg(event), array_agg(key || batch_id),
             array_agg(batch_id), array_agg(source), array_agg(target), array_agg(amount)) AS journals FROM movement),
  paid AS (
    INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at)
    SELECT merchant_id, 'pay_' || batch_id, batch_id, account_id, net_fen - taken, 'prepared', p_at FROM batch WHERE pays AND net_fen > taken
     ORDER BY merchant_id, batch_id
    ON CONFLICT (merchant_id, payout_id) DO NOTHING RETURNING 1)
  SELECT (SELECT count(*) FROM paid)::int INTO payouts FROM moved;
  RETURN payouts;
END $$;

-- Advances that come back, of many merchants. `arrived`: the network has paid the day. `collected`: a sale was reversed after we had paid
-- it, and its merchant has made it good; two months are more than a debt takes.
CREATE FUNCTION settlement.do_take_advances_back(p_date date, p_reason text, p_at timestamptz) RETURNS int LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  waiting record;
  merchants int;
BEGIN
  WITH out AS (
    SELECT s.merchant_id, s.transaction_id FROM settlement.t0_sale s
     WHERE s.business_date > p_date - 60 AND NOT EXISTS (SELECT 1 FROM settlement.t0_back b WHERE b.merchant_id = s.merchant_id AND b.transaction_id = s.transaction_id)
       AND CASE p_reason
             WHEN 'arrived' THEN settlement.do_cleared_with(s.merchant_id, s.transaction_id, s.business_date) = p_date
             ELSE NOT EXISTS (SELECT 1 FROM switching.v_approved_sale a WHERE a.merchant_id = s.merchant_id AND a.transaction_id = s.transaction_id) END)
  SELECT array_agg(out.merchant_id) AS merchants, array_agg(out.transaction_id) AS transactions INTO waiting FROM out;
  IF waiting.merchants IS NULL THEN RETURN 0; END IF;
  WITH owing AS MATERIALIZED (
    SELECT d.merchant_id FROM ledger.do_debts_of(CASE WHEN p_reason = 'collected' THEN waiting.merchants ELSE '{}' END) d WHERE d.debt_fen <> 0),
  fresh AS (
    INSERT INTO settlement.t0_back (merchant_id, transaction_id, reason, at)
    SELECT merchant, transaction, p_reason, p_at FROM unnest(waiting.merchants, waiting.transactions) AS w (merchant, transaction)
     WHERE merchant NOT IN (SELECT o.merchant_id FROM owing o) ORDER BY merchant, transaction
    ON CONFLICT DO NOTHING RETURNING merchant_id, transaction_id),
  back AS (
    SELECT s.merchant_id, min(s.transaction_id) AS first, sum(s.net_fen)::bigint AS amount
      FROM fresh JOIN settlement.t0_sale s USING (merchant_id, transaction_id) GROUP BY s.merchant_id HAVING sum(s.net_fen) > 0)
  SELECT ledger.do_move_many(p_date, p_at, array_agg(merchant_id), array_agg('jrn_t0b_' || first), array_agg('t0_advance_back'::text),
           array_agg('t0-back:' || first), array_agg(p_reason), array_agg('bank:own'::text), array_agg('bank:reserve'::text), array_agg(amount))
    INTO merchants FROM back;
  RETURN merchants;
END $$;

-- Whether the day that a sale is settled with has been settled; its row stays as it is until the caller has committed. While it is being
-- settled the caller's merchant is paid here, ahead of its slice, so that nothing stands half done.
CREATE OR REPLACE FUNCTION settlement.do_see_settled(p_merchant text, p_transaction text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  with_day date;
  seen record;
BEGIN
  SELECT settlement.do_cleared_with(merchant_id, transaction_id, business_date) INTO with_day
    FROM switching.v_card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT d.business_date, d.state, d.settling_at, d.settled_through INTO seen FROM settlement.day d WHERE d.business_date = with_day FOR SHARE;
  IF seen.state = 'settling' AND p_merchant > seen.settled_through THEN
    PERFORM settlement.do_pay_batches(seen.business_date, ARRAY[p_merchant], seen.settling_at);
  END IF;
  RETURN coalesce(seen.state IN ('settling', 'settled'), false);
END $$;

-- A whole day at once, as its slices do it.
CREATE OR REPLACE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
BEGIN
  -- whoever delays, resumes or pays a sale of this day now waits until it is settled, or is waited for
  PERFORM 1 FROM settlement.day WHERE business_date = p_date FOR UPDATE;
  made := settlement.do_make_batches(p_date, p_pay_date, p_estimated, p_at);
  PERFORM settlement.do_pay_batches(p_date, array_agg(DISTINCT b.merchant_id), p_at)
     FROM settlement.batch b WHERE b.business_date = p_date AND b.part <> 't0' HAVING count(*) > 0;
  PERFORM settlement.do_take_advances_back(p_date, 'arrived', p_at);
  PERFORM settlement.do_take_advances_back(p_date, 'collected', p_at);
  RETURN made;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA settlement TO kaitong_app;
