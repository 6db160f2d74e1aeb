-- Books are closed day by day: see docs/decisions/0011.

-- 1. The day of the books -------------------------------------------------------------------------------------------------------
-- business_date says which day a journal is about, booked_on which day of the books it stands in: the business date, or the first open
-- day where that is closed already. It is given by the functions that post, in the statement that writes the row.
CREATE TABLE ledger.books (one boolean PRIMARY KEY CHECK (one), open_from date NOT NULL);
INSERT INTO ledger.books (one, open_from) VALUES (true, '0001-01-01');
ALTER TABLE ledger.journal ADD COLUMN booked_on date;
UPDATE ledger.journal SET booked_on = business_date;
ALTER TABLE ledger.journal ALTER COLUMN booked_on SET NOT NULL;
-- Journals lie in the order in which they came: one small index says which pages hold a day and an hour of it, and which cannot hold a
-- reference, a key or an id (bloom filters, some 600 journals a range). It is made in the background, a range at a time, and costs a sale what
-- the index before it did.
DROP INDEX ledger.journal_day;
CREATE INDEX journal_books ON ledger.journal USING brin (booked_on, at, reference text_bloom_ops (n_distinct_per_range = 600),
  idempotency_key text_bloom_ops (n_distinct_per_range = 600), journal_id text_bloom_ops (n_distinct_per_range = 600))
  WITH (pages_per_range = 32, autosummarize = on);
-- What is no sale is one in a thousand: accounts and events that no sale touches are found among these.
CREATE INDEX journal_rare ON ledger.journal (booked_on, event) WHERE event <> 'sale';

-- sealed: nothing is posted to the day any more; closed: its totals and its digest are made. `barrier`: every transaction that may still have
-- read the day as open has a number below it. last_at: the newest instant of all journals up to and with this day.
CREATE TABLE ledger.book_day (
  day date PRIMARY KEY, state text NOT NULL CHECK (state IN ('sealed', 'closed')), sealed_at timestamptz NOT NULL, barrier xid8, closed_at timestamptz,
  journal_count bigint, line_count bigint, turnover_fen bigint, last_at timestamptz, previous_digest text, digest text,
  CHECK (state = 'sealed' OR (closed_at IS NOT NULL AND journal_count IS NOT NULL AND previous_digest IS NOT NULL AND digest IS NOT NULL)));
-- What a closed day did to each account, over all merchants and for the accounts that are a merchant's own.
CREATE TABLE ledger.day_total (
  account text NOT NULL, day date NOT NULL, debit_fen bigint NOT NULL, credit_fen bigint NOT NULL, line_count bigint NOT NULL, PRIMARY KEY (account, day));
CREATE INDEX day_total_day ON ledger.day_total (day);
CREATE TABLE ledger.merchant_day_total (
  merchant_id text NOT NULL, account text NOT NULL, day date NOT NULL, debit_fen bigint NOT NULL, credit_fen bigint NOT NULL, line_count bigint NOT NULL,
  PRIMARY KEY (merchant_id, account, day));
-- Written by the functions below and by nobody else.
GRANT SELECT ON ledger.books, ledger.book_day, ledger.day_total, ledger.merchant_day_total TO kaitong_app;

CREATE FUNCTION ledger.is_own_account(p_account text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT p_account LIKE 'm:%' OR p_account LIKE 'deposit:%' OR p_account LIKE 'memo:%' OR p_account = 'merch_recv'
$$;

-- 2. Posting --------------------------------------------------------------------------------------------------------------------
-- As before, and the journal gets its day of the books. `numbered` takes the number of the transaction before the open day is read: what
-- closes a day waits for every number that was given before it, so nobody who read an older open day is overlooked.
CREATE OR REPLACE FUNCTION ledger.do_post_journal(
  p_merchant text, p_journal text, p_date date, p_event text, p_key text, p_fingerprint text, p_reference text, p_reverses text,
  p_snapshot jsonb, p_at timestamptz, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
  earlier record;
  line record;
BEGIN
  IF (SELECT sum(a) FROM unnest(p_amounts) a) IS DISTINCT FROM 0 OR cardinality(p_accounts) IS DISTINCT FROM cardinality(p_amounts)
     OR cardinality(p_amounts) < 2 OR 0 = ANY (p_amounts) OR array_position(p_amounts, NULL) IS NOT NULL OR array_position(p_accounts, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'journal % does not balance', p_event USING ERRCODE = 'KT001';
  END IF;
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts, booked_on)
  VALUES (p_merchant, p_journal, p_date, p_event, p_key, p_fingerprint, p_reference, p_reverses, p_snapshot, p_at, p_accounts, p_amounts,
    greatest(p_date, (SELECT open_from FROM ledger.books)))
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

CREATE OR REPLACE FUNCTION ledger.do_post_credits(
  p_merchants text[], p_journals text[], p_dates date[], p_event text, p_keys text[], p_fingerprints text[], p_references text[], p_snapshots text[],
  p_at timestamptz[], p_account text, p_accounts text[], p_amounts text[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
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
  INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts, booked_on)
  SELECT merchant, journal, day, p_event, key, fingerprint, reference, NULL, snapshot::jsonb, instant, accounts::text[], amounts::bigint[],
         greatest(day, (SELECT open_from FROM ledger.books))
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

CREATE OR REPLACE FUNCTION ledger.do_move_many(
  p_date date, p_at timestamptz, p_merchants text[], p_journals text[], p_events text[], p_keys text[], p_references text[], p_from text[], p_to text[],
  p_amounts bigint[]) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
  fresh int;
  moved record;
  guarded int;
BEGIN
  IF coalesce(cardinality(p_amounts), 0) = 0 THEN RETURN 0; END IF;
  IF 0 >= ANY (p_amounts) OR array_position(p_amounts, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'a movement of nothing, or against its direction' USING ERRCODE = 'KT001';
  END IF;
  WITH written AS (
    INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts, booked_on)
    SELECT merchant, journal, p_date, event, key, amount::text, reference, NULL, '{}', p_at, ARRAY[source, target], ARRAY[amount, -amount],
           greatest(p_date, (SELECT open_from FROM ledger.books))
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

-- As before, found by the day of the books: what a file of these days is about was booked on them, or a little later.
CREATE OR REPLACE FUNCTION ledger.do_receivables(p_since date, p_until date) RETURNS TABLE (merchant_id text, idempotency_key text, fen bigint) LANGUAGE sql STABLE
PARALLEL SAFE AS $$
  SELECT j.merchant_id, j.idempotency_key, sum(l.amount)::bigint FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.booked_on BETWEEN p_since AND p_until + 7 AND j.business_date BETWEEN p_since AND p_until AND l.account LIKE 'net\_recv:%' GROUP BY 1, 2
$$;

-- 3. Closing --------------------------------------------------------------------------------------------------------------------
-- From now on nothing is posted to p_day or before. Days are sealed without gaps, from the oldest journal on. Returns how many are new.
CREATE FUNCTION ledger.do_seal_days(p_day date, p_at timestamptz) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  made int;
BEGIN
  IF p_day >= (p_at AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'the day % is not over', p_day USING ERRCODE = 'KT004';
  END IF;
  UPDATE ledger.books SET open_from = p_day + 1 WHERE one AND open_from <= p_day;
  INSERT INTO ledger.book_day (day, state, sealed_at)
  SELECT d::date, 'sealed', p_at
    FROM generate_series(coalesce((SELECT max(day) + 1 FROM ledger.book_day), (SELECT min(booked_on) FROM ledger.journal WHERE booked_on <= p_day), p_day)::timestamp,
           p_day::timestamp, '1 day') AS d
  ON CONFLICT (day) DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END $$;

-- Notes how far numbers of transactions have come. A transaction of its own, after the one that sealed.
CREATE FUNCTION ledger.do_mark_days() RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  marked int;
BEGIN
  UPDATE ledger.book_day SET barrier = pg_current_xact_id() WHERE state = 'sealed';
  GET DIAGNOSTICS marked = ROW_COUNT;
  RETURN marked;
END $$;

-- One journal as text that is the same everywhere and can be read in one way only; amounts and instants are whole numbers.
CREATE FUNCTION ledger.journal_digest(j ledger.journal) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(json_build_array(j.merchant_id, j.journal_id, j.business_date, j.booked_on, j.event, j.idempotency_key, j.fingerprint, j.reference,
    j.reverses, j.snapshot::text, (extract(epoch FROM j.at) * 1000000)::bigint, j.accounts, j.amounts)::text, 'UTF8'))
$$;

-- What a day holds, and its digest over the digests of its journals in the order of their ids (32 bytes each: 33 million of them are the
-- most that one value holds). previous: the digest of the day before, or nothing.
CREATE FUNCTION ledger.do_digest_day(p_day date, p_previous text)
RETURNS TABLE (journal_count bigint, line_count bigint, turnover_fen bigint, last_at timestamptz, digest text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY
  SELECT count(*), coalesce(sum(cardinality(j.amounts)), 0)::bigint,
         coalesce(sum((SELECT sum(a) FROM unnest(j.amounts) a WHERE a > 0)), 0)::bigint, max(j.at),
         encode(sha256(convert_to(p_previous || '|' || to_char(p_day, 'YYYY-MM-DD') || '|' || count(*) || '|', 'UTF8')
           || coalesce(string_agg(ledger.journal_digest(j), ''::bytea ORDER BY j.journal_id COLLATE "C", j.merchant_id COLLATE "C"), ''::bytea)), 'hex')
    FROM ledger.journal j WHERE j.booked_on = p_day;
END $$;

-- Closes the oldest sealed day: totals and digest. No row: none is sealed. done = false: somebody who may have read it as open is not through yet.
CREATE FUNCTION ledger.do_close_next(p_at timestamptz) RETURNS TABLE (day date, done boolean) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  next record;
  before record;
  content record;
BEGIN
  PERFORM 1 FROM ledger.books WHERE one FOR UPDATE;
  SELECT b.day, b.barrier INTO next FROM ledger.book_day b WHERE b.state = 'sealed' ORDER BY b.day LIMIT 1;
  IF NOT FOUND THEN RETURN; END IF;
  IF next.barrier IS NULL OR pg_snapshot_xmin(pg_current_snapshot()) < next.barrier THEN
    RETURN QUERY SELECT next.day, false;
    RETURN;
  END IF;
  SELECT b.day, b.digest, b.last_at INTO before FROM ledger.book_day b WHERE b.state = 'closed' ORDER BY b.day DESC LIMIT 1;
  -- what came while the first days of all were being sealed may be older than they are
  IF before.day IS NULL AND EXISTS (SELECT 1 FROM ledger.journal j WHERE j.booked_on < next.day) THEN
    INSERT INTO ledger.book_day (day, state, sealed_at, barrier)
    SELECT d::date, 'sealed', p_at, next.barrier
      FROM generate_series((SELECT min(j.booked_on) FROM ledger.journal j WHERE j.booked_on < next.day)::timestamp, (next.day - 1)::timestamp, '1 day') AS d;
    RETURN QUERY SELECT next.day, false;
    RETURN;
  END IF;
  SELECT * INTO content FROM ledger.do_digest_day(next.day, coalesce(before.digest, ''));
  INSERT INTO ledger.day_total (account, day, debit_fen, credit_fen, line_count)
  SELECT l.account, next.day, coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0), coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0), count(*)
    FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount) WHERE j.booked_on = next.day GROUP BY l.account;
  INSERT INTO ledger.merchant_day_total (merchant_id, account, day, debit_fen, credit_fen, line_count)
  SELECT j.merchant_id, l.account, next.day, coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0), coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0), count(*)
    FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.booked_on = next.day AND ledger.is_own_account(l.account) GROUP BY j.merchant_id, l.account;
  UPDATE ledger.book_day b SET state = 'closed', closed_at = p_at, journal_count = content.journal_count, line_count = content.line_count,
         turnover_fen = content.turnover_fen, last_at = greatest(content.last_at, before.last_at), previous_digest = coalesce(before.digest, ''), digest = content.digest
   WHERE b.day = next.day;
  RETURN QUERY SELECT next.day, true;
END $$;

-- 4. Balances -------------------------------------------------------------------------------------------------------------------
-- The last closed day whose totals hold nothing after p_day and nothing after the instant p_at; NULL asks for no limit.
CREATE FUNCTION ledger.rolled_up(p_day date, p_at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(day), '0001-01-01') FROM ledger.book_day
   WHERE state = 'closed' AND day <= coalesce(p_day, 'infinity') AND coalesce(last_at, '-infinity') <= coalesce(p_at, 'infinity')
$$;

-- Every account as of the end of a day of the books, or as of an instant: totals of the closed days, and the journals since. One statement,
-- so that a day that is closed meanwhile is counted once.
CREATE FUNCTION ledger.do_totals(p_day date, p_at timestamptz)
RETURNS TABLE (account text, debit_fen bigint, credit_fen bigint, line_count bigint) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  through date := ledger.rolled_up(p_day, p_at);
BEGIN
  RETURN QUERY
  SELECT t.account, sum(t.debit_fen)::bigint, sum(t.credit_fen)::bigint, sum(t.line_count)::bigint FROM (
    SELECT d.account, d.debit_fen, d.credit_fen, d.line_count FROM ledger.day_total d WHERE d.day <= through
    UNION ALL
    SELECT l.account, greatest(l.amount, 0), greatest(-l.amount, 0), 1
      FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
     WHERE j.booked_on > through AND j.booked_on <= coalesce(p_day, 'infinity') AND j.at <= coalesce(p_at, 'infinity')) t
   GROUP BY t.account;
END $$;

CREATE FUNCTION ledger.do_count_journals(p_day date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  through date := ledger.rolled_up(p_day, p_at);
BEGIN
  RETURN (SELECT coalesce(sum(d.journal_count), 0)::bigint FROM ledger.book_day d WHERE d.day <= through)
       + (SELECT count(*) FROM ledger.journal j
           WHERE j.booked_on > through AND j.booked_on <= coalesce(p_day, 'infinity') AND j.at <= coalesce(p_at, 'infinity'));
END $$;

-- The same of one account; of one merchant's own account where p_merchant is given.
CREATE FUNCTION ledger.do_account_totals(p_merchant text, p_account text, p_day date, p_at timestamptz)
RETURNS TABLE (debit_fen bigint, credit_fen bigint, line_count bigint) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  through date := ledger.rolled_up(p_day, p_at);
BEGIN
  IF p_merchant IS NULL THEN
    RETURN QUERY
    SELECT coalesce(sum(t.debit_fen), 0)::bigint, coalesce(sum(t.credit_fen), 0)::bigint, coalesce(sum(t.line_count), 0)::bigint FROM (
      SELECT d.debit_fen, d.credit_fen, d.line_count FROM ledger.day_total d WHERE d.account = p_account AND d.day <= through
      UNION ALL
      SELECT greatest(l.amount, 0), greatest(-l.amount, 0), 1
        FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
       WHERE j.booked_on > through AND j.booked_on <= coalesce(p_day, 'infinity') AND j.at <= coalesce(p_at, 'infinity') AND l.account = p_account) t;
  ELSE
    RETURN QUERY
    SELECT coalesce(sum(t.debit_fen), 0)::bigint, coalesce(sum(t.credit_fen), 0)::bigint, coalesce(sum(t.line_count), 0)::bigint FROM (
      SELECT d.debit_fen, d.credit_fen, d.line_count FROM ledger.merchant_day_total d WHERE d.merchant_id = p_merchant AND d.account = p_account AND d.day <= through
      UNION ALL
      SELECT greatest(l.amount, 0), greatest(-l.amount, 0), 1
        FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
       WHERE j.merchant_id = p_merchant AND j.booked_on > through AND j.booked_on <= coalesce(p_day, 'infinity') AND j.at <= coalesce(p_at, 'infinity')
         AND l.account = p_account) t;
  END IF;
END $$;

-- Days of a period on which an account moved; of one merchant's own account where p_merchant is given.
CREATE FUNCTION ledger.do_account_days(p_merchant text, p_account text, p_from date, p_to date)
RETURNS TABLE (day date, debit_fen bigint, credit_fen bigint, line_count bigint) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  through date := ledger.rolled_up(NULL, NULL);
BEGIN
  IF p_merchant IS NULL THEN
    RETURN QUERY
    SELECT d.day, d.debit_fen, d.credit_fen, d.line_count FROM ledger.day_total d WHERE d.account = p_account AND d.day BETWEEN p_from AND p_to AND d.day <= through
    UNION ALL
    SELECT j.booked_on, sum(greatest(l.amount, 0))::bigint, sum(greatest(-l.amount, 0))::bigint, count(*)
      FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
     WHERE j.booked_on BETWEEN greatest(p_from, through + 1) AND p_to AND l.account = p_account GROUP BY j.booked_on;
  ELSE
    RETURN QUERY
    SELECT d.day, d.debit_fen, d.credit_fen, d.line_count FROM ledger.merchant_day_total d
     WHERE d.merchant_id = p_merchant AND d.account = p_account AND d.day BETWEEN p_from AND p_to AND d.day <= through
    UNION ALL
    SELECT j.booked_on, sum(greatest(l.amount, 0))::bigint, sum(greatest(-l.amount, 0))::bigint, count(*)
      FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
     WHERE j.merchant_id = p_merchant AND j.booked_on BETWEEN greatest(p_from, through + 1) AND p_to AND l.account = p_account GROUP BY j.booked_on;
  END IF;
END $$;

-- Closed days whose totals are not the sum of their journals; the digest alone does not say so.
CREATE FUNCTION ledger.do_check_totals(p_day date) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  RETURN NOT EXISTS (
    SELECT 1 FROM (
      SELECT l.account, coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS debit, coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS credit, count(*) AS lines
        FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount) WHERE j.booked_on = p_day GROUP BY l.account) s
      FULL JOIN (SELECT * FROM ledger.day_total d WHERE d.day = p_day) t USING (account)
     WHERE (s.debit, s.credit, s.lines) IS DISTINCT FROM (t.debit_fen, t.credit_fen, t.line_count))
   AND NOT EXISTS (
    SELECT 1 FROM (
      SELECT j.merchant_id, l.account, coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS debit, coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS credit,
             count(*) AS lines
        FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
       WHERE j.booked_on = p_day AND ledger.is_own_account(l.account) GROUP BY j.merchant_id, l.account) s
      FULL JOIN (SELECT * FROM ledger.merchant_day_total d WHERE d.day = p_day) t USING (merchant_id, account)
     WHERE (s.debit, s.credit, s.lines) IS DISTINCT FROM (t.debit_fen, t.credit_fen, t.line_count));
END $$;

CREATE OR REPLACE VIEW ledger.v_trial_balance AS
  SELECT account, debit_fen::numeric AS debit_fen, credit_fen::numeric AS credit_fen, (debit_fen - credit_fen)::numeric AS balance_fen, line_count::int AS posting_count
    FROM ledger.do_totals(NULL, NULL);

-- 5. Months ---------------------------------------------------------------------------------------------------------------------
-- Closed by a person, once all of its days are; what stood at its end stays with it. There is no way back: what was wrong is adjusted in an
-- open month. `month` is its first day.
CREATE TABLE ledger.book_month (
  month date PRIMARY KEY CHECK (extract(day FROM month) = 1), closed_by text NOT NULL, closed_at timestamptz NOT NULL, digest text NOT NULL,
  journal_count bigint NOT NULL, turnover_fen bigint NOT NULL);
CREATE TABLE ledger.month_total (
  month date NOT NULL, account text NOT NULL, debit_fen bigint NOT NULL, credit_fen bigint NOT NULL, line_count bigint NOT NULL, balance_fen bigint NOT NULL,
  PRIMARY KEY (month, account));
GRANT SELECT ON ledger.book_month, ledger.month_total TO kaitong_app;

-- 'closed', 'already', 'open_days': not all of its days are closed; 'earlier': an earlier month has to be closed first.
CREATE FUNCTION ledger.do_close_month(p_month date, p_by text, p_at timestamptz) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last date := (p_month + interval '1 month')::date - 1;
  first date;
BEGIN
  PERFORM 1 FROM ledger.books WHERE one FOR UPDATE;
  IF EXISTS (SELECT 1 FROM ledger.book_month WHERE month = p_month) THEN RETURN 'already'; END IF;
  IF NOT EXISTS (SELECT 1 FROM ledger.book_day WHERE day = last AND state = 'closed') THEN RETURN 'open_days'; END IF;
  SELECT coalesce((SELECT (max(month) + interval '1 month')::date FROM ledger.book_month), (SELECT date_trunc('month', min(day))::date FROM ledger.book_day)) INTO first;
  IF first <> p_month THEN RETURN 'earlier'; END IF;
  INSERT INTO ledger.book_month (month, closed_by, closed_at, digest, journal_count, turnover_fen)
  SELECT p_month, p_by, p_at, (SELECT d.digest FROM ledger.book_day d WHERE d.day = last), sum(journal_count), sum(turnover_fen)
    FROM ledger.book_day WHERE day BETWEEN p_month AND last;
  INSERT INTO ledger.month_total (month, account, debit_fen, credit_fen, line_count, balance_fen)
  SELECT p_month, account, coalesce(sum(debit_fen) FILTER (WHERE day >= p_month), 0), coalesce(sum(credit_fen) FILTER (WHERE day >= p_month), 0),
         coalesce(sum(line_count) FILTER (WHERE day >= p_month), 0), sum(debit_fen - credit_fen)
    FROM ledger.day_total WHERE day <= last GROUP BY account;
  RETURN 'closed';
END $$;

GRANT SELECT ON ledger.v_trial_balance TO kaitong_app;
GRANT EXECUTE ON FUNCTION ledger.do_seal_days(date, timestamptz), ledger.do_mark_days(), ledger.do_digest_day(date, text), ledger.do_close_next(timestamptz),
  ledger.rolled_up(date, timestamptz), ledger.do_totals(date, timestamptz), ledger.do_account_totals(text, text, date, timestamptz), ledger.do_check_totals(date),
  ledger.do_count_journals(date, timestamptz), ledger.do_account_days(text, text, date, date), ledger.journal_digest(ledger.journal),
  ledger.do_close_month(date, text, timestamptz), ledger.is_own_account(text) TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('ledger.close_time', '2026-01-01', '"00:30"', 'time in Asia/Shanghai, of the day after', 'ours: an hour and a half after the cut-off');
