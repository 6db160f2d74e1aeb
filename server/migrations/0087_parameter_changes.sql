-- A deposit rule has days, a source and a history like every other parameter. See docs/decisions/0030.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source)
  SELECT 'device.' || model || '.deposit_fen', DATE '2026-01-01', to_jsonb(deposit_fen), 'fen', 'product rule: deposit of the model' FROM catalogue.device_model
  UNION ALL SELECT 'device.' || model || '.target_fen', DATE '2026-01-01', to_jsonb(target_fen), 'fen', 'product rule: sales that bring the deposit back' FROM catalogue.device_model
  UNION ALL SELECT 'device.' || model || '.target_days', DATE '2026-01-01', to_jsonb(target_days), 'days', 'product rule: days for the target' FROM catalogue.device_model;
DROP TABLE catalogue.device_model;

CREATE TABLE catalogue.parameter_change (
  change_id text PRIMARY KEY, name text NOT NULL, value jsonb NOT NULL, effective_from date NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')), reason text NOT NULL,
  proposed_by text NOT NULL, proposed_at timestamptz NOT NULL, decided_by text, decided_at timestamptz, decision_reason text,
  CONSTRAINT parameter_change_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT parameter_change_four_eyes CHECK (CASE state WHEN 'withdrawn' THEN decided_by = proposed_by WHEN 'proposed' THEN true ELSE decided_by <> proposed_by END));
CREATE INDEX parameter_change_newest ON catalogue.parameter_change (proposed_at DESC);
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, decision_reason) ON catalogue.parameter_change TO kaitong_app;
