-- What a person asks about their own data, and what forbids to erase it. See docs/decisions/0028.
CREATE TABLE identity.data_request (
  applicant_id text NOT NULL, request_id text NOT NULL, kind text NOT NULL CHECK (kind IN ('export', 'erasure')),
  state text NOT NULL CHECK (state IN ('asked', 'held', 'ready', 'done', 'lapsed')),
  asked_at timestamptz NOT NULL, due_at timestamptz NOT NULL, ended_at timestamptz, file_id text, result jsonb, PRIMARY KEY (applicant_id, request_id));
CREATE UNIQUE INDEX data_request_open ON identity.data_request (applicant_id, kind) WHERE state IN ('asked', 'held');
CREATE INDEX data_request_waiting ON identity.data_request (due_at) WHERE state IN ('asked', 'held');
CREATE TABLE identity.legal_hold (
  applicant_id text NOT NULL, hold_id text NOT NULL, reason text NOT NULL, placed_by text NOT NULL, placed_at timestamptz NOT NULL,
  lifted_by text, lifted_at timestamptz, lift_reason text, PRIMARY KEY (applicant_id, hold_id));
CREATE UNIQUE INDEX legal_hold_standing ON identity.legal_hold (applicant_id) WHERE lifted_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON identity.data_request, identity.legal_hold TO kaitong_app;

ALTER TABLE materials.material DROP CONSTRAINT material_state_check;
ALTER TABLE materials.material ADD CONSTRAINT material_state_check CHECK (state IN ('accepted', 'replaced', 'erased'));

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('data.request_days', '2026-01-01', '15', 'days within which a request about one''s data is answered', 'PIPL 50; the national standard allows 30'),
  ('data.export_days', '2026-01-01', '7', 'days for which an export lies ready', 'own rule'),
  ('data.draft_days', '2026-01-01', '180', 'days after which what was collected for an application that nobody goes on with is erased', 'PIPL 47'),
  ('data.kept_years', '2026-01-01', '10', 'years for which identity and transactions of a merchant are kept', 'anti-money-laundering law 2024, article 34');

-- Who has looked at what is theirs: by the number it was looked up by, and by the picture (`case:material`).
CREATE INDEX access_log_subject ON platform.access_log (subject);
CREATE INDEX access_log_picture ON platform.access_log (split_part(subject, ':', 2)) WHERE what = 'image';
