-- What restricts a merchant, each reason by itself, and when it began and ended (decision 0021).
CREATE TABLE merchants.restriction (
  merchant_id text NOT NULL, reason text NOT NULL CHECK (reason IN ('deposit_unpaid', 'people')), begun_at timestamptz NOT NULL,
  note text NOT NULL, begun_by text NOT NULL, ended_at timestamptz, ended_by text, end_note text,
  PRIMARY KEY (merchant_id, reason, begun_at));
CREATE UNIQUE INDEX restriction_open ON merchants.restriction (merchant_id, reason) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by, end_note) ON merchants.restriction TO kaitong_app;

-- Why no terminal of a merchant takes money, one word a reason; empty: it does.
ALTER TABLE terminals.terminal DROP COLUMN sales_stopped;
ALTER TABLE terminals.terminal ADD COLUMN sales_stopped text[] NOT NULL DEFAULT '{}';

-- When a freeze could not be taken and lapsed: the days in which it can be paid otherwise count from here.
ALTER TABLE deposits.deposit ADD COLUMN capture_failed_at timestamptz;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('deposit.pay_again_days', '2026-01-01', '7', 'days to pay a deposit that could not be captured', 'product rule');
