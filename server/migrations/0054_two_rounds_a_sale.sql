-- 1. Plans of a sale that are made while the journal of the switch is empty are kept. Every index that begins with the merchant looks
-- equally dear then, and of equals PostgreSQL takes the one whose order helps a join, or the youngest: the index of a merchant's days, so
-- that each approval read all sales of its merchant until the table was first analysed. Therefore the key is made anew, last, and what was
-- reversed before is asked for a row at a time and not joined.
ALTER TABLE switching.card_transaction DROP CONSTRAINT card_transaction_pkey, ADD PRIMARY KEY (merchant_id, transaction_id);

CREATE OR REPLACE FUNCTION switching.do_approve_sale(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz,
  p_journal text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  sale record;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction t
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, answered_at = p_at
   WHERE t.merchant_id = p_merchant AND t.transaction_id = p_transaction AND t.state IN ('sent', 'unknown')
     AND NOT coalesce((SELECT true FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                        AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL), false)
   RETURNING t.business_date, t.rrn, t.amount_fen, t.terminal_no INTO sale;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM switching.do_land(p_merchant, sale.terminal_no, p_transaction);
  PERFORM ledger.do_post_journal(p_merchant, p_journal, sale.business_date, 'sale', 'sale:' || p_transaction, sale.amount_fen::text, sale.rrn, NULL,
    p_snapshot, p_at, p_accounts, p_amounts);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION switching.do_approve_sales(
  p_merchants text[], p_transactions text[], p_auths text[], p_answers bytea[], p_fees bigint[], p_snapshots text[], p_at timestamptz[], p_journals text[],
  p_accounts text[], p_amounts text[]) RETURNS int[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  a record;
BEGIN
  PERFORM pg_advisory_xact_lock(5018102, number)
     FROM (SELECT DISTINCT hashtext(merchant) AS number FROM unnest(p_merchants) AS m (merchant) ORDER BY 1) locks;
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(p_merchants, p_transactions, p_auths, p_answers, p_fees, p_snapshots, p_at, p_journals, p_accounts, p_amounts) WITH ORDINALITY
      AS g (merchant, transaction, auth, answer, fee, snapshot, instant, journal, accounts, amounts, i)),
  approved AS (
    UPDATE switching.card_transaction t
       SET state = 'approved', auth_code = g.auth, response_code = '00', answer = g.answer, fee_fen = g.fee, answered_at = g.instant
      FROM given g
     WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction AND t.state IN ('sent', 'unknown')
       AND NOT coalesce((SELECT true FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                          AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL), false)
    RETURNING g.i::int AS i, g.merchant, g.transaction, g.snapshot, g.instant, g.journal, g.accounts, g.amounts, t.business_date, t.rrn, t.amount_fen,
              t.terminal_no),
  landed AS (
    DELETE FROM switching.in_flight f USING approved p
     WHERE f.merchant_id = p.merchant AND f.terminal_no = p.terminal_no AND f.transaction_id = p.transaction)
  SELECT array_agg(i) AS done, array_agg(merchant) AS merchants, array_agg(journal) AS journals, array_agg(business_date) AS dates,
         array_agg('sale:' || transaction) AS keys,
         array_agg(amount_fen::text) AS fingerprints, array_agg(rrn) AS rrns, array_agg(snapshot) AS snapshots, array_agg(instant) AS instants,
         array_agg(accounts) AS accounts, array_agg(amounts) AS amounts
    INTO a FROM approved;
  IF a.done IS NULL THEN RETURN '{}'; END IF;
  PERFORM ledger.do_post_credits(a.merchants, a.journals, a.dates, 'sale', a.keys, a.fingerprints, a.rrns, a.snapshots, a.instants, 'm:pending', a.accounts, a.amounts);
  RETURN a.done;
END $$;

CREATE OR REPLACE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  t record;
  original record;
  held text;
  mirrored text;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction c
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, answered_at = p_at
   WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND c.state IN ('sent', 'unknown')
     AND NOT coalesce((SELECT true FROM switching.reversal r WHERE r.merchant_id = c.merchant_id AND r.terminal_no = c.terminal_no
                        AND r.batch_no = c.batch_no AND r.stan = c.stan AND r.business_date = c.business_date AND r.transaction_id IS NULL), false)
   RETURNING c.kind, c.business_date, c.rrn, c.amount_fen, c.terminal_no INTO t;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM switching.do_land(p_merchant, t.terminal_no, p_transaction);
  IF t.kind IN ('pre_auth', 'completion', 'completion_advice') THEN
    INSERT INTO switching.authorisation (merchant_id, auth_code, transaction_id) VALUES (p_merchant, p_auth, p_transaction) ON CONFLICT DO NOTHING;
  END IF;
  SELECT o.transaction_id, o.kind INTO original FROM switching.link l JOIN switching.card_transaction o ON o.merchant_id = l.merchant_id AND o.transaction_id = l.original_id
   WHERE l.merchant_id = p_merchant AND l.transaction_id = p_transaction;
  IF t.kind = 'pre_auth' THEN
    PERFORM ledger.do_open_hold(p_merchant, 'hld_' || p_transaction, 'pre_auth', t.amount_fen, t.rrn, p_memo, t.business_date, p_at, p_expires);
  ELSIF t.kind = 'pre_auth_void' THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind IN ('sale_void', 'completion_void', 'qr_void') THEN
    mirrored := CASE WHEN original.kind IN ('sale', 'test_sale') THEN 'sale' ELSE original.kind END;
    PERFORM ledger.do_mirror_journal(p_merchant, mirrored || ':' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
    IF t.kind = 'completion_void' THEN
      SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original.transaction_id;
      PERFORM ledger.do_reopen_hold(p_merchant, held, p_transaction, p_memo, t.business_date, p_at);
    END IF;
  ELSIF t.kind IN ('completion', 'completion_advice', 'refund', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment') THEN
    PERFORM ledger.do_post_journal(p_merchant, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.amount_fen::text, t.rrn, NULL,
      coalesce(p_snapshot, '{}'), p_at, p_accounts, p_amounts);
    IF t.kind IN ('completion', 'completion_advice') THEN
      PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'posted', p_transaction, p_memo, t.business_date, p_at);
    END IF;
  END IF;
  RETURN true;
END $$;

-- 2. What a gateway remembers of a terminal may lead to an intent, and the intent looks whether it still holds: one round less a sale.
CREATE VIEW terminals.v_row AS SELECT merchant_id, terminal_id, xmin AS written_by FROM terminals.terminal;
GRANT SELECT ON terminals.v_row TO kaitong_app;

DROP FUNCTION switching.do_begin_many(text[], text[], date[], text[], text[], text[], text[], int[], text[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], text[], timestamptz[], timestamptz[], text[]);
CREATE FUNCTION switching.do_begin_many(
  p_merchants text[], p_transactions text[], p_dates date[], p_terminals text[], p_terminal_nos text[], p_kinds text[], p_classes text[],
  p_batches int[], p_stans text[], p_times text[], p_transmissions text[], p_amounts bigint[], p_card_kinds text[], p_masked text[],
  p_hashes text[], p_sealed text[], p_banks text[], p_modes text[], p_digests text[], p_created timestamptz[], p_sent timestamptz[],
  p_organisations text[], p_rows text[])
RETURNS TABLE (transaction_id text, fate text, rrn text, network_stan text) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  mine text[]; -- whose terminal was free
  gone text[]; -- whose reversal came first
  changed text[]; -- whose terminal is no longer what the gateway remembers of it
  out text[];
  written int;
BEGIN
  SELECT array_agg(transaction) FILTER (WHERE stale), array_agg(transaction) FILTER (WHERE reversed AND NOT stale) INTO changed, gone FROM (
    SELECT g.transaction,
           g.written_by <> '' AND NOT EXISTS (SELECT 1 FROM terminals.v_row t WHERE t.merchant_id = g.merchant AND t.terminal_id = g.terminal
                                          AND t.written_by = g.written_by::xid) AS stale,
           EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = g.merchant AND r.terminal_no = g.terminal_no AND r.batch_no = g.batch
                      AND r.stan = g.stan AND r.business_date = g.day AND r.transaction_id IS NULL) AS reversed
      FROM unnest(p_merchants, p_terminals, p_terminal_nos, p_batches, p_stans, p_dates, p_transactions, p_rows)
        AS g (merchant, terminal, terminal_no, batch, stan, day, transaction, written_by)) looked;
  out := changed || gone;
  WITH claimed AS (
    INSERT INTO switching.in_flight AS f (merchant_id, terminal_no, transaction_id, sent_wall_at)
    SELECT merchant, terminal_no, transaction, sent FROM unnest(p_merchants, p_terminal_nos, p_transactions, p_sent) AS g (merchant, terminal_no, transaction, sent)
     WHERE out IS NULL OR transaction <> ALL (out) ORDER BY merchant, terminal_no
    ON CONFLICT DO NOTHING RETURNING f.transaction_id)
  SELECT array_agg(claimed.transaction_id) INTO mine FROM claimed;
  RETURN QUERY
  WITH traced AS (
    SELECT g.*, lpad(nextval('switching.trace_no')::text, 6, '0') AS trace
      FROM unnest(p_merchants, p_transactions, p_dates, p_terminals, p_terminal_nos, p_kinds, p_classes, p_batches, p_stans, p_times, p_transmissions,
             p_amounts, p_card_kinds, p_masked, p_hashes, p_sealed, p_banks, p_modes, p_digests, p_created, p_sent,
             p_organisations)
        AS g (merchant, transaction, day, terminal, terminal_no, kind, class, batch, stan, time, transmission, amount, card_kind, masked, hash, sealed,
             bank, mode, digest, created, sent, organisation)
     WHERE cardinality(mine) = cardinality(p_transactions) OR transaction = ANY (mine))
  INSERT INTO switching.card_transaction AS t (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no,
      stan, rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest,
      created_at, sent_wall_at, organisation)
  SELECT merchant, transaction, day, terminal, terminal_no, kind, 'sent', class, batch, stan, time || trace, trace, transmission, amount, card_kind, masked,
         hash, sealed, bank, mode, digest, created, sent, organisation
    FROM traced ORDER BY merchant, terminal_no, class, batch, stan, day
  ON CONFLICT DO NOTHING
  RETURNING t.transaction_id, 'begun', t.rrn, t.network_stan;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(mine) THEN -- a copy of what was answered long ago is not under way
    DELETE FROM switching.in_flight f USING unnest(p_merchants, p_terminal_nos, p_transactions) AS g (merchant, terminal_no, transaction)
     WHERE f.merchant_id = g.merchant AND f.terminal_no = g.terminal_no AND f.transaction_id = g.transaction
       AND NOT EXISTS (SELECT 1 FROM switching.card_transaction t WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction);
  END IF;
  RETURN QUERY SELECT g, CASE WHEN g = ANY (gone) THEN 'reversed' ELSE 'changed' END, NULL::text, NULL::text FROM unnest(out) AS g;
END $$;
GRANT EXECUTE ON FUNCTION switching.do_begin_many(text[], text[], date[], text[], text[], text[], text[], int[], text[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], text[], timestamptz[], timestamptz[], text[], text[]) TO kaitong_app;
