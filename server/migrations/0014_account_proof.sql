-- 对公账户小额打款验证: an amount by chance is paid into the account; who can say how much can read its statement.
CREATE TABLE review.account_proof (
  applicant_id text NOT NULL, proof_id text NOT NULL, application_id text NOT NULL, account_hash text NOT NULL, amount_sealed text NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'sent', 'proved', 'failed', 'refused')), tries int NOT NULL DEFAULT 0, reason text,
  asked_at timestamptz NOT NULL, proved_at timestamptz, PRIMARY KEY (applicant_id, proof_id));
CREATE INDEX account_proof_application ON review.account_proof (applicant_id, application_id);
GRANT SELECT, INSERT, UPDATE ON review.account_proof TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('review.proof_tries', '2026-01-01', '3', 'tries', 'an amount of 1 to 99 fen must not be guessed'),
  ('review.proofs_per_day', '2026-01-01', '2', 'micro transfers a day', 'each costs a payment');
