-- A journal that people make: one proposes it, another approves. See docs/decisions/0011.

-- Accounts that may be adjusted; `*` at the end stands for the rest. Everything else moves by its own events alone: what a sale gave, holds,
-- payouts under way, frozen money and deposits.
CREATE TABLE ledger.adjustable_account (account text PRIMARY KEY, source text NOT NULL);
INSERT INTO ledger.adjustable_account (account, source) VALUES
  ('net_recv:*', 'what the network pays more or less than it said'),
  ('bank:reserve', 'what the bank booked and no event of ours is about'),
  ('bank:own', 'what the bank booked and no event of ours is about'),
  ('m:avail', 'made good to a merchant, or taken with its word'),
  ('merch_recv', 'a debt that is forgiven or found'),
  ('susp_short', 'a break that is cleared'),
  ('susp_long', 'a break that is cleared'),
  ('inc:*', 'income booked wrongly'),
  ('exp:*', 'costs booked wrongly, and losses');

-- merchant_id is '-' where it belongs to none. What was proposed never changes; the application role may move its state alone.
CREATE TABLE ledger.adjustment (
  merchant_id text NOT NULL, adjustment_id text NOT NULL, state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  accounts text[] NOT NULL, amounts bigint[] NOT NULL, reason text NOT NULL, attachment text NOT NULL, proposed_by text NOT NULL, proposed_at timestamptz NOT NULL,
  decided_by text, decided_at timestamptz, decision_reason text, journal_id text, PRIMARY KEY (merchant_id, adjustment_id),
  CONSTRAINT adjustment_lines CHECK (cardinality(accounts) = cardinality(amounts) AND cardinality(amounts) BETWEEN 2 AND 16 AND 0 <> ALL (amounts)),
  CONSTRAINT adjustment_balances CHECK (ledger.total(amounts) = 0),
  CONSTRAINT adjustment_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT adjustment_four_eyes CHECK (CASE state WHEN 'withdrawn' THEN decided_by = proposed_by WHEN 'proposed' THEN true ELSE decided_by <> proposed_by END),
  CONSTRAINT adjustment_posted CHECK ((state = 'approved') = (journal_id IS NOT NULL)));
CREATE INDEX adjustment_waiting ON ledger.adjustment (proposed_at) WHERE state = 'proposed';
CREATE INDEX adjustment_newest ON ledger.adjustment (proposed_at DESC);
GRANT SELECT ON ledger.adjustable_account TO kaitong_app;
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, decision_reason, journal_id) ON ledger.adjustment TO kaitong_app;
