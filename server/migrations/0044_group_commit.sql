-- Authorisations that are under way together share a round trip and a commit. Nothing else changes: each function does for every row
-- what its sister does for one (the INSERT of begin-transaction, do_approve_sale, do_post_journal), and a batch in which one row is
-- an error does nothing at all, so that its caller can send the rows one by one.
--
-- Two batches must not wait for each other in a circle: rows are inserted in the order of their keys; the locks of merchants are all
-- taken first, in the order of their numbers; then the balance rows, in the order of their keys, as the settlement of a day does.
-- The planner is told to look rows up by index: these plans are kept, and one made on an empty table would read whole tables later.

-- Intents. Returns the numbers of each that was written, and each whose reversal came first (`reversed`). What is in neither is known
-- already by its number, or another request of its terminal is in flight.
CREATE FUNCTION switching.do_begin_many(
  p_merchants text[], p_transactions text[], p_dates date[], p_terminals text[], p_terminal_nos text[], p_kinds text[], p_classes text[],
  p_batches int[], p_stans text[], p_times text[], p_transmissions text[], p_amounts bigint[], p_card_kinds text[], p_masked text[],
  p_hashes text[], p_sealed text[], p_banks text[], p_modes text[], p_digests text[], p_created timestamptz[], p_sent timestamptz[])
RETURNS TABLE (transaction_id text, reversed boolean, rrn text, network_stan text) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH given AS (
    SELECT g.*, EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = g.merchant AND r.terminal_no = g.terminal_no AND r.batch_no = g.batch
                          AND r.stan = g.stan AND r.business_date = g.day AND r.transaction_id IS NULL) AS reversed
      FROM unnest(p_merchants, p_transactions, p_dates, p_terminals, p_terminal_nos, p_kinds, p_classes, p_batches, p_stans, p_times, p_transmissions,
             p_amounts, p_card_kinds, p_masked, p_hashes, p_sealed, p_banks, p_modes, p_digests, p_created, p_sent)
        AS g (merchant, transaction, day, terminal, terminal_no, kind, class, batch, stan, time, transmission, amount, card_kind, masked, hash, sealed,
             bank, mode, digest, created, sent)),
  traced AS (SELECT given.*, lpad(nextval('switching.trace_no')::text, 6, '0') AS trace FROM given WHERE NOT given.reversed),
  written AS (
    INSERT INTO switching.card_transaction AS t (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no,
      stan, rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest,
      created_at, sent_wall_at)
    SELECT merchant, transaction, day, terminal, terminal_no, kind, 'sent', class, batch, stan, time || trace, trace, transmission, amount, card_kind, masked,
           hash, sealed, bank, mode, digest, created, sent
      FROM traced ORDER BY merchant, terminal_no, class, batch, stan, day
    ON CONFLICT DO NOTHING
    RETURNING t.transaction_id, t.rrn, t.network_stan)
  SELECT written.transaction_id, false, written.rrn, written.network_stan FROM written
  UNION ALL SELECT given.transaction, true, NULL, NULL FROM given WHERE given.reversed;
END $$;

-- Journals that give merchants money and take none: each balances, no key was used before, and a guarded account is only credited,
-- so that there is no balance to look at. p_of names the journal (from 1) that a line belongs to; the lines of one stand together.
CREATE FUNCTION ledger.do_post_credits(
  p_merchants text[], p_journals text[], p_dates date[], p_event text, p_keys text[], p_fingerprints text[], p_references text[], p_snapshots text[],
  p_at timestamptz[], p_of int[], p_accounts text[], p_amounts bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF cardinality(p_of) IS DISTINCT FROM cardinality(p_accounts) OR cardinality(p_of) IS DISTINCT FROM cardinality(p_amounts)
     OR (SELECT count(*) FROM (SELECT 1 FROM unnest(p_of, p_amounts) AS l (j, amount) WHERE j BETWEEN 1 AND cardinality(p_journals)
           GROUP BY j HAVING sum(amount) = 0 AND count(*) >= 2) balanced) IS DISTINCT FROM cardinality(p_journals) THEN
    RAISE EXCEPTION 'a journal % does not balance', p_event USING ERRCODE = 'KT001';
  END IF;
  IF EXISTS (SELECT 1 FROM unnest(p_accounts, p_amounts) AS l (account, amount) WHERE amount > 0 AND (account LIKE 'm:%' OR account LIKE 'deposit:%')) THEN
    RAISE EXCEPTION 'a journal % takes from an account that is guarded', p_event USING ERRCODE = 'KT001';
  END IF;
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at)
  SELECT merchant, journal, day, p_event, key, fingerprint, reference, NULL, snapshot::jsonb, instant
    FROM unnest(p_merchants, p_journals, p_dates, p_keys, p_fingerprints, p_references, p_snapshots, p_at)
      AS j (merchant, journal, day, key, fingerprint, reference, snapshot, instant)
   ORDER BY merchant, key;
  INSERT INTO ledger.posting (merchant_id, journal_id, seq, account, amount_fen, business_date)
  SELECT merchant, journal, row_number() OVER (PARTITION BY j ORDER BY n), account, amount, day
    FROM unnest(p_of, p_accounts, p_amounts) WITH ORDINALITY AS l (j, account, amount, n)
    JOIN unnest(p_merchants, p_journals, p_dates) WITH ORDINALITY AS h (merchant, journal, day, j) USING (j);
  INSERT INTO ledger.balance (merchant_id, account, credit_fen)
  SELECT merchant, account, -sum(amount) FROM unnest(p_of, p_accounts, p_amounts) AS l (j, account, amount)
    JOIN unnest(p_merchants) WITH ORDINALITY AS h (merchant, j) USING (j)
   WHERE account LIKE 'm:%' OR account LIKE 'deposit:%' GROUP BY merchant, account ORDER BY merchant, account
  ON CONFLICT (merchant_id, account) DO UPDATE SET credit_fen = ledger.balance.credit_fen + excluded.credit_fen;
END $$;

-- Sales that the network approved. Returns which of them (from 1) this call approved; the others had left 'sent', or a reversal came
-- before them.
CREATE FUNCTION switching.do_approve_sales(
  p_merchants text[], p_transactions text[], p_auths text[], p_answers text[], p_fees bigint[], p_snapshots text[], p_at timestamptz[], p_journals text[],
  p_of int[], p_accounts text[], p_amounts bigint[]) RETURNS int[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  a record;
BEGIN
  PERFORM pg_advisory_xact_lock(5018102, number)
     FROM (SELECT DISTINCT hashtext(merchant) AS number FROM unnest(p_merchants) AS m (merchant) ORDER BY 1) locks;
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(p_merchants, p_transactions, p_auths, p_answers, p_fees, p_snapshots, p_at, p_journals) WITH ORDINALITY
      AS g (merchant, transaction, auth, answer, fee, snapshot, instant, journal, i)),
  approved AS (
    UPDATE switching.card_transaction t
       SET state = 'approved', auth_code = g.auth, response_code = '00', answer = decode(g.answer, 'hex'), fee_fen = g.fee, fee_snapshot = g.snapshot::jsonb,
           answered_at = g.instant
      FROM given g
     WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction AND t.state IN ('sent', 'unknown')
       AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                          AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)
    RETURNING g.i::int AS i, g.merchant, g.transaction, g.snapshot, g.instant, g.journal, t.business_date, t.rrn, t.amount_fen)
  SELECT array_agg(i ORDER BY i) AS done, array_agg(merchant ORDER BY i) AS merchants, array_agg(journal ORDER BY i) AS journals,
         array_agg(business_date ORDER BY i) AS dates, array_agg('sale:' || transaction ORDER BY i) AS keys,
         array_agg(amount_fen::text ORDER BY i) AS fingerprints, array_agg(rrn ORDER BY i) AS rrns, array_agg(snapshot ORDER BY i) AS snapshots,
         array_agg(instant ORDER BY i) AS instants
    INTO a FROM approved;
  IF a.done IS NULL THEN RETURN '{}'; END IF;
  IF cardinality(a.done) < cardinality(p_transactions) THEN -- the lines of the others are left out, and those that stay numbered anew
    SELECT array_agg(array_position(a.done, j) ORDER BY n), array_agg(account ORDER BY n), array_agg(amount ORDER BY n)
      INTO p_of, p_accounts, p_amounts
      FROM unnest(p_of, p_accounts, p_amounts) WITH ORDINALITY AS l (j, account, amount, n) WHERE j = ANY (a.done);
  END IF;
  PERFORM ledger.do_post_credits(a.merchants, a.journals, a.dates, 'sale', a.keys, a.fingerprints, a.rrns, a.snapshots, a.instants, p_of, p_accounts, p_amounts);
  RETURN a.done;
END $$;

-- What a sale writes into. The number of a request begins with its batch as well, which makes the index of batches one too many; the
-- days of all merchants lie one after the other as the rows came, and of one merchant they are found with its charges.
DROP INDEX switching.card_transaction_batch;
DROP INDEX switching.card_transaction_duplicate;
CREATE UNIQUE INDEX card_transaction_duplicate ON switching.card_transaction (merchant_id, terminal_no, batch_no, stan, message_class, business_date);
DROP INDEX switching.card_transaction_day;
CREATE INDEX card_transaction_day ON switching.card_transaction USING brin (business_date) WITH (pages_per_range = 32, autosummarize = on);
DROP INDEX switching.card_transaction_charges;
CREATE INDEX card_transaction_charges ON switching.card_transaction (merchant_id, business_date);

-- Journals and postings are written by these functions alone, which nobody can pass by: the application may no more insert into
-- either. A posting without its journal is thereby impossible, and is not looked for again row by row (a third of what a posting cost).
ALTER FUNCTION ledger.do_post_journal(text, text, date, text, text, text, text, text, jsonb, timestamptz, text[], bigint[])
  SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
REVOKE INSERT ON ledger.journal, ledger.posting FROM kaitong_app;
ALTER TABLE ledger.posting DROP CONSTRAINT posting_merchant_id_journal_id_fkey;
-- A merchant's own accounts are looked up; those of the house are summed by the day, and most lines of a sale are theirs.
DROP INDEX ledger.posting_account;
CREATE INDEX posting_day ON ledger.posting USING brin (business_date) WITH (pages_per_range = 32, autosummarize = on);
DROP INDEX ledger.posting_merchant_account;
CREATE INDEX posting_merchant_account ON ledger.posting (merchant_id, account)
  WHERE account LIKE 'm:%' OR account LIKE 'deposit:%' OR account IN ('merch_recv', 'refund_payable', 'device_recv', 'memo:preauth');

GRANT EXECUTE ON FUNCTION switching.do_begin_many(text[], text[], date[], text[], text[], text[], text[], int[], text[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], text[], timestamptz[], timestamptz[]) TO kaitong_app;
GRANT EXECUTE ON FUNCTION ledger.do_post_credits(text[], text[], date[], text, text[], text[], text[], text[], timestamptz[], int[], text[], bigint[]) TO kaitong_app;
GRANT EXECUTE ON FUNCTION switching.do_approve_sales(text[], text[], text[], text[], bigint[], text[], timestamptz[], text[], int[], text[], bigint[]) TO kaitong_app;
