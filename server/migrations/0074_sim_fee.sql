-- The data SIM of a device and its fee from the second year on (decision 0020): who has paid to when, what was asked, and whether the carrier lets data through.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('sim.notice_again', '2026-01-01', '"7,1"', 'days before the end, once more', 'product rule'),
  ('sim.grace_days', '2026-01-01', '7', 'days', 'product rule'),
  ('sim.renew_ahead_days', '2026-01-01', '60', 'days', 'product rule');

-- As printed on the card; a directory, as the serial number is. Devices that came before this had none told.
ALTER TABLE terminals.device ADD COLUMN iccid text CONSTRAINT device_iccid_form CHECK (iccid ~ '^[0-9]{19,20}$');
CREATE UNIQUE INDEX device_iccid ON terminals.device (iccid) WHERE iccid IS NOT NULL;

CREATE TABLE servicing.sim_plan (
  merchant_id text NOT NULL, terminal_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'lapsed', 'ended')),
  data text NOT NULL CHECK (data IN ('on', 'turning_off', 'off', 'turning_on')),
  begun_on date NOT NULL, covered_to date NOT NULL CHECK (covered_to >= begun_on),
  -- the merchant wants the fee taken on the last day; or wants no other year
  wish text NOT NULL DEFAULT 'ask' CHECK (wish IN ('ask', 'automatic', 'refused')),
  -- days before the end of this period at which it was told last
  told_days int, data_at timestamptz, changed_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, terminal_id));
CREATE INDEX sim_plan_by_end ON servicing.sim_plan (covered_to, merchant_id, terminal_id) WHERE state <> 'ended';

CREATE TABLE servicing.sim_renewal (
  merchant_id text NOT NULL, terminal_id text NOT NULL, from_day date NOT NULL, through_day date NOT NULL CHECK (through_day > from_day),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0), asked_by text NOT NULL CHECK (asked_by IN ('merchant', 'automatic')),
  journal_id text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, terminal_id, from_day));

GRANT SELECT, INSERT, UPDATE ON servicing.sim_plan TO kaitong_app;
GRANT SELECT, INSERT ON servicing.sim_renewal TO kaitong_app;
