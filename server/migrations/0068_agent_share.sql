-- What agents get of the fees of the merchants they filed: see docs/decisions/0017.

-- 1. Fees of a day of the books, a row a journal; what mirrors a journal is of its kind of card. Gross is what the fee was taken of.
CREATE FUNCTION ledger.do_fees_of_day(p_day date) RETURNS TABLE (merchant_id text, charge text, gross_fen bigint, fee_fen bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT j.merchant_id, coalesce(j.snapshot ->> 'cardKind', r.snapshot ->> 'cardKind'), l.gross, l.fee
    FROM ledger.journal j LEFT JOIN ledger.journal r ON r.merchant_id = j.merchant_id AND r.journal_id = j.reverses
   CROSS JOIN LATERAL (
     SELECT -sum(amount) FILTER (WHERE account = 'inc:mdr')::bigint AS fee,
            -sum(amount) FILTER (WHERE account LIKE 'm:%' OR account IN ('merch_recv', 'inc:mdr'))::bigint AS gross
       FROM unnest(j.accounts, j.amounts) AS a (account, amount)) l
   WHERE j.booked_on = p_day AND 'inc:mdr' = ANY (j.accounts)
$$;
CREATE VIEW ledger.v_closed_day AS SELECT day FROM ledger.book_day WHERE state = 'closed';
GRANT SELECT ON ledger.v_closed_day TO kaitong_app;
GRANT EXECUTE ON FUNCTION ledger.do_fees_of_day(date) TO kaitong_app;

-- 2. Terms --------------------------------------------------------------------------------------------------------------------------
CREATE TABLE settlement.share_terms (
  terms_id text PRIMARY KEY, agent_id text NOT NULL, state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  effective_from date NOT NULL, credit_ppm bigint NOT NULL CHECK (credit_ppm BETWEEN 0 AND 30000), debit_ppm bigint NOT NULL CHECK (debit_ppm BETWEEN 0 AND 30000),
  debit_cap_fen bigint NOT NULL CHECK (debit_cap_fen >= 0), qr_ppm bigint NOT NULL CHECK (qr_ppm BETWEEN 0 AND 30000),
  share_ppm bigint NOT NULL CHECK (share_ppm BETWEEN 0 AND 1000000), reason text NOT NULL, proposed_by text NOT NULL, proposed_at timestamptz NOT NULL,
  decided_by text, decided_at timestamptz, decision_reason text,
  CONSTRAINT share_terms_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT share_terms_four_eyes CHECK (CASE state WHEN 'withdrawn' THEN decided_by = proposed_by WHEN 'proposed' THEN true ELSE decided_by <> proposed_by END));
CREATE INDEX share_terms_agent ON settlement.share_terms (agent_id, effective_from);
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, decision_reason) ON settlement.share_terms TO kaitong_app;

-- 3. Shares -------------------------------------------------------------------------------------------------------------------------
CREATE TABLE settlement.agent_merchant (merchant_id text NOT NULL, since date NOT NULL, agent_id text NOT NULL, PRIMARY KEY (merchant_id, since));
CREATE TABLE settlement.share_day (day date PRIMARY KEY, shared_at timestamptz NOT NULL);
CREATE TABLE settlement.agent_share (
  merchant_id text NOT NULL, day date NOT NULL, agent_id text NOT NULL, terms_id text NOT NULL, journal_count int NOT NULL, gross_fen bigint NOT NULL,
  fee_fen bigint NOT NULL, share_fen bigint NOT NULL, PRIMARY KEY (merchant_id, day, agent_id));
CREATE INDEX agent_share_agent ON settlement.agent_share (agent_id, day);
GRANT SELECT, INSERT ON settlement.agent_merchant, settlement.share_day, settlement.agent_share TO kaitong_app;
INSERT INTO settlement.agent_merchant (merchant_id, since, agent_id)
SELECT d.merchant_id, (m.created_at AT TIME ZONE 'Asia/Shanghai')::date, f.agent_id
  FROM channels.filing f JOIN merchants.applicant_directory d USING (applicant_id, application_id) JOIN merchants.merchant m USING (merchant_id)
 WHERE f.agent_id IS NOT NULL AND f.state <> 'withdrawn'
ON CONFLICT DO NOTHING;

-- 4. Statements ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE settlement.share_statement (
  agent_id text NOT NULL, month date NOT NULL CHECK (extract(day FROM month) = 1),
  state text NOT NULL CHECK (state IN ('open', 'questioned', 'confirmed', 'paying', 'paid', 'carried')),
  share_fen bigint NOT NULL, carried_fen bigint NOT NULL CHECK (carried_fen <= 0), payable_fen bigint NOT NULL, made_at timestamptz NOT NULL,
  invoice_no text, bank_reference text, paying_by text, PRIMARY KEY (agent_id, month),
  CHECK (payable_fen = share_fen + carried_fen), CHECK ((state = 'carried') = (payable_fen <= 0)),
  CHECK (state NOT IN ('confirmed', 'paying', 'paid') OR invoice_no IS NOT NULL),
  CHECK ((state IN ('paying', 'paid')) = (bank_reference IS NOT NULL) AND (bank_reference IS NULL) = (paying_by IS NULL)));
-- What was said and done to a statement, in order.
CREATE TABLE settlement.share_word (
  agent_id text NOT NULL, month date NOT NULL, word_no int NOT NULL, event text NOT NULL, by_staff text NOT NULL, at timestamptz NOT NULL, note text NOT NULL,
  PRIMARY KEY (agent_id, month, word_no));
GRANT SELECT, INSERT, UPDATE (state, invoice_no, bank_reference, paying_by) ON settlement.share_statement TO kaitong_app;
GRANT SELECT, INSERT ON settlement.share_word TO kaitong_app;
