-- Reconciliation of any size: a file is streamed into the database and matched there; what differs stands in suspense. Decision 0012.

-- 1. What the sales of a file are, one row a merchant and file: a million links were a million index entries, and none was ever read alone.
ALTER TABLE settlement.cleared_sale RENAME TO cleared_sale_before;
CREATE TABLE settlement.cleared (
  merchant_id text NOT NULL, business_date date NOT NULL, file_name text NOT NULL, transactions text[] NOT NULL CHECK (cardinality(transactions) > 0),
  PRIMARY KEY (merchant_id, business_date, file_name));
CREATE INDEX cleared_day ON settlement.cleared (business_date, merchant_id);
INSERT INTO settlement.cleared (merchant_id, business_date, file_name, transactions)
SELECT merchant_id, business_date, file_name, array_agg(transaction_id ORDER BY transaction_id) FROM settlement.cleared_sale_before GROUP BY 1, 2, 3;
DROP VIEW settlement.v_t0_sale;
DROP TABLE settlement.cleared_sale_before;
-- For whole days. One sale is asked for by do_cleared_with, which knows where to look.
CREATE VIEW settlement.v_cleared_sale AS
  SELECT c.merchant_id, t.transaction_id, c.business_date, c.file_name FROM settlement.cleared c CROSS JOIN LATERAL unnest(c.transactions) AS t (transaction_id);
GRANT SELECT, INSERT ON settlement.cleared TO kaitong_app;
GRANT SELECT ON settlement.v_cleared_sale TO kaitong_app;

-- The day whose file, or whose people, confirmed a sale; NULL while none has. A file may be that of the day before.
CREATE FUNCTION settlement.do_cleared_with(p_merchant text, p_transaction text, p_sold date) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT min(c.business_date) FROM settlement.cleared c
   WHERE c.merchant_id = p_merchant AND c.business_date >= p_sold - 1 AND p_transaction = ANY (c.transactions)
$$;

DROP FUNCTION settlement.do_link_cleared(text[], text[], date, text);
-- What a file confirmed of a merchant, once a file; told again it is the same, or an error. Returns how many are new.
CREATE FUNCTION settlement.do_link_cleared(p_merchant text, p_transactions text[], p_date date, p_file text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO settlement.cleared (merchant_id, business_date, file_name, transactions) VALUES (p_merchant, p_date, p_file, p_transactions) ON CONFLICT DO NOTHING;
  IF FOUND THEN RETURN cardinality(p_transactions); END IF;
  IF NOT EXISTS (SELECT 1 FROM settlement.cleared WHERE merchant_id = p_merchant AND business_date = p_date AND file_name = p_file
                    AND transactions @> p_transactions) THEN
    RAISE EXCEPTION 'file % confirmed other sales of % before', p_file, p_merchant USING ERRCODE = 'KT002';
  END IF;
  RETURN 0;
END $$;
GRANT EXECUTE ON FUNCTION settlement.do_cleared_with(text, text, date), settlement.do_link_cleared(text, text[], date, text) TO kaitong_app;

DO $$ BEGIN
  EXECUTE replace(pg_get_functiondef('settlement.do_settle_day(date, date, boolean, timestamptz)'::regprocedure), 'settlement.cleared_sale', 'settlement.v_cleared_sale');
END $$;

-- As before, by the new door. (v_t0_sale: open, payable, of a day that is not settled, and confirmed by the network's file once that is here.)
CREATE VIEW settlement.v_t0_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen, s.answered_at
    FROM switching.v_open_sale s JOIN settlement.v_payable_sale p USING (merchant_id, transaction_id)
   WHERE NOT EXISTS (SELECT 1 FROM settlement.day d WHERE d.business_date = s.business_date AND (d.state = 'settled' OR d.state <> 'closed'
                        AND settlement.do_cleared_with(s.merchant_id, s.transaction_id, s.business_date) IS NULL))
     AND NOT EXISTS (SELECT 1 FROM settlement.day d WHERE d.state = 'settled'
                        AND d.business_date = settlement.do_cleared_with(s.merchant_id, s.transaction_id, s.business_date));
GRANT SELECT ON settlement.v_t0_sale TO kaitong_app;

CREATE OR REPLACE FUNCTION settlement.do_see_settled(p_merchant text, p_transaction text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  with_day date;
  seen text;
BEGIN
  SELECT settlement.do_cleared_with(merchant_id, transaction_id, business_date) INTO with_day
    FROM switching.v_card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT d.state INTO seen FROM settlement.day d WHERE d.business_date = with_day FOR SHARE;
  RETURN coalesce(seen = 'settled', false);
END $$;

CREATE OR REPLACE FUNCTION settlement.do_delay_sale(p_merchant text, p_transaction text, p_reference text, p_date date, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  settled boolean;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind, business_date INTO sale FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF EXISTS (SELECT 1 FROM switching.v_paid_early WHERE merchant_id = p_merchant AND transaction_id = p_transaction) THEN RETURN 'missed'; END IF;
  settled := settlement.do_see_settled(p_merchant, p_transaction);
  IF settled AND EXISTS (SELECT 1 FROM settlement.batch b JOIN settlement.payout p USING (merchant_id, batch_id)
                          WHERE b.merchant_id = p_merchant AND b.part = ''
                            AND b.business_date = settlement.do_cleared_with(p_merchant, p_transaction, sale.business_date)) THEN
    RETURN 'missed';
  END IF;
  RETURN CASE WHEN ledger.do_freeze(p_merchant, (CASE WHEN sale.kind = 'test_sale' THEN 'sale' ELSE sale.kind END) || ':' || p_transaction,
                     CASE WHEN settled THEN 'm:avail' ELSE 'm:pending' END, p_reference, p_date, p_at)
              THEN 'delayed' ELSE 'missed' END;
END $$;

-- 2. Transactions of some days, for the file of one of them; the few that were voided are found once and not asked for one by one.
CREATE FUNCTION switching.do_of_days(p_since date, p_until date) RETURNS TABLE (
  merchant_id text, transaction_id text, business_date date, rrn text, amount_fen bigint, kind text, state text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.rrn, t.amount_fen, t.kind, CASE WHEN v.original_id IS NULL THEN t.state ELSE 'voided' END
    FROM switching.card_transaction t
    LEFT JOIN (SELECT l.merchant_id, l.original_id FROM switching.card_transaction d JOIN switching.link l USING (merchant_id, transaction_id)
                WHERE d.business_date BETWEEN p_since AND p_until AND d.kind IN ('sale_void', 'completion_void', 'qr_void') AND d.state = 'approved' AND l.relation = 'void') v
           ON v.merchant_id = t.merchant_id AND v.original_id = t.transaction_id AND t.state = 'approved'
   WHERE t.business_date BETWEEN p_since AND p_until
$$;
GRANT EXECUTE ON FUNCTION switching.do_of_days(date, date) TO kaitong_app;

-- 3. What journals of these keys hold of the network's money: > 0 it owes us.
CREATE FUNCTION ledger.do_receivable_of(p_merchant text, p_keys text[]) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(sum(l.amount), 0)::bigint FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.merchant_id = p_merchant AND j.idempotency_key = ANY (p_keys) AND l.account LIKE 'net\_recv:%'
$$;
-- The same for all journals of some days, for a whole file.
CREATE FUNCTION ledger.do_receivables(p_since date, p_until date) RETURNS TABLE (merchant_id text, idempotency_key text, fen bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT j.merchant_id, j.idempotency_key, sum(l.amount)::bigint FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
   WHERE j.business_date BETWEEN p_since AND p_until AND l.account LIKE 'net\_recv:%' GROUP BY 1, 2
$$;
GRANT EXECUTE ON FUNCTION ledger.do_receivables(date, date), ledger.do_receivable_of(text, text[]) TO kaitong_app;

-- 4. Lines as they were read, of the network and not of a merchant. class: what kind of line it is by itself. A load that lost against
-- another of the same file takes its lines away again.
ALTER TABLE reconciliation.clearing_line RENAME TO clearing_line_before;
CREATE TABLE reconciliation.clearing_line (
  business_date date NOT NULL, load_id text NOT NULL, line_no int NOT NULL, rrn text NOT NULL, key text NOT NULL, original_key text NOT NULL,
  class text NOT NULL CHECK (class IN ('money', 'reversal', 'hold_reversal', 'void', 'none')),
  amount_fen bigint NOT NULL, moved_fen bigint NOT NULL, cost_fen bigint NOT NULL, merchant_no text NOT NULL, terminal_no text NOT NULL);
CREATE INDEX clearing_line_day ON reconciliation.clearing_line USING brin (business_date, load_id) WITH (pages_per_range = 32, autosummarize = on);
-- Lines that could not be read, one by one set aside.
CREATE TABLE reconciliation.bad_line (
  file_name text NOT NULL, line_no int NOT NULL, column_name text NOT NULL, masked text NOT NULL, read_at timestamptz, PRIMARY KEY (file_name, line_no));
INSERT INTO reconciliation.clearing_line
SELECT business_date, 'before', line_no, rrn, stan || ':' || transmission_time, '', CASE outcome WHEN 'non_settling' THEN 'none' ELSE 'money' END,
       amount_fen, amount_fen, fee_fen, merchant_no, terminal_no FROM reconciliation.clearing_line_before WHERE outcome <> 'unreadable';
INSERT INTO reconciliation.bad_line
SELECT file_name, line_no, split_part(raw_masked, ': ', 1), substr(raw_masked, strpos(raw_masked, ': ') + 2) FROM reconciliation.clearing_line_before WHERE outcome = 'unreadable';
DROP TABLE reconciliation.clearing_line_before;
GRANT SELECT, INSERT, DELETE ON reconciliation.clearing_line TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON reconciliation.bad_line TO kaitong_app;

ALTER TABLE reconciliation.clearing_file ADD COLUMN load_id text NOT NULL DEFAULT 'before', ADD COLUMN matched_count int NOT NULL DEFAULT 0,
  ADD COLUMN version text NOT NULL DEFAULT '',
  ADD COLUMN net_fen bigint NOT NULL DEFAULT 0;
-- How far a file is that is being read; one row a day, written over.
CREATE TABLE reconciliation.import_run (
  business_date date PRIMARY KEY, file_name text NOT NULL, state text NOT NULL CHECK (state IN ('reading', 'matching', 'done', 'refused')),
  bytes_total bigint NOT NULL, bytes_read bigint NOT NULL, line_count int NOT NULL, reason text, begun_at timestamptz NOT NULL, at timestamptz NOT NULL);
GRANT SELECT, INSERT, UPDATE ON reconciliation.import_run TO kaitong_app;

-- 5. Differences. suspense_fen: what stands in suspense for it, > 0 in susp_short (we have booked more than the network), < 0 in susp_long.
ALTER TABLE reconciliation.break DROP CONSTRAINT break_kind_check, DROP CONSTRAINT break_state_check;
ALTER TABLE reconciliation.break
  ADD CONSTRAINT break_kind_check CHECK (kind IN ('net_only', 'local_only', 'amount_diff', 'fee_diff', 'duplicate', 'wrong_date', 'taken_back', 'unexplained', 'arrival_diff')),
  ADD CONSTRAINT break_state_check CHECK (state IN ('open', 'proposed', 'with_network', 'resolved')),
  ADD COLUMN suspense_fen bigint NOT NULL DEFAULT 0, ADD COLUMN local_fen bigint, ADD COLUMN network_fen bigint, ADD COLUMN rrn text NOT NULL DEFAULT '',
  ADD COLUMN merchant_no text NOT NULL DEFAULT '', ADD COLUMN line_no int, ADD COLUMN resolved_at timestamptz, ADD COLUMN resolved_by text NOT NULL DEFAULT '';
CREATE INDEX break_standing ON reconciliation.break (found_at, break_id) WHERE state <> 'resolved';
CREATE INDEX break_day ON reconciliation.break (business_date, kind);
-- What one person proposes and another decides.
CREATE TABLE reconciliation.resolution (
  merchant_id text NOT NULL, resolution_id text NOT NULL, break_id text NOT NULL, way text NOT NULL, reason text NOT NULL, proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL, outcome text CHECK (outcome IN ('approved', 'refused', 'withdrawn', 'overtaken')), decided_by text, decided_at timestamptz, note text,
  PRIMARY KEY (merchant_id, resolution_id),
  CHECK ((outcome IS NULL) = (decided_at IS NULL)), CHECK (outcome NOT IN ('approved', 'refused') OR decided_by <> proposed_by));
CREATE INDEX resolution_break ON reconciliation.resolution (merchant_id, break_id);
GRANT SELECT, INSERT, UPDATE ON reconciliation.resolution TO kaitong_app;

-- What people find is owed to a merchant, already in m:avail, goes with the next batch; once a reference.
CREATE FUNCTION settlement.do_pay_with_next(p_merchant text, p_reference text, p_amount bigint, p_fee bigint, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO settlement.resumed_sale (merchant_id, transaction_id, amount_fen, fee_fen, net_fen, resumed_at)
  VALUES (p_merchant, p_reference, p_amount, p_fee, p_amount - p_fee, p_at) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION settlement.do_pay_with_next(text, text, bigint, bigint, timestamptz) TO kaitong_app;
