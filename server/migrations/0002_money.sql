-- Money events: one function each, one round trip, idempotency answered inside. They are doors: do_* may be called by other modules' SQL.

-- Posts a journal. amounts: > 0 debit, < 0 credit, sum zero. Returns the journal id; the same key with the same fingerprint
-- returns the earlier id and posts nothing; the same key with another fingerprint is an error.
CREATE FUNCTION ledger.do_post_journal(
  p_merchant text, p_journal text, p_date date, p_event text, p_key text, p_fingerprint text, p_reference text, p_reverses text,
  p_snapshot jsonb, p_at timestamptz, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  earlier record;
  line record;
BEGIN
  IF (SELECT sum(a) FROM unnest(p_amounts) a) <> 0 OR cardinality(p_accounts) <> cardinality(p_amounts) OR cardinality(p_amounts) < 2 THEN
    RAISE EXCEPTION 'journal % does not balance', p_event USING ERRCODE = 'KT001';
  END IF;
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at)
  VALUES (p_merchant, p_journal, p_date, p_event, p_key, p_fingerprint, p_reference, p_reverses, p_snapshot, p_at)
  ON CONFLICT (merchant_id, idempotency_key) DO NOTHING;
  IF NOT FOUND THEN
    SELECT journal_id, fingerprint INTO earlier FROM ledger.journal WHERE merchant_id = p_merchant AND idempotency_key = p_key;
    IF earlier.fingerprint <> p_fingerprint THEN
      RAISE EXCEPTION 'idempotency key % was used for something else', p_key USING ERRCODE = 'KT002';
    END IF;
    RETURN earlier.journal_id;
  END IF;
  INSERT INTO ledger.posting (merchant_id, journal_id, seq, account, amount_fen, business_date)
  SELECT p_merchant, p_journal, i, p_accounts[i], p_amounts[i], p_date FROM generate_subscripts(p_accounts, 1) i;
  -- only the merchant's own accounts and deposits have a row to lock, in the order of their names
  FOR line IN SELECT account, sum(amount) AS amount FROM unnest(p_accounts, p_amounts) AS t (account, amount)
    WHERE account LIKE 'm:%' OR account LIKE 'deposit:%' GROUP BY account ORDER BY account
  LOOP
    IF line.amount > 0 THEN
      UPDATE ledger.balance SET credit_fen = credit_fen - line.amount
      WHERE merchant_id = p_merchant AND account = line.account AND credit_fen >= line.amount;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'account % of % holds less than % fen', line.account, p_merchant, line.amount USING ERRCODE = 'KT003';
      END IF;
    ELSE
      INSERT INTO ledger.balance (merchant_id, account, credit_fen) VALUES (p_merchant, line.account, -line.amount)
      ON CONFLICT (merchant_id, account) DO UPDATE SET credit_fen = ledger.balance.credit_fen - line.amount;
    END IF;
  END LOOP;
  RETURN p_journal;
END $$;

-- The mirror of a journal, once.
CREATE FUNCTION ledger.do_reverse_journal(p_merchant text, p_reversed text, p_journal text, p_date date, p_event text, p_key text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  accounts text[];
  amounts bigint[];
  reference text;
BEGIN
  SELECT array_agg(account ORDER BY seq), array_agg(-amount_fen ORDER BY seq) INTO accounts, amounts
  FROM ledger.posting WHERE merchant_id = p_merchant AND journal_id = p_reversed;
  SELECT j.reference INTO reference FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.journal_id = p_reversed;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, p_reversed, reference, p_reversed, '{}', p_at, accounts, amounts);
END $$;

CREATE FUNCTION ledger.do_find_journal(p_merchant text, p_key text) RETURNS TABLE (journal_id text) LANGUAGE sql STABLE AS $$
  SELECT j.journal_id FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_key
$$;

-- Two-phase, off balance: a freeze on somebody's card that may become money later. memo:preauth and memo:contra cancel out.
CREATE FUNCTION ledger.do_open_hold(
  p_merchant text, p_hold text, p_kind text, p_amount bigint, p_reference text, p_journal text, p_date date, p_at timestamptz, p_expires timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.hold (merchant_id, hold_id, kind, amount_fen, reference, state, opened_at, expires_at)
  VALUES (p_merchant, p_hold, p_kind, p_amount, p_reference, 'pending', p_at, p_expires) ON CONFLICT (merchant_id, hold_id) DO NOTHING;
  PERFORM ledger.do_post_journal(p_merchant, p_journal, p_date, p_kind || '_frozen', 'hold:' || p_hold, p_amount::text, p_reference, NULL, '{}', p_at,
    ARRAY['memo:preauth', 'memo:contra'], ARRAY[p_amount, -p_amount]);
END $$;

CREATE FUNCTION ledger.do_void_hold(p_merchant text, p_hold text, p_journal text, p_date date, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  opened text;
BEGIN
  UPDATE ledger.hold SET state = 'voided', closed_at = p_at WHERE merchant_id = p_merchant AND hold_id = p_hold AND state = 'pending';
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT journal_id INTO opened FROM ledger.journal WHERE merchant_id = p_merchant AND idempotency_key = 'hold:' || p_hold;
  PERFORM ledger.do_reverse_journal(p_merchant, opened, p_journal, p_date, 'hold_voided', 'hold-void:' || p_hold, p_at);
  RETURN true;
END $$;

CREATE VIEW ledger.v_trial_balance AS
  SELECT account, sum(amount_fen) FILTER (WHERE amount_fen > 0) AS debit_fen, -sum(amount_fen) FILTER (WHERE amount_fen < 0) AS credit_fen,
         sum(amount_fen) AS balance_fen, count(*)::int AS posting_count
  FROM ledger.posting GROUP BY account;
CREATE VIEW ledger.v_balance AS SELECT merchant_id, account, credit_fen FROM ledger.balance;

-- A card transaction is approved: its journal entry and its ledger journal, or nothing. Returns true when this call did it,
-- false when the row had already left 'sent' (a reversal or a late answer came first).
CREATE FUNCTION switching.do_approve_sale(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz,
  p_journal text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  sale record;
BEGIN
  UPDATE switching.card_transaction
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, fee_snapshot = p_snapshot, answered_at = p_at
   WHERE merchant_id = p_merchant AND transaction_id = p_transaction AND state IN ('sent', 'unknown')
   RETURNING business_date, rrn, amount_fen INTO sale;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.do_post_journal(p_merchant, p_journal, sale.business_date, 'sale', 'sale:' || p_transaction, sale.amount_fen::text, sale.rrn, NULL,
    p_snapshot, p_at, p_accounts, p_amounts);
  RETURN true;
END $$;

-- Approved sales and their money, for settlement and reconciliation. A reversed sale is not here.
CREATE VIEW switching.v_approved_sale AS
  SELECT merchant_id, transaction_id, business_date, terminal_no, rrn, network_stan, transmission_time, amount_fen, fee_fen, kind, card_kind, created_at
  FROM switching.card_transaction WHERE state = 'approved' AND kind IN ('sale', 'test_sale');
-- Everything that ever had a reference number, to tell a reversed row in the network's file from an unknown one.
CREATE VIEW switching.v_card_transaction AS
  SELECT merchant_id, transaction_id, business_date, terminal_no, rrn, network_stan, transmission_time, amount_fen, kind, state
  FROM switching.card_transaction;

CREATE VIEW merchants.v_payout_account AS
  SELECT merchant_id, account_id, state FROM merchants.settlement_account WHERE state IN ('active', 'blocked');
CREATE VIEW merchants.v_merchant AS SELECT merchant_id, merchant_no, settlement, state FROM merchants.merchant;

-- T+1 of one business date, set-based: batches, release of pending money, payout journals and payout rows, once each.
-- Ids are made of the date and the merchant, so running it again finds everything done.
CREATE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
  batch record;
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
    CONTINUE WHEN batch.account_state <> 'active'; -- the money waits in m:avail until the account is fixed
    PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_pay_' || batch.batch_id, p_date, 't1_payout', 'payout:' || batch.batch_id, batch.net_fen::text,
      batch.batch_id, NULL, '{}', p_at, ARRAY['m:avail', 'm:payout'], ARRAY[batch.net_fen, -batch.net_fen]);
    INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at)
    VALUES (batch.merchant_id, 'pay_' || batch.batch_id, batch.batch_id, batch.account_id, batch.net_fen, 'prepared', p_at);
  END LOOP;
  RETURN made;
END $$;

-- Sales that the clearing file confirmed; the link is made once.
CREATE FUNCTION settlement.do_link_cleared(p_merchants text[], p_transactions text[], p_date date, p_file text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  linked int;
BEGIN
  INSERT INTO settlement.cleared_sale (merchant_id, transaction_id, business_date, file_name)
  SELECT m, t, p_date, p_file FROM unnest(p_merchants, p_transactions) AS x (m, t) ORDER BY m, t
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS linked = ROW_COUNT;
  RETURN linked;
END $$;

-- rights of the application role: what is written once stays as written -------------------------------------------------------
DO $$
DECLARE
  s text;
  t record;
BEGIN
  FOREACH s IN ARRAY ARRAY['platform', 'identity', 'catalogue', 'ledger', 'notifications', 'materials', 'applications', 'review', 'merchants',
    'terminals', 'activation', 'switching', 'deposits', 'settlement', 'reconciliation'] LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO kaitong_app', s);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO kaitong_app', s);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO kaitong_app', s);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %I TO kaitong_app', s);
  END LOOP;
  FOR t IN SELECT unnest(ARRAY['ledger.journal', 'ledger.posting', 'platform.event', 'platform.access_log', 'applications.revision', 'review.evaluation',
    'review.check_item', 'settlement.cleared_sale', 'settlement.batch', 'reconciliation.arrival']) AS name LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM kaitong_app', t.name);
  END LOOP;
END $$;
GRANT SELECT ON migration TO kaitong_app;
