-- Two gaps that tests with several connections found.

-- 1. A journal without lines: sum(NULL) <> 0 is NULL, not true, so NULL or empty arrays went through and left a journal with no
-- postings (the mirror of a journal that is not there would have been one).
CREATE OR REPLACE FUNCTION ledger.do_post_journal(
  p_merchant text, p_journal text, p_date date, p_event text, p_key text, p_fingerprint text, p_reference text, p_reverses text,
  p_snapshot jsonb, p_at timestamptz, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  earlier record;
  line record;
BEGIN
  IF (SELECT sum(a) FROM unnest(p_amounts) a) IS DISTINCT FROM 0 OR cardinality(p_accounts) IS DISTINCT FROM cardinality(p_amounts) OR cardinality(p_amounts) < 2 THEN
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

CREATE OR REPLACE FUNCTION ledger.do_reverse_journal(p_merchant text, p_reversed text, p_journal text, p_date date, p_event text, p_key text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  accounts text[];
  amounts bigint[];
  reference text;
BEGIN
  SELECT array_agg(account ORDER BY seq), array_agg(-amount_fen ORDER BY seq) INTO accounts, amounts
  FROM ledger.posting WHERE merchant_id = p_merchant AND journal_id = p_reversed;
  IF accounts IS NULL THEN
    RAISE EXCEPTION 'no journal % of % to reverse', p_reversed, p_merchant USING ERRCODE = 'KT001';
  END IF;
  SELECT j.reference INTO reference FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.journal_id = p_reversed;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, p_reversed, reference, p_reversed, '{}', p_at, accounts, amounts);
END $$;

-- 2. A reversal that looked for its original before it was written, and was remembered after: neither saw the other, and the
-- sale was approved though its terminal had been told that there is nothing to reverse. Approvals and reversals of a merchant
-- now take one lock each for the length of their statement; whichever is second sees the first.
CREATE FUNCTION switching.do_lock_merchant(p_merchant text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(5018102, hashtext(p_merchant))
$$;

CREATE OR REPLACE FUNCTION switching.do_approve_sale(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz,
  p_journal text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  sale record;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction t
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, fee_snapshot = p_snapshot, answered_at = p_at
   WHERE t.merchant_id = p_merchant AND t.transaction_id = p_transaction AND t.state IN ('sent', 'unknown')
     AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                        AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)
   RETURNING t.business_date, t.rrn, t.amount_fen INTO sale;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.do_post_journal(p_merchant, p_journal, sale.business_date, 'sale', 'sale:' || p_transaction, sale.amount_fen::text, sale.rrn, NULL,
    p_snapshot, p_at, p_accounts, p_amounts);
  RETURN true;
END $$;

GRANT EXECUTE ON FUNCTION switching.do_lock_merchant(text) TO kaitong_app;
