-- Disputes with the network: its files of them, what becomes of each, and whose money moves. Decision 0015.

-- 1. Files of other sorts than ACOM stand beside it.
ALTER TABLE reconciliation.clearing_file ADD COLUMN sort text NOT NULL DEFAULT 'ACOM' CHECK (sort IN ('ACOM', 'ERR', 'LFEE'));
CREATE INDEX clearing_file_day ON reconciliation.clearing_file (business_date, sort);
ALTER TABLE reconciliation.import_run ADD COLUMN sort text NOT NULL DEFAULT 'ACOM' CHECK (sort IN ('ACOM', 'ERR', 'LFEE')), DROP CONSTRAINT import_run_pkey;
ALTER TABLE reconciliation.import_run ADD PRIMARY KEY (business_date, sort);

-- Lines as they were read. moved_fen: towards us; cost_fen: what the network takes for it.
CREATE TABLE reconciliation.dispute_line (
  business_date date NOT NULL, load_id text NOT NULL, line_no int NOT NULL, type text NOT NULL, key text NOT NULL, rrn text NOT NULL, original_key text NOT NULL,
  original_date text NOT NULL, original_fen bigint NOT NULL, reason text NOT NULL, amount_fen bigint NOT NULL, moved_fen bigint NOT NULL, cost_fen bigint NOT NULL,
  merchant_no text NOT NULL, PRIMARY KEY (business_date, load_id, line_no));
-- Every line of the network once, by its own identity.
CREATE TABLE reconciliation.dispute_line_seen (line_key text PRIMARY KEY, file_name text NOT NULL, line_no int NOT NULL);
CREATE TABLE reconciliation.brand_fee_line (
  business_date date NOT NULL, load_id text NOT NULL, line_no int NOT NULL, rrn text NOT NULL, amount_fen bigint NOT NULL, cost_fen bigint NOT NULL,
  PRIMARY KEY (business_date, load_id, line_no));

-- 2. A dispute. merchant_id '-': of no merchant that we know. charged_fen: what of it the merchant bears now; the rest stands in the break.
-- sent_no: how often something was sent to the network for it.
CREATE TABLE reconciliation.dispute (
  merchant_id text NOT NULL, dispute_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('document_request', 'chargeback', 'credit_adjustment', 'claim')),
  state text NOT NULL CHECK (state IN ('waiting_merchant', 'waiting_us', 'proposed', 'sent', 'won', 'lost', 'accepted', 'answered', 'expired', 'carried', 'declined', 'withdrawn')),
  transaction_id text, rrn text NOT NULL, original_key text NOT NULL, original_date text NOT NULL, merchant_no text NOT NULL, reason text NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0), charged_fen bigint NOT NULL DEFAULT 0 CHECK (charged_fen >= 0), break_id text,
  file_name text NOT NULL, line_no int, opened_at timestamptz NOT NULL, moved_at timestamptz NOT NULL,
  merchant_due_at timestamptz, due_at timestamptz, sent_no int NOT NULL DEFAULT 0, again boolean NOT NULL DEFAULT false,
  PRIMARY KEY (merchant_id, dispute_id));
CREATE INDEX dispute_standing ON reconciliation.dispute (due_at, dispute_id) WHERE state IN ('waiting_merchant', 'waiting_us', 'proposed', 'sent');
CREATE INDEX dispute_rrn ON reconciliation.dispute (rrn, opened_at);
-- What happened to it, one after the other; written once.
CREATE TABLE reconciliation.dispute_step (
  merchant_id text NOT NULL, dispute_id text NOT NULL, step_no int NOT NULL, event text NOT NULL, by text NOT NULL, note text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, dispute_id, step_no));
-- Proofs, encrypted like every file; written once.
CREATE TABLE reconciliation.dispute_proof (
  merchant_id text NOT NULL, dispute_id text NOT NULL, proof_id text NOT NULL, file_id text NOT NULL, content_type text NOT NULL, byte_count int NOT NULL,
  by text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (merchant_id, dispute_id, proof_id));

GRANT SELECT, INSERT, DELETE ON reconciliation.dispute_line, reconciliation.brand_fee_line TO kaitong_app;
GRANT SELECT, INSERT ON reconciliation.dispute_line_seen, reconciliation.dispute_step, reconciliation.dispute_proof TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON reconciliation.dispute TO kaitong_app;

-- 3. What a dispute leaves unexplained is a break of its own kind.
ALTER TABLE reconciliation.break DROP CONSTRAINT break_kind_check;
ALTER TABLE reconciliation.break ADD CONSTRAINT break_kind_check CHECK (kind IN ('net_only', 'local_only', 'amount_diff', 'fee_diff', 'duplicate', 'wrong_date',
  'taken_back', 'unexplained', 'arrival_diff', 'dispute'));

-- 4. What disputes have taken of a sale is not there to be refunded a second time: the switch holds it with the sale, as it holds what was paid early.
CREATE TABLE switching.charged_back (
  merchant_id text NOT NULL, transaction_id text NOT NULL, fen bigint NOT NULL CHECK (fen >= 0), PRIMARY KEY (merchant_id, transaction_id));
GRANT SELECT, INSERT, UPDATE ON switching.charged_back TO kaitong_app;
CREATE FUNCTION switching.do_charge_back(p_merchant text, p_transaction text, p_fen bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO switching.charged_back (merchant_id, transaction_id, fen) VALUES (p_merchant, p_transaction, p_fen)
  ON CONFLICT (merchant_id, transaction_id) DO UPDATE SET fen = excluded.fen
$$;
GRANT EXECUTE ON FUNCTION switching.do_charge_back(text, text, bigint) TO kaitong_app;
-- As before; a refund leaves what was charged back.
CREATE OR REPLACE FUNCTION switching.do_claim(p_merchant text, p_transaction text, p_original text, p_relation text, p_amount bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  original record;
  refunded bigint;
  added bigint;
  lowered bigint;
  charged bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT state, amount_fen INTO original FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_original;
  IF NOT FOUND OR original.state <> 'approved' THEN RETURN false; END IF;
  IF p_relation IN ('void', 'adjustment') AND EXISTS (SELECT 1 FROM switching.paid_early WHERE merchant_id = p_merchant AND transaction_id = p_original) THEN
    RETURN false;
  END IF;
  refunded := switching.do_claimed(p_merchant, p_original, 'refund');
  added := switching.do_claimed(p_merchant, p_original, 'tip');
  lowered := switching.do_claimed(p_merchant, p_original, 'adjustment');
  charged := coalesce((SELECT fen FROM switching.charged_back WHERE merchant_id = p_merchant AND transaction_id = p_original), 0);
  IF switching.do_claimed(p_merchant, p_original, 'void') + switching.do_claimed(p_merchant, p_original, 'completion') > 0
     OR (p_relation = 'refund' AND refunded + lowered + charged + p_amount > original.amount_fen)
     OR (p_relation <> 'refund' AND refunded + added + lowered > 0)
     OR (p_relation = 'adjustment' AND p_amount >= original.amount_fen) THEN
    RETURN false;
  END IF;
  INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen)
  VALUES (p_merchant, p_transaction, p_original, p_relation, p_amount);
  RETURN true;
END $$;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('dispute.document_days', '2026-01-01', '20', 'days in which a document request is answered', 'network rule'),
  ('dispute.chargeback_days', '2026-01-01', '20', 'days in which a chargeback is represented', 'network rule'),
  ('dispute.merchant_days', '2026-01-01', '10', 'days of these that a merchant has for its proof', 'product rule'),
  ('dispute.again_days', '2026-01-01', '30', 'days after a representment in which a second chargeback may come', 'network rule');
