-- The price sheet in force is a table of the ledger, and the ledger refuses what is not on it. See docs/decisions/0013.

-- 1. The sheet ------------------------------------------------------------------------------------------------------------------
-- charge: credit, debit, qr (a rate on a sale, capped where cap_fen is set), t0 (a rate on what is paid early), sim_fee, and deposit:<id>
-- for what is kept of that deposit (an amount). Of the lines of one charge the latest that has begun counts, and of one day the last
-- written; lines are never changed, so that a sheet of any day can be read.
CREATE TABLE ledger.sheet_line (
  merchant_id text NOT NULL, charge text NOT NULL CHECK (charge IN ('credit', 'debit', 'qr', 't0', 'sim_fee') OR charge LIKE 'deposit:_%'), effective_from date NOT NULL,
  line_no int NOT NULL, rate_ppm bigint CHECK (rate_ppm BETWEEN 0 AND 30000), cap_fen bigint CHECK (cap_fen >= 0), amount_fen bigint CHECK (amount_fen >= 0),
  source text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (merchant_id, charge, effective_from, line_no),
  CHECK (CASE WHEN charge IN ('credit', 'debit', 'qr', 't0') THEN rate_ppm IS NOT NULL AND amount_fen IS NULL
              ELSE amount_fen IS NOT NULL AND rate_ppm IS NULL AND cap_fen IS NULL END));
GRANT SELECT ON ledger.sheet_line TO kaitong_app;
-- Only the functions write journals.
REVOKE INSERT ON ledger.journal FROM kaitong_app;

-- Puts lines on sheets. A line that says what its sheet says already for that day is not written again. Returns how many are new.
CREATE FUNCTION ledger.do_put_on_sheet(
  p_merchants text[], p_charges text[], p_from date[], p_rates bigint[], p_caps bigint[], p_amounts bigint[], p_source text, p_at timestamptz) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, rate_ppm, cap_fen, amount_fen, source, at)
  SELECT g.merchant, g.charge, g.since, coalesce(l.line_no, 0) + 1, g.rate, g.cap, g.amount, p_source, p_at
    FROM unnest(p_merchants, p_charges, p_from, p_rates, p_caps, p_amounts) AS g (merchant, charge, since, rate, cap, amount)
    LEFT JOIN LATERAL (
      SELECT s.line_no, s.rate_ppm, s.cap_fen, s.amount_fen FROM ledger.sheet_line s
       WHERE s.merchant_id = g.merchant AND s.charge = g.charge AND s.effective_from = g.since ORDER BY s.line_no DESC LIMIT 1) l ON true
   WHERE l.line_no IS NULL OR (l.rate_ppm, l.cap_fen, l.amount_fen) IS DISTINCT FROM (g.rate, g.cap, g.amount)
   ORDER BY g.merchant, g.charge;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END $$;

-- Why a journal may not take what it takes, or nothing. Taken is income that is credited in sum, in a journal of a merchant or of an account
-- that is a merchant's own. What gives back, and the mirror of a journal that gave back, takes nothing new.
CREATE FUNCTION ledger.sheet_fault(
  p_merchant text, p_date date, p_event text, p_snapshot jsonb, p_reverses text, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  s record;
  named text;
  sheet record;
  base bigint;
  most bigint;
BEGIN
  SELECT -sum(l.amount) FILTER (WHERE l.account LIKE 'inc:%') AS taken, count(DISTINCT l.account) FILTER (WHERE l.account LIKE 'inc:%') AS kinds,
         min(l.account) FILTER (WHERE l.account LIKE 'inc:%') AS income, min(l.account) FILTER (WHERE l.account LIKE 'deposit:%') AS deposit,
         -sum(l.amount) FILTER (WHERE l.account LIKE 'm:%' OR l.account LIKE 'deposit:%' OR l.account = 'merch_recv') AS given,
         coalesce(sum(l.amount) FILTER (WHERE l.account LIKE 'm:%' AND l.amount > 0), 0) AS debited
    INTO s FROM unnest(p_accounts, p_amounts) AS l (account, amount);
  IF coalesce(s.taken, 0) <= 0 OR (p_merchant = '-' AND s.given IS NULL) THEN RETURN NULL; END IF;
  IF p_reverses IS NOT NULL AND s.taken = (
       SELECT sum(l.amount) FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
        WHERE j.merchant_id = p_merchant AND j.journal_id = p_reverses AND l.account LIKE 'inc:%') THEN
    RETURN NULL;
  END IF;
  IF s.kinds <> 1 THEN RETURN 'more than one kind of income'; END IF;
  named := CASE s.income WHEN 'inc:mdr' THEN p_snapshot ->> 'cardKind' WHEN 'inc:t0' THEN 't0' WHEN 'inc:sim' THEN 'sim_fee'
                         WHEN 'inc:deposit_forfeit' THEN s.deposit END;
  IF named IS NULL OR (s.income = 'inc:mdr' AND named NOT IN ('credit', 'debit', 'qr')) THEN
    RETURN s.income || ' for nothing that a sheet can list';
  END IF;
  SELECT l.rate_ppm, l.cap_fen, l.amount_fen INTO sheet FROM ledger.sheet_line l
   WHERE l.merchant_id = p_merchant AND l.charge = named AND l.effective_from <= p_date ORDER BY l.effective_from DESC, l.line_no DESC LIMIT 1;
  IF NOT FOUND THEN RETURN named || ' is not on it'; END IF;
  IF sheet.amount_fen IS NOT NULL THEN
    most := sheet.amount_fen;
  ELSIF named = 't0' THEN
    -- each sale is rounded by itself; what is paid early is worth no less than what leaves the account, and fees are below 5 %
    base := (p_snapshot ->> 'grossFen')::bigint;
    IF base IS NULL OR base < s.debited OR base * 95 > s.debited * 100 THEN RETURN 't0 on another amount than is paid early'; END IF;
    most := (base * sheet.rate_ppm * 2 + coalesce((p_snapshot ->> 'saleCount')::bigint, 1) * 1000000) / 2000000;
  ELSE
    base := coalesce(s.given, 0) + s.taken;
    -- the difference of two rounded fees may be a fen more than the fee of the difference
    most := (base * sheet.rate_ppm * 2 + 1000000) / 2000000 + CASE WHEN p_event IN ('tip', 'break_follow') THEN 1 ELSE 0 END;
    most := least(most, coalesce(sheet.cap_fen, most));
  END IF;
  IF s.taken > most THEN RETURN named || ' of ' || s.taken || ' fen where it allows ' || most; END IF;
  RETURN NULL;
END $$;

-- 2. Posting: as before, and what takes income is held against the sheet -----------------------------------------------------------
CREATE OR REPLACE FUNCTION ledger.do_post_journal(
  p_merchant text, p_journal text, p_date date, p_event text, p_key text, p_fingerprint text, p_reference text, p_reverses text,
  p_snapshot jsonb, p_at timestamptz, p_accounts text[], p_amounts bigint[]) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
  earlier record;
  line record;
  fault text;
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
  IF array_to_string(p_accounts, ' ') LIKE '%inc:%' THEN
    fault := ledger.sheet_fault(p_merchant, p_date, p_event, p_snapshot, p_reverses, p_accounts, p_amounts);
    IF fault IS NOT NULL THEN
      RAISE EXCEPTION '% of % is refused by the price sheet: %', p_key, p_merchant, fault USING ERRCODE = 'KT005';
    END IF;
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
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
  line record;
  credited int;
  income int;
  off record;
BEGIN
  -- alike in all: looked at once for each way in which accounts stand together
  FOR line IN SELECT DISTINCT accounts FROM unnest(p_accounts) AS l (accounts) LOOP
    IF (SELECT count(*) FILTER (WHERE account = p_account) <> 1 OR bool_or(account <> p_account AND (account LIKE 'm:%' OR account LIKE 'deposit:%'))
          FROM unnest(line.accounts::text[]) AS a (account)) THEN
      RAISE EXCEPTION 'a journal % touches another account that is guarded than %', p_event, p_account USING ERRCODE = 'KT001';
    END IF;
    -- where they hold income, each fee is looked up in the sheet of its merchant: one probe by key a journal
    IF line.accounts NOT LIKE '%inc:%' THEN CONTINUE; END IF;
    income := array_position(line.accounts::text[], 'inc:mdr');
    credited := array_position(line.accounts::text[], p_account);
    IF income IS NULL OR (SELECT count(*) FROM unnest(line.accounts::text[]) AS a (account) WHERE account LIKE 'inc:%' OR account = 'merch_recv') <> 1 THEN
      RAISE EXCEPTION 'a journal % takes something else than a fee of a sale', p_event USING ERRCODE = 'KT005';
    END IF;
    WITH given AS MATERIALIZED (
      SELECT g.merchant, g.day, g.key, g.snapshot::jsonb ->> 'cardKind' AS charge, -(g.amounts::bigint[])[income] AS fee,
             -(g.amounts::bigint[])[credited] AS rest
        FROM unnest(p_merchants, p_dates, p_keys, p_snapshots, p_accounts, p_amounts) AS g (merchant, day, key, snapshot, accounts, amounts)
       WHERE g.accounts = line.accounts)
    SELECT g.merchant, g.key INTO off FROM given g
     WHERE g.fee > 0 AND g.rest > 0 AND NOT coalesce((
       SELECT g.charge IN ('credit', 'debit', 'qr') AND g.fee <= ((g.rest + g.fee) * s.rate_ppm * 2 + 1000000) / 2000000 AND g.fee <= coalesce(s.cap_fen, g.fee)
         FROM ledger.sheet_line s WHERE s.merchant_id = g.merchant AND s.charge = g.charge AND s.effective_from <= g.day
        ORDER BY s.effective_from DESC, s.line_no DESC LIMIT 1), false)
     LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION '% of % is refused by the price sheet: the fee is not on it, or is more than it says', off.key, off.merchant USING ERRCODE = 'KT005';
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
  IF EXISTS (SELECT 1 FROM unnest(p_to) AS t (target) WHERE target LIKE 'inc:%') THEN
    RAISE EXCEPTION 'a movement names no charge of a price sheet and takes no income' USING ERRCODE = 'KT005';
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

-- 3. Sheets of the merchants that are there already: every version of their plan, T+0 as signed or agreed, SIM fee, deposits ---------
INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, rate_ppm, cap_fen, source, at)
SELECT m.merchant_id, c.charge, p.effective_from, 1, c.rate, c.cap, 'plan ' || p.plan_id || ' of ' || p.effective_from, m.created_at
  FROM merchants.merchant m JOIN catalogue.price_plan p USING (plan_id)
 CROSS JOIN LATERAL (VALUES ('credit', p.credit_ppm, NULL), ('debit', p.debit_ppm, p.debit_cap_fen), ('qr', p.qr_ppm, NULL)) AS c (charge, rate, cap);
INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, rate_ppm, source, at)
SELECT m.merchant_id, 't0', (m.created_at AT TIME ZONE 'Asia/Shanghai')::date, 1,
       (SELECT p.t0_ppm FROM catalogue.price_plan p WHERE p.plan_id = m.plan_id AND p.effective_from <= (m.created_at AT TIME ZONE 'Asia/Shanghai')::date
         ORDER BY p.effective_from DESC LIMIT 1), 'signed with the application', m.created_at
  FROM merchants.merchant m WHERE m.settlement = 't0';
INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, rate_ppm, source, at)
SELECT a.merchant_id, 't0', (a.agreed_at AT TIME ZONE 'Asia/Shanghai')::date, a.agreement_no + 1, a.rate_ppm, 'agreed in the app', a.agreed_at FROM settlement.t0_agreement a;
INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, amount_fen, source, at)
SELECT m.merchant_id, 'sim_fee', (m.created_at AT TIME ZONE 'Asia/Shanghai')::date, 1,
       (SELECT value::text::bigint FROM catalogue.policy_parameter WHERE name = 'sim.fee_fen' ORDER BY effective_from LIMIT 1), 'price sheet', m.created_at
  FROM merchants.merchant m;
INSERT INTO ledger.sheet_line (merchant_id, charge, effective_from, line_no, amount_fen, source, at)
SELECT d.merchant_id, 'deposit:' || d.deposit_id, (d.quoted_at AT TIME ZONE 'Asia/Shanghai')::date, 1, d.amount_fen, 'signed terms', d.quoted_at FROM deposits.deposit d;

GRANT EXECUTE ON FUNCTION ledger.do_put_on_sheet(text[], text[], date[], bigint[], bigint[], bigint[], text, timestamptz) TO kaitong_app;
