-- Price plans are versions with a date, changed by two persons; merchants are told of a rise thirty days before. See docs/decisions/0013.

-- 1. Versions and proposals -----------------------------------------------------------------------------------------------------
-- A version that was published stays as it is: old trades are explained by it.
REVOKE UPDATE, DELETE ON catalogue.price_plan FROM kaitong_app;
-- effective_from is the day that was asked for; takes_effect what the decision made of it, and `dearer` what went up, nothing for a fall.
CREATE TABLE catalogue.plan_proposal (
  proposal_id text PRIMARY KEY, plan_id text NOT NULL, state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  effective_from date NOT NULL, credit_ppm bigint NOT NULL, debit_ppm bigint NOT NULL, debit_cap_fen bigint NOT NULL, qr_ppm bigint NOT NULL, t0_ppm bigint NOT NULL,
  reason text NOT NULL, proposed_by text NOT NULL, proposed_at timestamptz NOT NULL, decided_by text, decided_at timestamptz, decision_reason text,
  takes_effect date, dearer text[],
  CONSTRAINT plan_proposal_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT plan_proposal_four_eyes CHECK (CASE state WHEN 'withdrawn' THEN decided_by = proposed_by WHEN 'proposed' THEN true ELSE decided_by <> proposed_by END),
  CONSTRAINT plan_proposal_published CHECK ((state = 'approved') = (takes_effect IS NOT NULL) AND (takes_effect IS NULL) = (dearer IS NULL)));
CREATE INDEX plan_proposal_newest ON catalogue.plan_proposal (proposed_at DESC);
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, decision_reason, takes_effect, dearer) ON catalogue.plan_proposal TO kaitong_app;

-- 2. What each merchant was told, and what it said ---------------------------------------------------------------------------------
-- A merchant with priced_as_of pays on every day after it what that day's plan said, until priced_until (NULL: until people have decided).
ALTER TABLE merchants.merchant ADD COLUMN priced_as_of date, ADD COLUMN priced_until date,
  ADD CONSTRAINT merchant_priced CHECK (priced_until IS NULL OR priced_until > priced_as_of);
CREATE INDEX merchant_plan ON merchants.merchant (plan_id, merchant_id);
-- applies_from: the version's own day, or later where this merchant was told later.
CREATE TABLE merchants.price_notice (
  merchant_id text NOT NULL, plan_id text NOT NULL, effective_from date NOT NULL, rise boolean NOT NULL, applies_from date NOT NULL, sent_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, plan_id, effective_from));
CREATE INDEX price_notice_version ON merchants.price_notice (plan_id, effective_from);
-- The log of acknowledgements: each word once, none taken back.
CREATE TABLE merchants.price_word (
  merchant_id text NOT NULL, plan_id text NOT NULL, effective_from date NOT NULL, word text NOT NULL CHECK (word IN ('read', 'acknowledged', 'objected', 'settled')),
  said_by text NOT NULL, said_at timestamptz NOT NULL, note text NOT NULL DEFAULT '', PRIMARY KEY (merchant_id, plan_id, effective_from, word));
CREATE INDEX price_word_objected ON merchants.price_word (said_at) WHERE word = 'objected';
GRANT SELECT, INSERT ON merchants.price_notice, merchants.price_word TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('price.t0_min_ppm', '2026-01-01', '500', 'ppm', 'ours: surcharge of 0.05 % at least'),
  ('price.t0_max_ppm', '2026-01-01', '1000', 'ppm', 'ours: surcharge of 0.10 % at most');
