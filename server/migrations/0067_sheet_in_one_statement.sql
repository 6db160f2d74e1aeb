-- What a sale's journal costs with its sheet: journals are written, fees held against sheets and balances credited by one statement over the rows
-- as the table gives them back, so that nothing is read out of a text twice. What is refused is as before. See docs/decisions/0013.
CREATE OR REPLACE FUNCTION ledger.do_post_credits(
  p_merchants text[], p_journals text[], p_dates date[], p_event text, p_keys text[], p_fingerprints text[], p_references text[], p_snapshots text[],
  p_at timestamptz[], p_account text, p_accounts text[], p_amounts text[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  numbered xid8 := pg_current_xact_id();
  shape record;
  w record;
BEGIN
  -- alike in all: looked at once for each way in which accounts stand together
  FOR shape IN SELECT DISTINCT accounts FROM unnest(p_accounts) AS l (accounts) LOOP
    SELECT count(*) FILTER (WHERE account = p_account) AS credited, count(*) FILTER (WHERE account LIKE 'inc:%' OR account = 'merch_recv') AS taken,
           bool_or(account LIKE 'inc:%') AS income, bool_or(account = 'inc:mdr') AS fee,
           bool_or(account <> p_account AND (account LIKE 'm:%' OR account LIKE 'deposit:%')) AS others
      INTO w FROM unnest(shape.accounts::text[]) AS a (account);
    IF w.credited <> 1 OR w.others THEN
      RAISE EXCEPTION 'a journal % touches another account that is guarded than %', p_event, p_account USING ERRCODE = 'KT001';
    END IF;
    IF w.income AND (NOT w.fee OR w.taken <> 1) THEN
      RAISE EXCEPTION 'a journal % takes something else than a fee of a sale', p_event USING ERRCODE = 'KT005';
    END IF;
  END LOOP;
  -- one statement writes the journals, holds each fee against the sheet of its merchant (one probe by key a journal) and credits the balances
  WITH written AS (
    INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, reverses, snapshot, at, accounts, amounts, booked_on)
    SELECT merchant, journal, day, p_event, key, fingerprint, reference, NULL, snapshot::jsonb, instant, accounts::text[], amounts::bigint[],
           greatest(day, (SELECT open_from FROM ledger.books))
      FROM unnest(p_merchants, p_journals, p_dates, p_keys, p_fingerprints, p_references, p_snapshots, p_at, p_accounts, p_amounts)
        AS j (merchant, journal, day, key, fingerprint, reference, snapshot, instant, accounts, amounts)
     ORDER BY merchant, key
    RETURNING merchant_id, business_date, idempotency_key, snapshot ->> 'cardKind' AS charge,
              -amounts[array_position(accounts, p_account)] AS rest, -amounts[array_position(accounts, 'inc:mdr')] AS fee),
  credited AS (
    INSERT INTO ledger.balance AS b (merchant_id, account, credit_fen)
    SELECT merchant_id, p_account, sum(rest) FROM written WHERE rest > 0 GROUP BY merchant_id ORDER BY merchant_id
    ON CONFLICT (merchant_id, account) DO UPDATE SET credit_fen = b.credit_fen + excluded.credit_fen)
  SELECT min(idempotency_key) FILTER (WHERE rest <= 0) AS backwards,
         min(idempotency_key || ' of ' || merchant_id) FILTER (WHERE fee > 0 AND NOT coalesce((
           SELECT written.charge IN ('credit', 'debit', 'qr')
                  AND written.fee <= least(((written.rest + written.fee) * s.rate_ppm * 2 + 1000000) / 2000000, s.cap_fen)
             FROM ledger.sheet_line s
            WHERE s.merchant_id = written.merchant_id AND s.charge = written.charge AND s.effective_from <= written.business_date
            ORDER BY s.effective_from DESC, s.line_no DESC LIMIT 1), false)) AS off
    INTO w FROM written;
  IF w.backwards IS NOT NULL THEN
    RAISE EXCEPTION 'a journal % takes from %', p_event, p_account USING ERRCODE = 'KT001';
  END IF;
  IF w.off IS NOT NULL THEN
    RAISE EXCEPTION '% is refused by the price sheet: the fee is not on it, or is more than it says', w.off USING ERRCODE = 'KT005';
  END IF;
END $$;
