-- 注销: a merchant's own end of the contract, and a device that is given back before its deposit's target is reached (decision 0019).
CREATE TABLE servicing.deregistration (
  merchant_id text NOT NULL, deregistration_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'blocked', 'settling', 'unbinding', 'closed', 'cancelled')),
  asked_at timestamptz NOT NULL,
  -- what stands in the way, each with the instant since when: {"funds_pending": "2026-06-03T…"}
  waits jsonb NOT NULL DEFAULT '{}',
  -- the merchant's state before its sales were stopped: only an active one can go back
  merchant_was text,
  looked_at timestamptz, settling_at timestamptz, unbinding_at timestamptz, ended_at timestamptz, recourse_until date,
  PRIMARY KEY (merchant_id, deregistration_id),
  CONSTRAINT deregistration_ended CHECK ((state IN ('closed', 'cancelled')) = (ended_at IS NOT NULL)),
  CONSTRAINT deregistration_recourse CHECK ((state = 'closed') = (recourse_until IS NOT NULL)));
CREATE UNIQUE INDEX deregistration_open ON servicing.deregistration (merchant_id) WHERE state NOT IN ('closed', 'cancelled');
GRANT SELECT, INSERT, UPDATE ON servicing.deregistration TO kaitong_app;

-- The network is told that a binding has ended; silence is asked about again, as with a registration.
ALTER TABLE terminals.registration DROP CONSTRAINT registration_state_check;
ALTER TABLE terminals.registration ADD CONSTRAINT registration_state_check
  CHECK (state IN ('pending', 'registered', 'refused', 'superseded', 'withdrawing', 'withdrawn'));
-- Beside its row, because the line reads it with the terminal and knows at once when it changed.
ALTER TABLE terminals.terminal ADD COLUMN sales_stopped boolean NOT NULL DEFAULT false,
  ADD COLUMN end_reason text CHECK (end_reason IN ('damaged', 'end_of_life', 'lost_stolen', 'replaced', 'returned', 'other')),
  ADD COLUMN ended_at timestamptz;
ALTER TABLE merchants.settlement_account DROP CONSTRAINT settlement_account_state_check;
ALTER TABLE merchants.settlement_account ADD CONSTRAINT settlement_account_state_check
  CHECK (state IN ('active', 'blocked', 'replaced', 'coming', 'stopped', 'unbound'));

-- A deposit that the signed terms allow to keep although its target was never decided: two people keep it, one may give it back.
CREATE TABLE deposits.forfeit (
  merchant_id text NOT NULL, deposit_id text NOT NULL, state text NOT NULL CHECK (state IN ('open', 'proposed', 'kept', 'given_back')),
  ground text NOT NULL CHECK (ground IN ('early_return', 'device_lost')), device_ended_on date NOT NULL, opened_at timestamptz NOT NULL,
  reason text, proposed_by text, proposed_at timestamptz, decided_by text, decided_at timestamptz,
  PRIMARY KEY (merchant_id, deposit_id),
  CONSTRAINT forfeit_two_people CHECK (state <> 'kept' OR (proposed_by IS NOT NULL AND decided_by IS NOT NULL AND proposed_by <> decided_by)),
  CONSTRAINT forfeit_reasoned CHECK (state = 'open' OR reason IS NOT NULL));
CREATE INDEX forfeit_open ON deposits.forfeit (opened_at) WHERE state IN ('open', 'proposed');
GRANT SELECT, INSERT, UPDATE ON deposits.forfeit TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('deregistration.recourse_months', '2026-01-01', '12', 'months after closing in which a merchant answers for chargebacks', 'product rule'),
  ('deregistration.look_minutes', '2026-01-01', '60', 'minutes between two looks at what stands in the way', 'ours'),
  ('deposit.give_back_days', '2026-01-01', '30', 'days from activation in which a device given back brings the whole deposit back', 'ours: part of the signed terms');
