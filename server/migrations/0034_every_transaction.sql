-- Every transaction of the terminal: what is built on another transaction, and the money of it.

ALTER TABLE switching.card_transaction DROP CONSTRAINT card_transaction_kind_check;
ALTER TABLE switching.card_transaction ADD CONSTRAINT card_transaction_kind_check CHECK (kind IN ('sale', 'test_sale', 'deposit_freeze', 'balance',
  'sale_void', 'refund', 'pre_auth', 'pre_auth_void', 'completion', 'completion_advice', 'completion_void'));
-- Originals of a pre-authorisation are found by the code on the customer's slip.
CREATE INDEX card_transaction_auth ON switching.card_transaction (merchant_id, auth_code) WHERE kind IN ('pre_auth', 'completion', 'completion_advice');

-- On which other transaction one stands. Inserted with the intent and never changed: a follower claims its original for as long
-- as it is neither declined nor reversed.
CREATE TABLE switching.link (
  merchant_id text NOT NULL, transaction_id text NOT NULL, original_id text NOT NULL,
  relation text NOT NULL CHECK (relation IN ('void', 'refund', 'completion')), amount_fen bigint NOT NULL,
  PRIMARY KEY (merchant_id, transaction_id));
CREATE INDEX link_original ON switching.link (merchant_id, original_id);
GRANT SELECT, INSERT ON switching.link TO kaitong_app;

-- Everything that ever had a reference number; a sale whose void stands is `voided`.
CREATE OR REPLACE VIEW switching.v_card_transaction AS
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.terminal_no, t.rrn, t.network_stan, t.transmission_time, t.amount_fen, t.kind,
    CASE WHEN t.state = 'approved' AND EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                    WHERE l.merchant_id = t.merchant_id AND l.original_id = t.transaction_id AND l.relation = 'void' AND v.state = 'approved')
         THEN 'voided' ELSE t.state END AS state
  FROM switching.card_transaction t;

-- What is claimed of an original; a completion that was itself voided claims no more.
CREATE FUNCTION switching.do_claimed(p_merchant text, p_original text, p_relation text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(l.amount_fen), 0)::bigint FROM switching.link l JOIN switching.v_card_transaction f USING (merchant_id, transaction_id)
   WHERE l.merchant_id = p_merchant AND l.original_id = p_original AND l.relation = p_relation AND f.state NOT IN ('declined', 'reversed', 'voided')
$$;

-- Claims an approved original for a void, a completion (once, and nothing else besides) or a part of it for a refund. False: not to be had.
CREATE FUNCTION switching.do_claim(p_merchant text, p_transaction text, p_original text, p_relation text, p_amount bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  original record;
  closed boolean;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT state, amount_fen INTO original FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_original;
  IF NOT FOUND OR original.state <> 'approved' THEN RETURN false; END IF;
  closed := switching.do_claimed(p_merchant, p_original, 'void') + switching.do_claimed(p_merchant, p_original, 'completion') > 0;
  IF closed OR (p_relation = 'refund' AND switching.do_claimed(p_merchant, p_original, 'refund') + p_amount > original.amount_fen)
     OR (p_relation <> 'refund' AND switching.do_claimed(p_merchant, p_original, 'refund') > 0) THEN
    RETURN false;
  END IF;
  INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen)
  VALUES (p_merchant, p_transaction, p_original, p_relation, p_amount);
  RETURN true;
END $$;

-- ledger ----------------------------------------------------------------------------------------------------------------------
-- The mirror of the journal that was posted under a key, with a reference of its own: a void has its own retrieval number.
CREATE FUNCTION ledger.do_mirror_journal(
  p_merchant text, p_reversed_key text, p_journal text, p_date date, p_event text, p_key text, p_reference text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reversed text;
  accounts text[];
  amounts bigint[];
BEGIN
  SELECT journal_id INTO reversed FROM ledger.journal WHERE merchant_id = p_merchant AND idempotency_key = p_reversed_key;
  SELECT array_agg(account ORDER BY seq), array_agg(-amount_fen ORDER BY seq) INTO accounts, amounts
  FROM ledger.posting WHERE merchant_id = p_merchant AND journal_id = reversed;
  IF accounts IS NULL THEN
    RAISE EXCEPTION 'no journal % of % to mirror', p_reversed_key, p_merchant USING ERRCODE = 'KT001';
  END IF;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, reversed, p_reference, reversed, '{}', p_at, accounts, amounts);
END $$;

-- A hold ends (posted: a completion took it; voided; expired), by the transaction `p_by`. False when it is not open.
CREATE FUNCTION ledger.do_close_hold(p_merchant text, p_hold text, p_state text, p_by text, p_journal text, p_date date, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  ended record;
BEGIN
  UPDATE ledger.hold SET state = p_state, closed_at = p_at WHERE merchant_id = p_merchant AND hold_id = p_hold AND state = 'pending'
  RETURNING amount_fen, reference INTO ended;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.do_post_journal(p_merchant, p_journal, p_date, 'hold_' || p_state, 'hold-close:' || p_hold || ':' || p_by, ended.amount_fen::text,
    ended.reference, NULL, '{}', p_at, ARRAY['memo:contra', 'memo:preauth'], ARRAY[ended.amount_fen, -ended.amount_fen]);
  RETURN true;
END $$;

-- What ended a hold was itself undone by `p_by`: the hold is open again. False when it was not ended.
CREATE FUNCTION ledger.do_reopen_hold(p_merchant text, p_hold text, p_by text, p_journal text, p_date date, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  again record;
BEGIN
  UPDATE ledger.hold SET state = 'pending', closed_at = NULL WHERE merchant_id = p_merchant AND hold_id = p_hold AND state IN ('posted', 'voided')
  RETURNING amount_fen, reference INTO again;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.do_post_journal(p_merchant, p_journal, p_date, 'hold_reopened', 'hold-reopen:' || p_hold || ':' || p_by, again.amount_fen::text,
    again.reference, NULL, '{}', p_at, ARRAY['memo:preauth', 'memo:contra'], ARRAY[again.amount_fen, -again.amount_fen]);
  RETURN true;
END $$;

-- What a merchant owes us is taken from money that is about to be paid out, once a batch. Returns what was taken.
CREATE FUNCTION ledger.do_collect_debt(p_merchant text, p_batch text, p_most bigint, p_date date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  taken bigint;
BEGIN
  SELECT p.amount_fen INTO taken FROM ledger.journal j JOIN ledger.posting p USING (merchant_id, journal_id)
   WHERE j.merchant_id = p_merchant AND j.idempotency_key = 'collect:' || p_batch AND p.account = 'm:avail';
  IF FOUND THEN RETURN taken; END IF;
  SELECT least(coalesce(sum(amount_fen), 0), p_most) INTO taken FROM ledger.posting WHERE merchant_id = p_merchant AND account = 'merch_recv';
  IF taken <= 0 THEN RETURN 0; END IF;
  PERFORM ledger.do_post_journal(p_merchant, 'jrn_col_' || p_batch, p_date, 'debt_collected', 'collect:' || p_batch, taken::text, p_batch, NULL, '{}', p_at,
    ARRAY['m:avail', 'merch_recv'], ARRAY[taken, -taken]);
  RETURN taken;
END $$;

-- switching -------------------------------------------------------------------------------------------------------------------
-- Any transaction but a sale is approved: its row, and what its kind means in the ledger, or nothing. p_accounts and p_amounts are
-- the lines of a completion or a refund. p_journal and p_memo are ids of journals that may be needed.
CREATE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original record;
  held text;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction c
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, fee_snapshot = p_snapshot, answered_at = p_at
   WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND c.state IN ('sent', 'unknown')
     AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = c.merchant_id AND r.terminal_no = c.terminal_no
                        AND r.batch_no = c.batch_no AND r.stan = c.stan AND r.business_date = c.business_date AND r.transaction_id IS NULL)
   RETURNING c.kind, c.business_date, c.rrn, c.amount_fen INTO t;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT o.transaction_id, o.kind INTO original FROM switching.link l JOIN switching.card_transaction o ON o.merchant_id = l.merchant_id AND o.transaction_id = l.original_id
   WHERE l.merchant_id = p_merchant AND l.transaction_id = p_transaction;
  IF t.kind = 'pre_auth' THEN
    PERFORM ledger.do_open_hold(p_merchant, 'hld_' || p_transaction, 'pre_auth', t.amount_fen, t.rrn, p_memo, t.business_date, p_at, p_expires);
  ELSIF t.kind = 'pre_auth_void' THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind = 'sale_void' THEN
    PERFORM ledger.do_mirror_journal(p_merchant, 'sale:' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
  ELSIF t.kind = 'completion_void' THEN
    PERFORM ledger.do_mirror_journal(p_merchant, original.kind || ':' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
    SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original.transaction_id;
    PERFORM ledger.do_reopen_hold(p_merchant, held, p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind IN ('completion', 'completion_advice', 'refund') THEN
    PERFORM ledger.do_post_journal(p_merchant, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.amount_fen::text, t.rrn, NULL,
      coalesce(p_snapshot, '{}'), p_at, p_accounts, p_amounts);
    IF t.kind <> 'refund' THEN
      PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'posted', p_transaction, p_memo, t.business_date, p_at);
    END IF;
  END IF;
  RETURN true;
END $$;

-- The opposite of an approval, for a transaction that is being reversed. The caller holds the merchant's lock and has moved the row.
CREATE FUNCTION switching.do_undo(p_merchant text, p_transaction text, p_journal text, p_memo text, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original text;
  held text;
BEGIN
  SELECT kind, business_date, rrn INTO t FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT original_id INTO original FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF t.kind IN ('sale', 'test_sale') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, 'sale:' || p_transaction, p_journal, t.business_date, 'sale_reversed', 'sale-reversal:' || p_transaction, t.rrn, p_at);
  ELSIF t.kind IN ('sale_void', 'completion', 'completion_advice', 'completion_void') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, t.kind || ':' || p_transaction, p_journal, t.business_date, t.kind || '_reversed', t.kind || '-reversal:' || p_transaction, t.rrn, p_at);
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

-- Sales and completions that stand: approved, and not taken back by a void that stands.
CREATE OR REPLACE VIEW switching.v_approved_sale AS
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.terminal_no, t.rrn, t.network_stan, t.transmission_time, t.amount_fen, t.fee_fen, t.kind, t.card_kind, t.created_at
  FROM switching.card_transaction t WHERE t.state = 'approved' AND t.kind IN ('sale', 'test_sale', 'completion', 'completion_advice')
   AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                    WHERE l.merchant_id = t.merchant_id AND l.original_id = t.transaction_id AND l.relation = 'void' AND v.state = 'approved');
-- settlement: between the release of a day and its payout, what the merchant owes is taken.
CREATE OR REPLACE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
  batch record;
  payable bigint;
  tag text := to_char(p_date, 'YYYYMMDD');
BEGIN
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at)
  SELECT s.merchant_id, 'bat_' || tag || '_' || s.merchant_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(s.amount_fen), sum(s.fee_fen),
         sum(s.amount_fen - s.fee_fen), p_at
    FROM settlement.cleared_sale c JOIN switching.v_approved_sale s USING (merchant_id, transaction_id)
   WHERE c.business_date = p_date
   GROUP BY s.merchant_id HAVING sum(s.amount_fen - s.fee_fen) > 0
  ON CONFLICT (merchant_id, business_date) DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  FOR batch IN SELECT b.merchant_id, b.batch_id, b.net_fen, a.account_id, a.state AS account_state
      FROM settlement.batch b JOIN merchants.v_payout_account a USING (merchant_id)
     WHERE b.business_date = p_date AND NOT EXISTS (SELECT 1 FROM settlement.payout p WHERE p.merchant_id = b.merchant_id AND p.batch_id = b.batch_id)
     ORDER BY b.merchant_id
  LOOP
    PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_rel_' || batch.batch_id, p_date, 't1_release', 'release:' || batch.batch_id, batch.net_fen::text,
      batch.batch_id, NULL, '{}', p_at, ARRAY['m:pending', 'm:avail'], ARRAY[batch.net_fen, -batch.net_fen]);
    payable := batch.net_fen - ledger.do_collect_debt(batch.merchant_id, batch.batch_id, batch.net_fen, p_date, p_at);
    CONTINUE WHEN batch.account_state <> 'active'; -- the money waits in m:avail until the account is fixed
    CONTINUE WHEN payable = 0; -- all of it was owed to us
    PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_pay_' || batch.batch_id, p_date, 't1_payout', 'payout:' || batch.batch_id, payable::text,
      batch.batch_id, NULL, '{}', p_at, ARRAY['m:avail', 'm:payout'], ARRAY[payable, -payable]);
    INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at)
    VALUES (batch.merchant_id, 'pay_' || batch.batch_id, batch.batch_id, batch.account_id, payable, 'prepared', p_at);
  END LOOP;
  RETURN made;
END $$;

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA switching, ledger TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('pre_auth.hold_days', '2026-01-01', '30', 'days', 'life of a card pre-authorisation'),
  ('pre_auth.completion_percent_max', '2026-01-01', '115', 'percent of the pre-authorisation', 'network rule');
