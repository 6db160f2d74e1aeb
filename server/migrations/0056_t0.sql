-- T+0: sales paid on their own day, with an advance from our own funds until the network's money is here.

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('t0.open', '2026-01-01', '1', '1 = T+0 is offered at all', 'ours: one switch for all merchants'),
  ('t0.min_fen', '2026-01-01', '1000', 'fen that arrive', 'ours: 10 yuan, a payout costs us money too');

-- switching: a claim like a link, by nothing that is a transaction itself ------------------------------------------------------
CREATE TABLE switching.paid_early (
  merchant_id text NOT NULL, transaction_id text NOT NULL, reference text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (merchant_id, transaction_id));
CREATE VIEW switching.v_paid_early AS SELECT merchant_id, transaction_id, reference FROM switching.paid_early;
GRANT SELECT, INSERT ON switching.paid_early TO kaitong_app;
GRANT SELECT ON switching.v_paid_early TO kaitong_app;

CREATE OR REPLACE VIEW switching.v_approved_sale AS
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.terminal_no, t.rrn, t.network_stan, t.transmission_time,
    CASE WHEN t.kind = 'adjustment' THEN -t.amount_fen ELSE t.amount_fen END AS amount_fen,
    CASE WHEN t.kind = 'adjustment' THEN -t.fee_fen ELSE t.fee_fen END AS fee_fen, t.kind, t.card_kind, t.created_at, t.answered_at
  FROM switching.card_transaction t WHERE t.state = 'approved'
   AND t.kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment')
   AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                    WHERE l.merchant_id = t.merchant_id AND l.original_id = t.transaction_id AND l.relation = 'void' AND v.state = 'approved');

-- Sales that the issuer has said yes to and on which nothing was built.
CREATE VIEW switching.v_open_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen, s.answered_at FROM switching.v_approved_sale s
   WHERE s.kind IN ('sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active')
     AND NOT EXISTS (SELECT 1 FROM switching.paid_early e WHERE e.merchant_id = s.merchant_id AND e.transaction_id = s.transaction_id)
     AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.v_card_transaction f USING (merchant_id, transaction_id)
                      WHERE l.merchant_id = s.merchant_id AND l.original_id = s.transaction_id AND f.state NOT IN ('declined', 'reversed', 'voided'));
GRANT SELECT ON switching.v_open_sale TO kaitong_app;

-- Claims open sales for a payout, under the merchant's lock. Returns how many of them were open.
CREATE FUNCTION switching.do_pay_early(p_merchant text, p_transactions text[], p_reference text, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  claimed int;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  INSERT INTO switching.paid_early (merchant_id, transaction_id, reference, at)
  SELECT s.merchant_id, s.transaction_id, p_reference, p_at FROM switching.v_open_sale s
   WHERE s.merchant_id = p_merchant AND s.transaction_id = ANY (p_transactions);
  GET DIAGNOSTICS claimed = ROW_COUNT;
  RETURN claimed;
END $$;
GRANT EXECUTE ON FUNCTION switching.do_pay_early(text, text[], text, timestamptz) TO kaitong_app;

-- As before; what was paid early is neither voided nor lowered any more.
CREATE OR REPLACE FUNCTION switching.do_claim(p_merchant text, p_transaction text, p_original text, p_relation text, p_amount bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  original record;
  refunded bigint;
  added bigint;
  lowered bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT state, amount_fen INTO original FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_original;
  IF NOT FOUND OR original.state <> 'approved' THEN RETURN false; END IF;
  IF p_relation IN ('void', 'adjustment') AND EXISTS (SELECT 1 FROM switching.paid_early WHERE merchant_id = p_merchant AND transaction_id = p_original) THEN
    RETURN false;
  END IF;
  refunded := switching.do_claimed(p_merchant, p_original, 'refund');
  added := switching.do_claimed(p_merchant, p_original, 'tip');
  lowered := switching.do_claimed(p_merchant, p_original, 'adjustment');
  IF switching.do_claimed(p_merchant, p_original, 'void') + switching.do_claimed(p_merchant, p_original, 'completion') > 0
     OR (p_relation = 'refund' AND refunded + lowered + p_amount > original.amount_fen)
     OR (p_relation <> 'refund' AND refunded + added + lowered > 0)
     OR (p_relation = 'adjustment' AND p_amount >= original.amount_fen) THEN
    RETURN false;
  END IF;
  INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen)
  VALUES (p_merchant, p_transaction, p_original, p_relation, p_amount);
  RETURN true;
END $$;

-- ledger: the mirror of a journal whose money is with the merchant already is owed (p_instead in place of m:pending) -----------
DROP FUNCTION ledger.do_mirror_journal(text, text, text, date, text, text, text, timestamptz);
CREATE FUNCTION ledger.do_mirror_journal(
  p_merchant text, p_reversed_key text, p_journal text, p_date date, p_event text, p_key text, p_reference text, p_at timestamptz,
  p_instead text DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reversed record;
BEGIN
  PERFORM ledger.do_thaw(p_merchant, p_reversed_key, NULL, p_date, p_at);
  SELECT j.journal_id, j.accounts, ledger.mirrored(j.amounts) AS amounts INTO reversed
    FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_reversed_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no journal % of % to mirror', p_reversed_key, p_merchant USING ERRCODE = 'KT001';
  END IF;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, reversed.journal_id, p_reference, reversed.journal_id, '{}', p_at,
    CASE WHEN p_instead IS NULL THEN reversed.accounts ELSE array_replace(reversed.accounts, 'm:pending', p_instead) END, reversed.amounts);
END $$;
GRANT EXECUTE ON FUNCTION ledger.do_mirror_journal(text, text, text, date, text, text, text, timestamptz, text) TO kaitong_app;

-- What a merchant owes us.
CREATE FUNCTION ledger.do_debt_of(p_merchant text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(l.amount), 0)::bigint FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.merchant_id = p_merchant AND j.event <> 'sale' AND l.account = 'merch_recv'
$$;
GRANT EXECUTE ON FUNCTION ledger.do_debt_of(text) TO kaitong_app;

CREATE OR REPLACE FUNCTION switching.do_undo(p_merchant text, p_transaction text, p_journal text, p_memo text, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original text;
  held text;
  instead text;
BEGIN
  SELECT kind, business_date, rrn INTO t FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT original_id INTO original FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT 'merch_recv' INTO instead FROM switching.paid_early WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF t.kind IN ('sale', 'test_sale') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, 'sale:' || p_transaction, p_journal, t.business_date, 'sale_reversed', 'sale-reversal:' || p_transaction, t.rrn, p_at,
      instead);
  ELSIF t.kind IN ('sale_void', 'completion', 'completion_advice', 'completion_void', 'qr_passive', 'qr_active', 'qr_void') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, t.kind || ':' || p_transaction, p_journal, t.business_date, t.kind || '_reversed', t.kind || '-reversal:' || p_transaction, t.rrn, p_at,
      instead);
  END IF;
  IF t.kind = 'pre_auth' THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || p_transaction, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind IN ('pre_auth_void', 'completion', 'completion_advice') THEN
    PERFORM ledger.do_reopen_hold(p_merchant, 'hld_' || original, p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind = 'completion_void' THEN
    SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original;
    PERFORM ledger.do_close_hold(p_merchant, held, 'posted', p_transaction, p_memo, t.business_date, p_at);
  END IF;
END $$;

-- settlement -------------------------------------------------------------------------------------------------------------------
-- Of a day there is one batch of its own sales and one of resumed ones; of T+0 as many as were asked for. net = gross - fee - surcharge.
ALTER TABLE settlement.batch DROP CONSTRAINT batch_part_check;
ALTER TABLE settlement.batch ADD CONSTRAINT batch_part_check CHECK (part IN ('', 'resumed', 't0')),
  ADD COLUMN surcharge_fen bigint NOT NULL DEFAULT 0 CHECK (surcharge_fen >= 0 AND (surcharge_fen = 0 OR part = 't0'));
DROP INDEX settlement.batch_day;
CREATE UNIQUE INDEX batch_day ON settlement.batch (merchant_id, business_date, part) WHERE part <> 't0';
CREATE INDEX batch_t0 ON settlement.batch (merchant_id, pay_date) WHERE part = 't0';

-- Which sale went with which batch; net_fen is what was advanced for it.
CREATE TABLE settlement.t0_sale (
  merchant_id text NOT NULL, transaction_id text NOT NULL, batch_id text NOT NULL, business_date date NOT NULL, net_fen bigint NOT NULL,
  surcharge_fen bigint NOT NULL, PRIMARY KEY (merchant_id, transaction_id));
CREATE INDEX t0_sale_batch ON settlement.t0_sale (merchant_id, batch_id);
CREATE INDEX t0_sale_day ON settlement.t0_sale (business_date);
-- Whose advance has come back: the network paid, the bank sent the payout back, or the merchant made good what was reversed.
CREATE TABLE settlement.t0_back (
  merchant_id text NOT NULL, transaction_id text NOT NULL, reason text NOT NULL CHECK (reason IN ('arrived', 'returned', 'collected')), at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, transaction_id));
-- A merchant agrees to a rate of the surcharge that it has not signed with its application.
CREATE TABLE settlement.t0_agreement (
  merchant_id text NOT NULL, agreement_no int NOT NULL, rate_ppm bigint NOT NULL, agreed_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, agreement_no));
CREATE TABLE settlement.t0_switch (
  merchant_id text NOT NULL PRIMARY KEY, automatic boolean NOT NULL, looked_through timestamptz NOT NULL, changed_at timestamptz NOT NULL);
CREATE INDEX t0_switch_on ON settlement.t0_switch (merchant_id) WHERE automatic;
GRANT SELECT, INSERT ON settlement.t0_sale, settlement.t0_back, settlement.t0_agreement TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON settlement.t0_switch TO kaitong_app;

CREATE OR REPLACE VIEW settlement.v_payable_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen FROM switching.v_approved_sale s
   WHERE NOT EXISTS (SELECT 1 FROM ledger.v_frozen f WHERE f.merchant_id = s.merchant_id
                        AND f.key = (CASE WHEN s.kind = 'test_sale' THEN 'sale' ELSE s.kind END) || ':' || s.transaction_id)
     AND NOT EXISTS (SELECT 1 FROM switching.v_paid_early e WHERE e.merchant_id = s.merchant_id AND e.transaction_id = s.transaction_id);

-- Sales that T+0 may pay: open, payable, of a day that is not settled, and confirmed by the network's file once that is here.
CREATE VIEW settlement.v_t0_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen, s.answered_at
    FROM switching.v_open_sale s JOIN settlement.v_payable_sale p USING (merchant_id, transaction_id)
   WHERE NOT EXISTS (SELECT 1 FROM settlement.day d WHERE d.business_date = s.business_date AND (d.state = 'settled' OR d.state <> 'closed'
                        AND NOT EXISTS (SELECT 1 FROM settlement.cleared_sale c WHERE c.merchant_id = s.merchant_id AND c.transaction_id = s.transaction_id)))
     AND NOT EXISTS (SELECT 1 FROM settlement.cleared_sale c JOIN settlement.day d USING (business_date)
                      WHERE c.merchant_id = s.merchant_id AND c.transaction_id = s.transaction_id AND d.state = 'settled');
GRANT SELECT ON settlement.v_t0_sale TO kaitong_app;

-- As before; a sale that T+0 has paid is missed.
CREATE OR REPLACE FUNCTION settlement.do_delay_sale(p_merchant text, p_transaction text, p_reference text, p_date date, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  settled boolean;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind INTO sale FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF EXISTS (SELECT 1 FROM switching.v_paid_early WHERE merchant_id = p_merchant AND transaction_id = p_transaction) THEN RETURN 'missed'; END IF;
  settled := settlement.do_see_settled(p_merchant, p_transaction);
  IF settled AND EXISTS (SELECT 1 FROM settlement.cleared_sale c JOIN settlement.batch b USING (merchant_id, business_date)
                           JOIN settlement.payout p USING (merchant_id, batch_id)
                          WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND b.part = '') THEN
    RETURN 'missed';
  END IF;
  RETURN CASE WHEN ledger.do_freeze(p_merchant, (CASE WHEN sale.kind = 'test_sale' THEN 'sale' ELSE sale.kind END) || ':' || p_transaction,
                     CASE WHEN settled THEN 'm:avail' ELSE 'm:pending' END, p_reference, p_date, p_at)
              THEN 'delayed' ELSE 'missed' END;
END $$;

-- Advances that come back: the rows say whose, and their money goes home. Returns the fen that moved.
CREATE FUNCTION settlement.do_take_advance_back(p_merchant text, p_transactions text[], p_reason text, p_date date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  back record;
BEGIN
  WITH fresh AS (
    INSERT INTO settlement.t0_back (merchant_id, transaction_id, reason, at)
    SELECT p_merchant, transaction, p_reason, p_at FROM unnest(p_transactions) AS t (transaction) ORDER BY transaction ON CONFLICT DO NOTHING RETURNING transaction_id)
  SELECT sum(s.net_fen)::bigint AS amount, min(s.transaction_id) AS first INTO back
    FROM settlement.t0_sale s JOIN fresh USING (transaction_id) WHERE s.merchant_id = p_merchant;
  IF back.amount IS NULL THEN RETURN 0; END IF;
  PERFORM ledger.do_post_journal(p_merchant, 'jrn_t0b_' || back.first, p_date, 't0_advance_back', 't0-back:' || back.first, back.amount::text, p_reason, NULL, '{}', p_at,
    ARRAY['bank:own', 'bank:reserve'], ARRAY[back.amount, -back.amount]);
  RETURN back.amount;
END $$;

CREATE OR REPLACE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
  batch record;
  advance record;
  payable bigint;
  tag text := to_char(p_date, 'YYYYMMDD');
BEGIN
  -- whoever delays, resumes or pays a sale of this day now waits until it is settled, or is waited for
  PERFORM 1 FROM settlement.day WHERE business_date = p_date FOR UPDATE;
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at)
  SELECT s.merchant_id, 'bat_' || tag || '_' || s.merchant_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(s.amount_fen), sum(s.fee_fen),
         sum(s.amount_fen - s.fee_fen), p_at
    FROM settlement.cleared_sale c JOIN settlement.v_payable_sale s USING (merchant_id, transaction_id)
   WHERE c.business_date = p_date
   GROUP BY s.merchant_id HAVING sum(s.amount_fen - s.fee_fen) > 0
  ON CONFLICT (merchant_id, business_date, part) WHERE part <> 't0' DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  UPDATE settlement.resumed_sale r SET batch_id = 'bat_' || tag || '_r_' || r.merchant_id
   WHERE r.batch_id IS NULL AND NOT EXISTS (SELECT 1 FROM settlement.batch b WHERE b.merchant_id = r.merchant_id AND b.business_date = p_date AND b.part = 'resumed');
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at, part)
  SELECT r.merchant_id, r.batch_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(r.amount_fen), sum(r.fee_fen), sum(r.net_fen), p_at, 'resumed'
    FROM settlement.resumed_sale r WHERE r.batch_id = 'bat_' || tag || '_r_' || r.merchant_id
   GROUP BY r.merchant_id, r.batch_id
  ON CONFLICT (merchant_id, business_date, part) WHERE part <> 't0' DO NOTHING;
  FOR batch IN SELECT b.merchant_id, b.batch_id, b.part, b.net_fen, a.account_id, a.state AS account_state
      FROM settlement.batch b JOIN merchants.v_payout_account a USING (merchant_id)
     WHERE b.business_date = p_date AND b.part <> 't0'
       AND NOT EXISTS (SELECT 1 FROM settlement.payout p WHERE p.merchant_id = b.merchant_id AND p.batch_id = b.batch_id)
     ORDER BY b.merchant_id, b.batch_id
  LOOP
    IF batch.part = '' THEN -- a resumed sale is in m:avail since it was
      PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_rel_' || batch.batch_id, p_date, 't1_release', 'release:' || batch.batch_id, batch.net_fen::text,
        batch.batch_id, NULL, '{}', p_at, ARRAY['m:pending', 'm:avail'], ARRAY[batch.net_fen, -batch.net_fen]);
    END IF;
    payable := batch.net_fen - ledger.do_collect_debt(batch.merchant_id, batch.batch_id, batch.net_fen, p_date, p_at);
    CONTINUE WHEN batch.account_state <> 'active'; -- the money waits in m:avail until the account is fixed
    CONTINUE WHEN payable = 0; -- all of it was owed to us
    PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_pay_' || batch.batch_id, p_date, 't1_payout', 'payout:' || batch.batch_id, payable::text,
      batch.batch_id, NULL, '{}', p_at, ARRAY['m:avail', 'm:payout'], ARRAY[payable, -payable]);
    INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at)
    VALUES (batch.merchant_id, 'pay_' || batch.batch_id, batch.batch_id, batch.account_id, payable, 'prepared', p_at);
  END LOOP;
  -- the network has paid: what was advanced for sales of this day goes back to our own funds
  FOR advance IN SELECT s.merchant_id, array_agg(s.transaction_id) AS transactions
      FROM settlement.cleared_sale c JOIN settlement.t0_sale s USING (merchant_id, transaction_id)
     WHERE c.business_date = p_date GROUP BY s.merchant_id ORDER BY s.merchant_id
  LOOP
    PERFORM settlement.do_take_advance_back(advance.merchant_id, advance.transactions, 'arrived', p_date, p_at);
  END LOOP;
  -- and of sales that were reversed afterwards, once their merchant has made them good; two months are more than a debt takes
  FOR advance IN SELECT s.merchant_id, array_agg(s.transaction_id) AS transactions
      FROM settlement.t0_sale s LEFT JOIN settlement.t0_back b USING (merchant_id, transaction_id)
     WHERE s.business_date > p_date - 60 AND b.transaction_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM switching.v_approved_sale a WHERE a.merchant_id = s.merchant_id AND a.transaction_id = s.transaction_id)
     GROUP BY s.merchant_id HAVING ledger.do_debt_of(s.merchant_id) = 0 ORDER BY s.merchant_id
  LOOP
    PERFORM settlement.do_take_advance_back(advance.merchant_id, advance.transactions, 'collected', p_date, p_at);
  END LOOP;
  RETURN made;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA settlement TO kaitong_app;
