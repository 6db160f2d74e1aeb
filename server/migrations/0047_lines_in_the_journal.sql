-- What a sale costs the database, halved: see docs/decisions/0006.

-- 1. A journal holds its own lines. They were a table with a row, an index entry and a repeated key for each of the six lines of a
-- sale; together they are one row that is written once and can neither lose a line nor gain one. `ledger.posting` stays as a view:
-- whoever reads lines reads them as before. amounts: > 0 a debit, < 0 a credit, none zero, their sum zero.
DROP VIEW ledger.v_trial_balance;
ALTER TABLE ledger.journal ADD COLUMN accounts text[], ADD COLUMN amounts bigint[];
UPDATE ledger.journal j SET accounts = p.accounts, amounts = p.amounts
  FROM (SELECT merchant_id, journal_id, array_agg(account ORDER BY seq) AS accounts, array_agg(amount_fen ORDER BY seq) AS amounts
          FROM ledger.posting GROUP BY merchant_id, journal_id) p
 WHERE p.merchant_id = j.merchant_id AND p.journal_id = j.journal_id;
-- That a journal balances is now a constraint of the table. Written out, because only an expression without a query may stand in one,
-- and is taken in where it is called; sixteen lines are more than any event has.
CREATE FUNCTION ledger.total(a bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(a[1], 0) + coalesce(a[2], 0) + coalesce(a[3], 0) + coalesce(a[4], 0) + coalesce(a[5], 0) + coalesce(a[6], 0) + coalesce(a[7], 0)
    + coalesce(a[8], 0) + coalesce(a[9], 0) + coalesce(a[10], 0) + coalesce(a[11], 0) + coalesce(a[12], 0) + coalesce(a[13], 0) + coalesce(a[14], 0)
    + coalesce(a[15], 0) + coalesce(a[16], 0)
$$;
ALTER TABLE ledger.journal ALTER COLUMN accounts SET NOT NULL, ALTER COLUMN amounts SET NOT NULL,
  ADD CONSTRAINT journal_lines CHECK (cardinality(accounts) = cardinality(amounts) AND cardinality(amounts) BETWEEN 2 AND 16
    AND array_position(accounts, NULL) IS NULL AND array_position(amounts, NULL) IS NULL AND 0 <> ALL (amounts)),
  ADD CONSTRAINT journal_balances CHECK (ledger.total(amounts) = 0);
DROP TABLE ledger.posting;
CREATE VIEW ledger.posting AS
  SELECT j.merchant_id, j.journal_id, l.seq::int AS seq, l.account, l.amount_fen, j.business_date
    FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) WITH ORDINALITY AS l (account, amount_fen, seq);
CREATE VIEW ledger.v_trial_balance AS
  SELECT account, sum(amount_fen) FILTER (WHERE amount_fen > 0) AS debit_fen, -sum(amount_fen) FILTER (WHERE amount_fen < 0) AS credit_fen,
         sum(amount_fen) AS balance_fen, count(*)::int AS posting_count
  FROM ledger.posting GROUP BY account;
GRANT SELECT ON ledger.posting, ledger.v_trial_balance TO kaitong_app;
-- Journals of a day lie one after the other as they came; those of a merchant that are no sale are few and are looked for by account.
DROP INDEX ledger.journal_day;
CREATE INDEX journal_day ON ledger.journal USING brin (business_date) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX journal_other ON ledger.journal (merchant_id, business_date) WHERE event <> 'sale';

CREATE OR REPLACE FUNCTION ledger.do_post_journal(
  p_merchant text, p_journal text, p_date date, p_event text, p_key text, p_fingerprint text, p_reference text, p_reverses text,
  p_snapshot jsonb, p_at timestamptz, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  earlier record;
  line record;
BEGIN
  IF (SELECT sum(a) FROM unnest(p_amounts) a) IS DISTINCT FROM 0 OR cardinality(p_accounts) IS DISTINCT FROM cardinality(p_amounts)
     OR cardinality(p_amounts) < 2 OR 0 = ANY (p_amounts) OR array_position(p_amounts, NULL) IS NOT NULL OR array_position(p_accounts, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'journal % does not balance', p_event USING ERRCODE = 'KT001';
  END IF;
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts)
  VALUES (p_merchant, p_journal, p_date, p_event, p_key, p_fingerprint, p_reference, p_reverses, p_snapshot, p_at, p_accounts, p_amounts)
  ON CONFLICT (merchant_id, idempotency_key) DO NOTHING;
  IF NOT FOUND THEN
    SELECT journal_id, fingerprint INTO earlier FROM ledger.journal WHERE merchant_id = p_merchant AND idempotency_key = p_key;
    IF earlier.fingerprint <> p_fingerprint THEN
      RAISE EXCEPTION 'idempotency key % was used for something else', p_key USING ERRCODE = 'KT002';
    END IF;
    RETURN earlier.journal_id;
  END IF;
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

CREATE FUNCTION ledger.mirrored(p_amounts bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg(-a ORDER BY n) FROM unnest(p_amounts) WITH ORDINALITY AS u (a, n)
$$;

CREATE OR REPLACE FUNCTION ledger.do_reverse_journal(p_merchant text, p_reversed text, p_journal text, p_date date, p_event text, p_key text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reversed record;
BEGIN
  SELECT j.accounts, ledger.mirrored(j.amounts) AS amounts, j.reference INTO reversed
    FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.journal_id = p_reversed;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no journal % of % to reverse', p_reversed, p_merchant USING ERRCODE = 'KT001';
  END IF;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, p_reversed, reversed.reference, p_reversed, '{}', p_at, reversed.accounts, reversed.amounts);
END $$;

CREATE OR REPLACE FUNCTION ledger.do_mirror_journal(
  p_merchant text, p_reversed_key text, p_journal text, p_date date, p_event text, p_key text, p_reference text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reversed record;
BEGIN
  SELECT j.journal_id, j.accounts, ledger.mirrored(j.amounts) AS amounts INTO reversed
    FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_reversed_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no journal % of % to mirror', p_reversed_key, p_merchant USING ERRCODE = 'KT001';
  END IF;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, reversed.journal_id, p_reference, reversed.journal_id, '{}', p_at,
    reversed.accounts, reversed.amounts);
END $$;

-- `event <> 'sale'`: a sale never touches what a merchant owes, and there are a thousand times as many of them.
CREATE OR REPLACE FUNCTION ledger.do_collect_debt(p_merchant text, p_batch text, p_most bigint, p_date date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  taken bigint;
BEGIN
  SELECT l.amount INTO taken FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.merchant_id = p_merchant AND j.idempotency_key = 'collect:' || p_batch AND l.account = 'm:avail';
  IF FOUND THEN RETURN taken; END IF;
  SELECT least(coalesce(sum(l.amount), 0), p_most) INTO taken FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.merchant_id = p_merchant AND j.event <> 'sale' AND l.account = 'merch_recv';
  IF taken <= 0 THEN RETURN 0; END IF;
  PERFORM ledger.do_post_journal(p_merchant, 'jrn_col_' || p_batch, p_date, 'debt_collected', 'collect:' || p_batch, taken::text, p_batch, NULL, '{}', p_at,
    ARRAY['m:avail', 'merch_recv'], ARRAY[taken, -taken]);
  RETURN taken;
END $$;

-- As before: journals that give merchants money and take none. Each of p_accounts and p_amounts is an array in its text form, the lines
-- of one journal. All of them credit one and the same guarded account, p_account, each of its own merchant.
DROP FUNCTION ledger.do_post_credits(text[], text[], date[], text, text[], text[], text[], text[], timestamptz[], int[], text[], bigint[]);
CREATE FUNCTION ledger.do_post_credits(
  p_merchants text[], p_journals text[], p_dates date[], p_event text, p_keys text[], p_fingerprints text[], p_references text[], p_snapshots text[],
  p_at timestamptz[], p_account text, p_accounts text[], p_amounts text[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  line record;
BEGIN
  -- alike in all: looked at once for each way in which accounts stand together
  FOR line IN SELECT DISTINCT accounts FROM unnest(p_accounts) AS l (accounts) LOOP
    IF (SELECT count(*) FILTER (WHERE account = p_account) <> 1 OR bool_or(account <> p_account AND (account LIKE 'm:%' OR account LIKE 'deposit:%'))
          FROM unnest(line.accounts::text[]) AS a (account)) THEN
      RAISE EXCEPTION 'a journal % touches another account that is guarded than %', p_event, p_account USING ERRCODE = 'KT001';
    END IF;
  END LOOP;
  IF EXISTS (SELECT 1 FROM unnest(p_accounts, p_amounts) AS l (accounts, amounts)
              WHERE (amounts::bigint[])[array_position(accounts::text[], p_account)] >= 0) THEN
    RAISE EXCEPTION 'a journal % takes from %', p_event, p_account USING ERRCODE = 'KT001';
  END IF;
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts)
  SELECT merchant, journal, day, p_event, key, fingerprint, reference, NULL, snapshot::jsonb, instant, accounts::text[], amounts::bigint[]
    FROM unnest(p_merchants, p_journals, p_dates, p_keys, p_fingerprints, p_references, p_snapshots, p_at, p_accounts, p_amounts)
      AS j (merchant, journal, day, key, fingerprint, reference, snapshot, instant, accounts, amounts)
   ORDER BY merchant, key;
  INSERT INTO ledger.balance AS b (merchant_id, account, credit_fen)
  SELECT merchant, p_account, sum(credit) FROM (
    SELECT merchant, -(amounts::bigint[])[array_position(accounts::text[], p_account)] AS credit
      FROM unnest(p_merchants, p_accounts, p_amounts) AS j (merchant, accounts, amounts)) credits
   GROUP BY merchant ORDER BY merchant
  ON CONFLICT (merchant_id, account) DO UPDATE SET credit_fen = b.credit_fen + excluded.credit_fen;
END $$;

-- 2. Which request of a terminal is under way stands in a small table of its own: inserted with the intent, deleted with whatever moves
-- the intent on from 'sent'. The journal of the switch has no index on a column that an answer changes, so an answer rewrites
-- its row in the same page and touches no index.
CREATE TABLE switching.in_flight (
  merchant_id text NOT NULL, terminal_no text NOT NULL, transaction_id text NOT NULL, sent_wall_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, terminal_no)) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
INSERT INTO switching.in_flight (merchant_id, terminal_no, transaction_id, sent_wall_at)
  SELECT merchant_id, terminal_no, transaction_id, sent_wall_at FROM switching.card_transaction WHERE state = 'sent';
-- Codes by which a pre-authorisation, or its completion, is found again; written with its approval.
CREATE TABLE switching.authorisation (
  merchant_id text NOT NULL, auth_code text NOT NULL, transaction_id text NOT NULL, PRIMARY KEY (merchant_id, auth_code, transaction_id));
INSERT INTO switching.authorisation (merchant_id, auth_code, transaction_id)
  SELECT merchant_id, auth_code, transaction_id FROM switching.card_transaction
   WHERE kind IN ('pre_auth', 'completion', 'completion_advice') AND auth_code IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON switching.in_flight TO kaitong_app;
GRANT SELECT, INSERT ON switching.authorisation TO kaitong_app;
DROP INDEX switching.card_transaction_in_flight, switching.card_transaction_open, switching.card_transaction_auth;
-- One index for what a merchant took on its days and for numbers of receipts: there are few days to skip over.
DROP INDEX switching.card_transaction_charges, switching.card_transaction_rrn;
CREATE INDEX card_transaction_charges ON switching.card_transaction (merchant_id, business_date, rrn);
-- the snapshot of the price stands in the journal, once
ALTER TABLE switching.card_transaction DROP COLUMN fee_snapshot;
-- half a page stays free for the answers to the requests in the other half
ALTER TABLE switching.card_transaction SET (fillfactor = 50);

CREATE OR REPLACE FUNCTION switching.do_begin_many(
  p_merchants text[], p_transactions text[], p_dates date[], p_terminals text[], p_terminal_nos text[], p_kinds text[], p_classes text[],
  p_batches int[], p_stans text[], p_times text[], p_transmissions text[], p_amounts bigint[], p_card_kinds text[], p_masked text[],
  p_hashes text[], p_sealed text[], p_banks text[], p_modes text[], p_digests text[], p_created timestamptz[], p_sent timestamptz[])
RETURNS TABLE (transaction_id text, reversed boolean, rrn text, network_stan text) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  mine text[]; -- whose terminal was free
  gone text[]; -- whose reversal came first
  written int;
BEGIN
  SELECT array_agg(g.transaction) INTO gone FROM unnest(p_merchants, p_terminal_nos, p_batches, p_stans, p_dates, p_transactions)
         AS g (merchant, terminal_no, batch, stan, day, transaction)
   WHERE EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = g.merchant AND r.terminal_no = g.terminal_no AND r.batch_no = g.batch
                    AND r.stan = g.stan AND r.business_date = g.day AND r.transaction_id IS NULL);
  WITH claimed AS (
    INSERT INTO switching.in_flight AS f (merchant_id, terminal_no, transaction_id, sent_wall_at)
    SELECT merchant, terminal_no, transaction, sent FROM unnest(p_merchants, p_terminal_nos, p_transactions, p_sent) AS g (merchant, terminal_no, transaction, sent)
     WHERE gone IS NULL OR transaction <> ALL (gone) ORDER BY merchant, terminal_no
    ON CONFLICT DO NOTHING RETURNING f.transaction_id)
  SELECT array_agg(claimed.transaction_id) INTO mine FROM claimed;
  RETURN QUERY
  WITH traced AS (
    SELECT g.*, lpad(nextval('switching.trace_no')::text, 6, '0') AS trace
      FROM unnest(p_merchants, p_transactions, p_dates, p_terminals, p_terminal_nos, p_kinds, p_classes, p_batches, p_stans, p_times, p_transmissions,
             p_amounts, p_card_kinds, p_masked, p_hashes, p_sealed, p_banks, p_modes, p_digests, p_created, p_sent)
        AS g (merchant, transaction, day, terminal, terminal_no, kind, class, batch, stan, time, transmission, amount, card_kind, masked, hash, sealed,
             bank, mode, digest, created, sent)
     WHERE cardinality(mine) = cardinality(p_transactions) OR transaction = ANY (mine))
  INSERT INTO switching.card_transaction AS t (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no,
      stan, rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest,
      created_at, sent_wall_at)
  SELECT merchant, transaction, day, terminal, terminal_no, kind, 'sent', class, batch, stan, time || trace, trace, transmission, amount, card_kind, masked,
         hash, sealed, bank, mode, digest, created, sent
    FROM traced ORDER BY merchant, terminal_no, class, batch, stan, day
  ON CONFLICT DO NOTHING
  RETURNING t.transaction_id, false, t.rrn, t.network_stan;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(mine) THEN -- a copy of what was answered long ago is not under way
    DELETE FROM switching.in_flight f USING unnest(p_merchants, p_terminal_nos, p_transactions) AS g (merchant, terminal_no, transaction)
     WHERE f.merchant_id = g.merchant AND f.terminal_no = g.terminal_no AND f.transaction_id = g.transaction
       AND NOT EXISTS (SELECT 1 FROM switching.card_transaction t WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction);
  END IF;
  RETURN QUERY SELECT g, true, NULL::text, NULL::text FROM unnest(gone) AS g;
END $$;

-- Moves a terminal on: nothing of it is under way any more. Whatever takes an intent out of 'sent' calls this with it.
CREATE FUNCTION switching.do_land(p_merchant text, p_terminal_no text, p_transaction text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM switching.in_flight WHERE merchant_id = p_merchant AND terminal_no = p_terminal_no AND transaction_id = p_transaction
$$;

DROP FUNCTION switching.do_approve_sale(text, text, text, bytea, bigint, jsonb, timestamptz, text, text[], bigint[]);
CREATE FUNCTION switching.do_approve_sale(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz,
  p_journal text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  sale record;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction t
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, answered_at = p_at
   WHERE t.merchant_id = p_merchant AND t.transaction_id = p_transaction AND t.state IN ('sent', 'unknown')
     AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                        AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)
   RETURNING t.business_date, t.rrn, t.amount_fen, t.terminal_no INTO sale;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM switching.do_land(p_merchant, sale.terminal_no, p_transaction);
  PERFORM ledger.do_post_journal(p_merchant, p_journal, sale.business_date, 'sale', 'sale:' || p_transaction, sale.amount_fen::text, sale.rrn, NULL,
    p_snapshot, p_at, p_accounts, p_amounts);
  RETURN true;
END $$;

DROP FUNCTION switching.do_approve_sales(text[], text[], text[], text[], bigint[], text[], timestamptz[], text[], int[], text[], bigint[]);
CREATE FUNCTION switching.do_approve_sales(
  p_merchants text[], p_transactions text[], p_auths text[], p_answers bytea[], p_fees bigint[], p_snapshots text[], p_at timestamptz[], p_journals text[],
  p_accounts text[], p_amounts text[]) RETURNS int[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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
       AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                          AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)
    RETURNING g.i::int AS i, g.merchant, g.transaction, g.snapshot, g.instant, g.journal, g.accounts, g.amounts, t.business_date, t.rrn, t.amount_fen,
              t.terminal_no)
  SELECT array_agg(i) AS done, array_agg(merchant) AS merchants, array_agg(journal) AS journals, array_agg(business_date) AS dates,
         array_agg(transaction) AS transactions, array_agg(terminal_no) AS terminals, array_agg('sale:' || transaction) AS keys,
         array_agg(amount_fen::text) AS fingerprints, array_agg(rrn) AS rrns, array_agg(snapshot) AS snapshots, array_agg(instant) AS instants,
         array_agg(accounts) AS accounts, array_agg(amounts) AS amounts
    INTO a FROM approved;
  IF a.done IS NULL THEN RETURN '{}'; END IF;
  DELETE FROM switching.in_flight f USING unnest(a.merchants, a.terminals, a.transactions) AS g (merchant, terminal_no, transaction)
   WHERE f.merchant_id = g.merchant AND f.terminal_no = g.terminal_no AND f.transaction_id = g.transaction;
  PERFORM ledger.do_post_credits(a.merchants, a.journals, a.dates, 'sale', a.keys, a.fingerprints, a.rrns, a.snapshots, a.instants, 'm:pending', a.accounts, a.amounts);
  RETURN a.done;
END $$;

CREATE OR REPLACE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original record;
  held text;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction c
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, answered_at = p_at
   WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND c.state IN ('sent', 'unknown')
     AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = c.merchant_id AND r.terminal_no = c.terminal_no
                        AND r.batch_no = c.batch_no AND r.stan = c.stan AND r.business_date = c.business_date AND r.transaction_id IS NULL)
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

GRANT EXECUTE ON FUNCTION ledger.do_post_credits(text[], text[], date[], text, text[], text[], text[], text[], timestamptz[], text, text[], text[]), ledger.total(bigint[]),
  ledger.mirrored(bigint[]), switching.do_land(text, text, text),
  switching.do_approve_sale(text, text, text, bytea, bigint, jsonb, timestamptz, text, text[], bigint[]),
  switching.do_approve_sales(text[], text[], text[], bytea[], bigint[], text[], timestamptz[], text[], text[], text[]) TO kaitong_app;
