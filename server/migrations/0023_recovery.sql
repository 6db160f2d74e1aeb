-- 换号找回: somebody who lost their phone shows card and face; the account moves to the new number after a cooling time.
CREATE TABLE identity.recovery (
  applicant_id text NOT NULL, recovery_id text NOT NULL, new_phone_sealed text NOT NULL, actions text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'cooling', 'done', 'cancelled', 'refused')), tries int NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL, cooling_until timestamptz, ended_at timestamptz, PRIMARY KEY (applicant_id, recovery_id));
CREATE INDEX recovery_id ON identity.recovery (recovery_id);
CREATE INDEX recovery_cooling ON identity.recovery (applicant_id) WHERE state = 'cooling';
CREATE INDEX applicant_id_hash ON identity.applicant (id_hash) WHERE id_hash IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON identity.recovery TO kaitong_app;
GRANT DELETE ON identity.phone_directory TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('identity.recovery_cooling_hours', '2026-01-01', '24', 'hours', 'product rule: as for a change of the settlement account');
