-- What one merchant has is promised once. Debts are collected under the lock of whoever owes, so that two days that are settled at the same
-- time do not collect one debt twice; and what waits in m:avail for a batch is never frozen for another sale, nor paid as what is left over.

-- 1. Whoever owes or ever owed, locked in the order in which approvals lock; the caller has no row of a day yet, as everybody else locks the
-- merchant first. A debt that comes later is collected with the next batch.
CREATE FUNCTION switching.do_lock_merchants(p_merchants text[]) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(5018102, number) FROM (SELECT DISTINCT hashtext(merchant) AS number FROM unnest(p_merchants) AS m (merchant) ORDER BY 1) locks
$$;
CREATE FUNCTION settlement.do_lock_debtors(p_merchants text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  debtors text[];
BEGIN
  SELECT array_agg(d.merchant_id) INTO debtors FROM ledger.do_debts_of(p_merchants) d;
  PERFORM switching.do_lock_merchants(debtors);
  RETURN coalesce(debtors, '{}');
END $$;

-- 2. As before, and of those alone who are locked is a debt collected.
DROP FUNCTION settlement.do_pay_batches(date, text[], timestamptz);
CREATE FUNCTION settlement.do_pay_batches(p_date date, p_merchants text[], p_debtors text[], p_at timestamptz) RETURNS int LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  payouts int;
BEGIN
  WITH debts AS MATERIALIZED (SELECT d.merchant_id, d.debt_fen FROM ledger.do_debts_of(p_debtors) d),
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

CREATE OR REPLACE FUNCTION settlement.do_see_settled(p_merchant text, p_transaction text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  with_day date;
  seen record;
BEGIN
  SELECT settlement.do_cleared_with(merchant_id, transaction_id, business_date) INTO with_day
    FROM switching.v_card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT d.business_date, d.state, d.settling_at, d.settled_through INTO seen FROM settlement.day d WHERE d.business_date = with_day FOR SHARE;
  IF seen.state = 'settling' AND p_merchant > seen.settled_through THEN
    PERFORM settlement.do_pay_batches(seen.business_date, ARRAY[p_merchant], ARRAY[p_merchant], seen.settling_at); -- the caller has its lock
  END IF;
  RETURN coalesce(seen.state IN ('settling', 'settled'), false);
END $$;

CREATE OR REPLACE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
  debtors text[];
BEGIN
  SELECT settlement.do_lock_debtors(array_agg(DISTINCT c.merchant_id)) INTO debtors FROM settlement.v_cleared_sale c WHERE c.business_date = p_date;
  -- whoever delays, resumes or pays a sale of this day now waits until it is settled, or is waited for
  PERFORM 1 FROM settlement.day WHERE business_date = p_date FOR UPDATE;
  made := settlement.do_make_batches(p_date, p_pay_date, p_estimated, p_at);
  PERFORM settlement.do_pay_batches(p_date, array_agg(DISTINCT b.merchant_id), debtors, p_at)
     FROM settlement.batch b WHERE b.business_date = p_date AND b.part <> 't0' HAVING count(*) > 0;
  PERFORM settlement.do_take_advances_back(p_date, 'arrived', p_at);
  PERFORM settlement.do_take_advances_back(p_date, 'collected', p_at);
  RETURN made;
END $$;

-- 3. What of m:avail is promised to a batch: what waits for the next one, and what is in one that is made and not paid yet.
CREATE FUNCTION settlement.do_promised(p_merchant text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(r.net_fen), 0)::bigint FROM settlement.resumed_sale r
    LEFT JOIN settlement.batch b ON b.merchant_id = r.merchant_id AND b.batch_id = r.batch_id LEFT JOIN settlement.day d ON d.business_date = b.business_date
   WHERE r.merchant_id = p_merchant AND (r.batch_id IS NULL OR d.state = 'settling' AND r.merchant_id > d.settled_through)
$$;

CREATE OR REPLACE FUNCTION settlement.do_pay_waiting(p_merchant text, p_reference text, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  waiting bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT coalesce((SELECT b.credit_fen FROM ledger.v_balance b WHERE b.merchant_id = p_merchant AND b.account = 'm:avail'), 0)
         - settlement.do_promised(p_merchant) INTO waiting;
  IF waiting <= 0 THEN RETURN 0; END IF;
  PERFORM settlement.do_pay_with_next(p_merchant, p_reference, waiting, 0, p_at);
  RETURN waiting;
END $$;

-- From which account a sale of a day that is settled may be delayed, or nothing: its money is on its way to the bank, or has paid a debt.
-- The caller holds the lock of the merchant.
CREATE FUNCTION settlement.do_delayable_from(p_merchant text, p_transaction text, p_day date, p_net bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  waits record;
  batch record;
  free bigint;
BEGIN
  SELECT r.batch_id INTO waits FROM settlement.resumed_sale r WHERE r.merchant_id = p_merchant AND r.transaction_id = p_transaction;
  IF FOUND AND waits.batch_id IS NULL THEN RETURN 'm:avail'; END IF;
  SELECT b.batch_id, b.business_date INTO batch FROM settlement.batch b
   WHERE b.merchant_id = p_merchant AND CASE WHEN waits.batch_id IS NULL THEN b.business_date = p_day AND b.part = '' ELSE b.batch_id = waits.batch_id END;
  IF NOT FOUND THEN RETURN 'm:pending'; END IF; -- its day had nothing to pay to this merchant
  PERFORM 1 FROM settlement.day d WHERE d.business_date = batch.business_date FOR SHARE;
  IF EXISTS (SELECT 1 FROM settlement.payout p WHERE p.merchant_id = p_merchant AND p.batch_id = batch.batch_id)
     OR EXISTS (SELECT 1 FROM settlement.day d WHERE d.business_date = batch.business_date AND d.state = 'settling' AND p_merchant > d.settled_through
                   AND waits.batch_id IS NOT NULL)
     OR ledger.do_find_amount(p_merchant, 'collect:' || batch.batch_id) IS NOT NULL THEN
    RETURN NULL;
  END IF;
  SELECT b.credit_fen - settlement.do_promised(p_merchant) INTO free FROM ledger.v_balance b WHERE b.merchant_id = p_merchant AND b.account = 'm:avail';
  RETURN CASE WHEN free >= p_net THEN 'm:avail' END;
END $$;

CREATE OR REPLACE FUNCTION settlement.do_delay_sale(p_merchant text, p_transaction text, p_reference text, p_date date, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  held text := 'm:pending';
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind, business_date, amount_fen - fee_fen AS net_fen, (CASE WHEN kind = 'test_sale' THEN 'sale' ELSE kind END) || ':' || transaction_id AS key INTO sale
    FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF EXISTS (SELECT 1 FROM switching.v_paid_early WHERE merchant_id = p_merchant AND transaction_id = p_transaction) THEN RETURN 'missed'; END IF;
  IF EXISTS (SELECT 1 FROM ledger.v_frozen WHERE merchant_id = p_merchant AND key = sale.key) THEN RETURN 'delayed'; END IF;
  IF settlement.do_see_settled(p_merchant, p_transaction) THEN
    held := settlement.do_delayable_from(p_merchant, p_transaction, settlement.do_cleared_with(p_merchant, p_transaction, sale.business_date), sale.net_fen);
  END IF;
  IF held IS NULL OR NOT ledger.do_freeze(p_merchant, sale.key, held, p_reference, p_date, p_at) THEN RETURN 'missed'; END IF;
  DELETE FROM settlement.resumed_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction AND batch_id IS NULL; -- it waits for no batch now
  RETURN 'delayed';
END $$;

-- As before; what was taken from m:avail goes with the next batch too.
CREATE OR REPLACE FUNCTION settlement.do_resume_sale(p_merchant text, p_transaction text, p_date date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  late boolean;
  net bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind, amount_fen, fee_fen, (CASE WHEN kind = 'test_sale' THEN 'sale' ELSE kind END) || ':' || transaction_id AS key INTO sale
    FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 0; END IF;
  late := settlement.do_see_settled(p_merchant, p_transaction);
  net := ledger.do_thaw(p_merchant, sale.key, CASE WHEN late THEN 'm:avail' END, p_date, p_at);
  IF late AND net > 0 THEN
    INSERT INTO settlement.resumed_sale (merchant_id, transaction_id, amount_fen, fee_fen, net_fen, resumed_at)
    VALUES (p_merchant, p_transaction, sale.amount_fen, sale.fee_fen, net, p_at)
    ON CONFLICT (merchant_id, transaction_id) DO UPDATE SET batch_id = NULL, resumed_at = excluded.resumed_at;
  END IF;
  RETURN net;
END $$;
GRANT DELETE ON settlement.resumed_sale TO kaitong_app;
GRANT EXECUTE ON FUNCTION switching.do_lock_merchants(text[]) TO kaitong_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA settlement TO kaitong_app;
